"""What the API says of credits and of what draws."""

from __future__ import annotations

from dataclasses import asdict

from aiohttp import web

from bot.frontends.web.api.keys import CALLER
from bot.frontends.web.api.operations import json_response
from bot.frontends.web.api.schemas import AllowanceView, EngineView, QuotaView
from bot.frontends.web.server.app_keys import LIMITS, SERVICE
from bot.jobs.service import LOADING
from generation.request.styles import styles_of


async def show_quota(request: web.Request) -> web.Response:
    """Show what the key's owner may still spend."""
    requester = request[CALLER].requester
    balance = await request.app[SERVICE].balance(requester)
    allowances = [AllowanceView(**asdict(each), left=each.left) for each in balance.allowances]
    return json_response(QuotaView(account=requester.key, left=balance.left, allowances=allowances))


async def show_engine(request: web.Request) -> web.Response:
    """Show what draws, and how much one request may ask for."""
    service, limits = request.app[SERVICE], request.app[LIMITS]
    info = None if service.trouble else service.info
    known = {} if info is None else {name: value for name, value in asdict(info).items() if name in _SHOWN - {"styles"}}
    return json_response(
        EngineView(
            ready=info is not None,
            detail=service.trouble or (LOADING if info is None else f"{info.model} draws on {info.device}."),
            styles=list(styles_of(info)),
            max_images=limits.images,
            max_sentences=limits.sentences,
            max_prompt_length=limits.prompt_length,
            **known,
        )
    )


_SHOWN = EngineView.model_fields.keys()
