"""/desk/servers: where pictures may be asked for, by whom, and which."""

from __future__ import annotations

from typing import get_args

from aiohttp import web

from bot.domain.errors import Refused
from bot.domain.rules import NsfwRule, Place
from bot.features.admin.actions import AdminActions
from bot.frontends.web.admin.forms import Fields, one_of, read_id
from bot.frontends.web.admin.render import desk_page
from bot.frontends.web.admin.sessions import Session
from bot.frontends.web.server.app_keys import SERVICE
from bot.storage.spending import servers_seen

RULES: dict[NsfwRule, str] = {"off": "nowhere", "channel": "in age-restricted channels", "on": "everywhere"}
UNNAMED = "A server is named with its platform, such as discord:1234."
PLACES: tuple[Place, ...] = get_args(Place)


async def servers(request: web.Request, session: Session) -> web.Response:
    """GET /desk/servers?server="""
    stores, wanted = request.app[SERVICE].stores, " ".join(request.query.get("server", "").split())
    if wanted and ":" not in wanted:
        session.set_answer(UNNAMED, refused={})
    async with stores.database.read() as read:
        names = dict.fromkeys([*([wanted] if ":" in wanted else []), *await servers_seen(read)])
        rows = [(name, await stores.servers.settings(read, name)) for name in names]
    return desk_page(request, session, "servers.html", rows=rows, asked=wanted, rules=RULES, kinds=PLACES)


async def change(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk/servers"""
    actions, server = AdminActions(request.app[SERVICE].stores), fields.get("server", "")
    if ":" not in server:
        raise Refused(UNNAMED)
    if fields.get("act") == "nsfw":
        rule = one_of(fields.get("rule"), list(RULES))
        return await actions.nsfw(session.admin, rule, server)
    kind = one_of(fields.get("kind"), PLACES)
    id = read_id(fields, kind)
    act = actions.disallow if fields.get("act") == "disallow" else actions.allow
    return await act(session.admin, kind, id, server)
