"""QuotaAdmin: what admins see and change of other people's credits, every act of it audited.

Subjects are typed as `Subject(kind, id)`; an id without a platform ("discord:1234") is on the admin's own platform.
"""

from __future__ import annotations

import asyncio
import csv
import io
import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Literal

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands.quota import MAX_CREDITS
from bot.domain.credits import WINDOWS, Allowance, Balance, Subject, Window
from bot.domain.errors import Refused
from bot.domain.requester import Requester
from bot.rules.quotas import Quotas
from bot.storage.audit import AuditStore
from bot.storage.credits import CreditStore
from bot.text import plural

MAX_ID_LENGTH = 128
MANAGERS = (
    "Who manages a server sees its credits and sets its limits, with `quota show server` and `quota set server`; "
    "everything else is for whoever runs Vignette, and for servers that they name in `discord.admin_servers`."
)
_QUALIFIED = re.compile(r"[a-z]+:.")
_COLUMNS = ("at", "kind", "user", "role", "server", "window", "job_id", "amount", "expires_at")


class QuotaAdmin:
    """Every act needs a write session, checks that `by` may, audits, and returns what to answer.

    Whoever manages a server sees its credits and sets its limits, up to what is the default; all else is for admins.
    """

    def __init__(self, quotas: Quotas, credits: CreditStore, audit: AuditStore) -> None:
        self.quotas = quotas
        self._credits = credits
        self._audit = audit

    async def set(self, session: AsyncSession, by: Requester, subject: Subject, window: Window, credits: int) -> str:
        """Decide a subject's limit."""
        key = _key(by, subject, of_server=True)
        _check_amount(credits, least=0)
        most = self.quotas.default_limit(window, "server")
        if not by.admin and credits > most:
            raise Refused(f"A server's managers give it {most:,} credits a {window} at most; more is for admins.")
        await self._credits.set_limit(session, subject.kind, key, window, credits)
        await self._note(session, by, "quota.set", subject, key, window=window, credits=credits)
        return f"{_name(subject, key)}: {credits:,} credits a {window} from now on."

    async def grant(
        self,
        session: AsyncSession,
        by: Requester,
        subject: Subject,
        window: Window,
        credits: int,
        days: int | None = None,
    ) -> str:
        """Add to what a subject may spend in each such window for so many days, or until the month ends."""
        key = _key(by, subject)
        _check_amount(credits, least=1)
        lasting = None if days is None else timedelta(days=days)
        await self._credits.grant(session, subject.kind, key, window, credits, lasting)
        expiry = {} if days is None else {"days": days}
        await self._note(session, by, "quota.grant", subject, key, window=window, credits=credits, **expiry)
        when = "this month" if window == "month" else "a day until the end of this month"
        if days is not None:
            when = f"a {window} for {plural(days, 'day')}"
        return f"{_name(subject, key)}: {credits:,} credits more {when}."

    async def reset(self, session: AsyncSession, by: Requester, subject: Subject, window: Window) -> str:
        """Forgive what was used in the current window; what is being drawn right now still counts."""
        key = _key(by, subject)
        kind: Literal["user", "server"] = "server" if subject.kind == "server" else "user"
        forgiven = 0
        for owner in [key] if subject.kind in ("user", "server") else await self._users(session, subject, key, window):
            if amount := (await self._credits.totals(session, kind, owner)).forgivable(window):
                await self._credits.reset(session, kind, owner, window, amount)
                forgiven += amount
        await self._note(session, by, "quota.reset", subject, key, window=window, forgiven=forgiven)
        return f"{_name(subject, key)}: {forgiven:,} used credits of this {window} forgiven."

    async def show(self, session: AsyncSession, by: Requester, subject: Subject) -> str:
        """What a subject has: left and limit for a user or a server, limits for a role or the default."""
        key = _key(by, subject, of_server=True)
        await self._note(session, by, "quota.show", subject, key)
        if allowances := await self.allowances(session, by, subject):
            return str(Balance(allowances))
        return await self._limits(session, subject, key)

    async def allowances(self, session: AsyncSession, by: Requester, subject: Subject) -> tuple[Allowance, ...]:
        """What a user or a server may spend; a role and the default spend nothing themselves. Not audited."""
        key = _key(by, subject, of_server=True)
        name = _name(subject, key)
        if subject.kind == "user":
            roles = await self._credits.last_roles(session, key)
            return await self.quotas.user_allowances(session, name, key, roles)
        if subject.kind == "server":
            return await self.quotas.server_allowances(session, name, key)
        return ()

    async def export(self, session: AsyncSession, by: Requester) -> None:
        """Let them have the ledger, which `ledger` reads."""
        _require_admin(by)
        await self._audit.add(session, by, "quota.export", "ledger")

    async def ledger(self, session: AsyncSession) -> str:
        """All of it as CSV; for a read session, because it can be long and nobody should wait for it to write."""
        return await asyncio.to_thread(_csv, await self._credits.ledger(session))

    async def _users(self, session: AsyncSession, subject: Subject, key: str, window: Window) -> list[str]:
        """Who used credits in this window and has the role; for the default, everyone who did."""
        spenders = await self._credits.spenders(session, window)
        return [user for user, roles in spenders.items() if subject.kind == "default" or key in roles]

    async def _limits(self, session: AsyncSession, subject: Subject, key: str) -> str:
        own = await self._credits.limits(session, [(subject.kind, key)])
        limits = [(window, own.get((subject.kind, key, window))) for window in WINDOWS]
        if subject.kind == "default":
            limits = [(window, self.quotas.default_limit(window) if n is None else n) for window, n in limits]
        said = [f"{limit:,} credits a {window}" for window, limit in limits if limit is not None]
        return f"{_name(subject, key)}: {' and '.join(said) or 'no limit of its own, so the default counts'}."

    async def _note(
        self, session: AsyncSession, by: Requester, action: str, subject: Subject, key: str, **detail: object
    ) -> None:
        await self._audit.add(session, by, action, f"{subject.kind} {key}".strip(), detail)


def _csv(rows: Iterable[Any]) -> str:
    """Rows of the ledger, as `CreditStore.ledger` gives them."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        writer.writerow([row.at.isoformat(), *(getattr(row, column) for column in _COLUMNS[1:])])
    return text.getvalue()


def _key(by: Requester, subject: Subject, *, of_server: bool = False) -> str:
    """The subject as the ledger knows it; refuses whatever names nobody and whoever may not.

    That is everybody but admins; with `of_server` it is not who manages the very server that is meant.
    """
    id = subject.id or (by.server if subject.kind == "server" else None) or ""
    key = "" if subject.kind == "default" else id if _QUALIFIED.match(id) else f"{by.platform}:{id}"
    if not (of_server and by.manages and subject.kind == "server" and key == by.server_key):
        _require_admin(by)
    if subject.kind != "default" and not 0 < len(id) <= MAX_ID_LENGTH:
        raise Refused(f"Say which {subject.kind} you mean.")
    return key


def _require_admin(by: Requester) -> None:
    if not by.admin:
        raise Refused(MANAGERS if by.manages else "Only admins can see and change other people's credits.")


def _check_amount(credits: int, least: int) -> None:
    if not least <= credits <= MAX_CREDITS:
        raise Refused(f"Credits must be a whole number from {least} to {MAX_CREDITS:,}.")


def _name(subject: Subject, key: str) -> str:
    return "Everyone" if subject.kind == "default" else f"{subject.kind.capitalize()} {key}"
