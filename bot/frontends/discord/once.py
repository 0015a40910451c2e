"""Webhooks that send once. A webhook's messages take no nonce, so two that arrive are two that people see."""

from __future__ import annotations

import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, cast

import aiohttp
import discord


def sending_once(webhook: discord.Webhook) -> discord.Webhook:
    """The same, without discord.py's own tries after a 5xx, which may have been carried out: that is raised at once."""
    once = copy.copy(webhook)
    once.session = cast(aiohttp.ClientSession, _Once(webhook.session))
    return once


class _Once:
    """As much of a session as webhooks use."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self._session = session

    @asynccontextmanager
    async def request(self, method: str, url: str, **options: Any) -> AsyncIterator[aiohttp.ClientResponse]:
        async with self._session.request(method, url, **options) as response:
            if response.status >= 500:
                raise discord.DiscordServerError(response, await response.text())
            yield response
