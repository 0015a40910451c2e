"""The addresses of the desk. All but its door are for whoever came in; every post carries the session's key."""

from __future__ import annotations

from aiohttp import web

from bot.frontends.web.admin import images, lists, overview, quotas, servers
from bot.frontends.web.admin.forms import Fields, FormAction, check_key, form_handler, read_fields
from bot.frontends.web.admin.login import Page, ask, enter, leave, within
from bot.frontends.web.admin.sessions import Session
from bot.jobs.lookup import JOB_PATTERN

PICTURE = f"/desk/pictures/{{job:{JOB_PATTERN}}}/{{index:[0-9]{{1,3}}}}"


async def _leave(request: web.Request, session: Session) -> web.StreamResponse:
    fields: Fields = await read_fields(request)
    check_key(session, fields)
    return await leave(request, session)


def _both(path: str, name: str, page: Page, act: FormAction) -> list[web.RouteDef]:
    return [
        web.get(path, within(page), name=f"desk-{name}"),
        web.post(path, within(form_handler(act)), name=f"desk-change-{name}"),
    ]


ROUTES = (
    web.get("/desk/enter", ask, name="desk-ask"),
    web.post("/desk/enter", enter, name="desk-enter"),
    web.post("/desk/leave", within(_leave), name="desk-leave"),
    web.get("/desk/credits.csv", within(quotas.credits_csv), name="desk-credits"),
    web.get(PICTURE, within(images.picture), name="desk-picture"),
    *_both("/desk", "overview", overview.overview, overview.set_mode),
    *_both("/desk/quotas", "quotas", quotas.quotas, quotas.change),
    *_both("/desk/jobs", "jobs", lists.jobs, lists.cancel),
    *_both("/desk/reports", "reports", lists.reports, lists.settle),
    *_both("/desk/bans", "bans", lists.bans, lists.change_bans),
    *_both("/desk/blocklist", "blocklist", lists.blocklist, lists.change_blocklist),
    *_both("/desk/servers", "servers", servers.servers, servers.change),
    *_both("/desk/keys", "keys", lists.keys, lists.revoke),
    web.get("/desk/audit", within(lists.audit), name="desk-audit"),
)
