"""The desk's lists: jobs, reports, bans, blocked words, API keys, the audit; and what is done with a line of each."""

from __future__ import annotations

import asyncio
from typing import get_args

from aiohttp import web

from bot.commands.arguments import read_duration
from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.requests import prompt_text
from bot.domain.rules import BanKind, PatternKind
from bot.features.admin.actions import AdminActions
from bot.features.admin.wording import verified_text
from bot.frontends.web.admin.blocklist_test import check_prompt
from bot.frontends.web.admin.forms import Fields, one_of, read_id, read_whole_number
from bot.frontends.web.admin.render import desk_page
from bot.frontends.web.admin.sessions import Session
from bot.frontends.web.server.app_keys import SERVICE
from bot.storage.blocklist import EVERYWHERE
from bot.storage.spending import servers_seen
from bot.storage.stores import Stores
from bot.text import escape_markdown, strip_markdown

JOBS, ENTRIES = 60, 100
BAN_KINDS: tuple[BanKind, ...] = get_args(BanKind)
PATTERN_KINDS: tuple[PatternKind, ...] = get_args(PatternKind)
MAX_REASON, MAX_PATTERN = 500, 500


def stores_of(request: web.Request) -> Stores:
    return request.app[SERVICE].stores


async def jobs(request: web.Request, session: Session) -> web.Response:
    """GET /desk/jobs"""
    stores = stores_of(request)
    async with stores.database.read() as read:
        latest, queue = await stores.jobs.latest(read, JOBS), await stores.jobs.queue(read)
    by_id = {job.id: job for job in (*queue, *latest)}
    rows = [(job, strip_markdown(escape_markdown(prompt_text(job.request), 160))) for job in by_id.values()]
    return desk_page(request, session, "jobs.html", rows=rows, under_way=len(queue), JobStatus=JobStatus)


async def cancel(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk/jobs"""
    if not (number := fields.get("job", "")):
        raise Refused("Say which job.")
    job = await request.app[SERVICE].cancel(number, session.admin)
    return f"Job {job.id[:8]} is cancelled; its credits are free again."


async def reports(request: web.Request, session: Session) -> web.Response:
    """GET /desk/reports"""
    stores = stores_of(request)
    async with stores.database.read() as read:
        reported = [(each, await stores.jobs.get(read, each.job_id)) for each in await stores.reports.open(read)]
    rows = [
        (each, job, job and strip_markdown(escape_markdown(prompt_text(job.request), 160))) for each, job in reported
    ]
    return desk_page(request, session, "reports.html", rows=rows)


async def settle(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk/reports"""
    return await AdminActions(stores_of(request)).settle(session.admin, read_whole_number(fields, "report", "A report"))


async def bans(request: web.Request, session: Session) -> web.Response:
    """GET /desk/bans?id="""
    stores = stores_of(request)
    async with stores.database.read() as read:
        rows = await stores.bans.all(read)
    return desk_page(request, session, "bans.html", rows=rows, kinds=BAN_KINDS, id=request.query.get("id", ""))


async def change_bans(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk/bans"""
    actions = AdminActions(stores_of(request))
    kind = one_of(fields.get("kind"), BAN_KINDS)
    id, reason = read_id(fields, kind), fields.get("reason", "")[:MAX_REASON]
    if fields.get("act") == "lift":
        return strip_markdown(await actions.unban(session.admin, kind, id))
    text = fields.get("duration", "")
    lasting = read_duration(text) if text else None
    if text and lasting is None:
        raise Refused("A ban lasts so long as 30m, 12h, 7d or 4w, or for good when that is left empty.")
    answer = await actions.ban(session.admin, kind, id, lasting, reason)
    request.app[SERVICE].wake()  # whoever watches hears of what was cancelled
    return strip_markdown(answer)


async def blocklist(request: web.Request, session: Session) -> web.Response:
    """GET /desk/blocklist?test="""
    stores, text = stores_of(request), request.query.get("test", "")[:MAX_PATTERN]
    async with stores.database.read() as read:
        servers = await servers_seen(read)
        rows = await stores.blocklist.of(read, [EVERYWHERE, *servers])
    result = await asyncio.to_thread(check_prompt, rows, text) if text.strip() else None
    return desk_page(
        request, session, "blocklist.html", rows=rows, kinds=PATTERN_KINDS, servers=servers, test=text, result=result
    )


async def change_blocklist(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk/blocklist"""
    actions = AdminActions(stores_of(request))
    pattern, scope = fields.get("pattern", ""), fields.get("scope", EVERYWHERE)
    if not pattern or len(pattern) > MAX_PATTERN:
        raise Refused(f"A pattern has 1 to {MAX_PATTERN} characters.")
    if fields.get("act") == "remove":
        return await actions.unblock(session.admin, pattern, scope)
    kind = one_of(fields.get("kind"), PATTERN_KINDS)
    return await actions.block(session.admin, pattern, kind, scope)


async def keys(request: web.Request, session: Session) -> web.Response:
    """GET /desk/keys"""
    stores = stores_of(request)
    async with stores.database.read() as read:
        return desk_page(request, session, "keys.html", rows=await stores.api_keys.of(read))


async def revoke(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk/keys"""
    return await AdminActions(stores_of(request)).revoke(session.admin, read_whole_number(fields, "key", "A key"))


async def audit(request: web.Request, session: Session) -> web.Response:
    """GET /desk/audit?verify="""
    stores = stores_of(request)
    async with stores.database.read() as read:
        rows = await stores.audit.latest(read, ENTRIES)
        head = await stores.audit.head(read)
        changed = await stores.audit.verify(read) if "verify" in request.query else None
    verdict = strip_markdown(verified_text(changed, head)) if "verify" in request.query else ""
    return desk_page(request, session, "audit.html", rows=rows, head=head, verdict=verdict, changed=changed is not None)
