"""The HTTP API: `/api/v1`, OpenAI's images, and metrics, on the pages' server and through the service's one door."""

from __future__ import annotations

from bot.frontends.web.api.middleware import register

__all__ = ["register"]
