"""GET /names: what can stand after `--style`, `--lora` and `--ref`, for whoever asks."""

from __future__ import annotations

from aiohttp import web

from bot.chat.names import NAMED, names
from bot.commands import options
from bot.frontends.web.server.app_keys import LIMITS, REQUESTER, SERVICE


async def known_names(request: web.Request) -> web.Response:
    """GET /names: by option, [{"typed", "about"}]"""
    named = [each for each in options(request.app[LIMITS]).values() if each.kind in NAMED]
    found = {each.name: await names(request.app[SERVICE], request[REQUESTER], each.kind) for each in named}
    shown = {
        option: [{"typed": each.typed, "about": each.about} for each in listed] for option, listed in found.items()
    }
    return web.json_response(shown)
