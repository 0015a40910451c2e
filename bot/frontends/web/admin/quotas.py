"""/desk/quotas: whose credits, how many of them are left, and what an admin gives."""

from __future__ import annotations

from typing import get_args

from aiohttp import web

from bot.chat.quota import manage_quota
from bot.commands import QuotaExport, QuotaGrant, QuotaReset, QuotaSet
from bot.commands.quota import MAX_DAYS, QuotaCommand
from bot.domain.credits import Allowance, Subject, SubjectKind, Window
from bot.domain.errors import Refused
from bot.frontends.web.admin.forms import Fields, one_of, read_id, read_whole_number
from bot.frontends.web.admin.render import desk_page
from bot.frontends.web.admin.sessions import Session
from bot.frontends.web.server.app_keys import SERVICE
from bot.storage.spending import limits_set, spenders

KINDS: tuple[SubjectKind, ...] = get_args(SubjectKind)
WINDOWS: tuple[Window, ...] = get_args(Window)


async def quotas(request: web.Request, session: Session) -> web.Response:
    """GET /desk/quotas?kind=&id="""
    service = request.app[SERVICE]
    kind, id = request.query.get("kind", "user"), " ".join(request.query.get("id", "").split())
    allowances: tuple[Allowance, ...] = ()
    if id and kind in ("user", "server"):
        try:
            subject = _subject({"kind": kind, "id": id})
            async with service.stores.database.read() as read:
                allowances = await service.quota_admin.allowances(read, session.admin, subject)
        except Refused as error:
            session.set_answer(str(error), refused={})
    async with service.stores.database.read() as read:
        return desk_page(
            request,
            session,
            "quotas.html",
            kinds=KINDS,
            windows=WINDOWS,
            kind=kind,
            id=id,
            allowances=allowances,
            spenders=await spenders(read),
            limits=await limits_set(read),
        )


async def change(request: web.Request, session: Session, fields: Fields) -> str:
    """POST /desk/quotas"""
    service = request.app[SERVICE]
    return (await manage_quota(service.stores, service.quota_admin, session.admin, _command(fields))).text


async def credits_csv(request: web.Request, session: Session) -> web.Response:
    """GET /desk/credits.csv"""
    service = request.app[SERVICE]
    answer = await manage_quota(service.stores, service.quota_admin, session.admin, QuotaExport())
    name, content = answer.attachment or ("credits.csv", b"")
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return web.Response(body=content, content_type="text/csv", charset="utf-8", headers=headers)


def _command(fields: Fields) -> QuotaCommand:
    subject, window = _subject(fields), one_of(fields.get("window"), WINDOWS)
    act = fields.get("act")
    if act == "reset":
        return QuotaReset(subject, window)
    credits = read_whole_number(fields, "credits", "The number of credits")
    if act == "set":
        return QuotaSet(subject, window, credits)
    days = read_whole_number(fields, "days", "The number of days") if fields.get("days") else None
    if days is not None and not 1 <= days <= MAX_DAYS:
        raise Refused(f"A grant lasts 1 to {MAX_DAYS} days.")
    return QuotaGrant(subject, window, credits, days)


def _subject(fields: Fields) -> Subject:
    kind = one_of(fields.get("kind"), KINDS)
    return Subject(kind, "" if kind == "default" else read_id(fields, kind))
