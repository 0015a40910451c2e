"""What the handlers of the API find in the application and in a request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.frontends.web.api.auth import Caller
from bot.frontends.web.api.signed_urls import Signer
from bot.frontends.web.server.rate_limit import Rate
from bot.settings import ApiSettings

API = web.AppKey("API", ApiSettings)
RATE = web.AppKey("RATE", Rate)
SIGNER = web.AppKey("SIGNER", Signer)
DOCUMENT = web.AppKey("DOCUMENT", Mapping[str, Any])  # the OpenAPI document

CALLER = web.RequestKey("CALLER", Caller)
