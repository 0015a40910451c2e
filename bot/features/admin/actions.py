"""DeskActs: what admins change, each act done and audited in one commit.

Every method checks that `by` may and returns what to answer; raises Refused. Whoever manages a server decides on that
server's rules and words; all else is for admins.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.requester import Requester
from bot.domain.rules import BanKind, NsfwRule, PatternKind, Place
from bot.rules.moderation import check_pattern
from bot.rules.moderation.gate import subjects_of
from bot.rules.permissions import require_admin, require_manager
from bot.rules.service_mode import Mode, set_mode
from bot.storage.blocklist import EVERYWHERE
from bot.storage.server_settings import ServerSettings
from bot.storage.stores import Stores

NO_SERVER = "That is a rule of a server: say it on the server that you mean."
_MODES = {
    Mode.OPEN: ("service.resume", "Requests are taken and drawn again."),
    Mode.PAUSED: ("service.pause", "Nothing new is drawn until `resume`; requests wait in the queue."),
    Mode.DRAINING: ("service.drain", "Nothing new is taken until `resume`."),
}


class AdminActions:
    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def ban(
        self, by: Requester, kind: BanKind, id: str, duration: timedelta | None = None, reason: str = ""
    ) -> str:
        """Instead of any ban they had. What waits of theirs is cancelled and costs nothing; finished pictures stay."""
        require_admin(by)
        subject = _subject(by, kind, id)
        if subject == by.key:
            raise Refused("You cannot ban yourself.")
        until = None if duration is None else datetime.now(UTC) + duration
        async with self._stores.database.write() as session:
            await self._stores.bans.ban(session, subject, by, until, reason)
            detail = {"until": until.isoformat(timespec="minutes") if until else None, "reason": reason}
            await self._stores.audit.add(session, by, "ban.add", subject, detail)
            cancelled = await self._cancel_waiting(session, by, subject)
        span = "for good" if until is None else f"until {until.day} {until:%B %Y, %H:%M} UTC"
        waiting = "job that waits is" if cancelled == 1 else "jobs that wait are"
        also = f" {cancelled} {waiting} cancelled." if cancelled else ""
        return f"`{subject}` may ask for nothing {span}.{also}"

    async def _cancel_waiting(self, session: AsyncSession, by: Requester, subject: str) -> int:
        """How many; their credits are free again, and who asked is told. What is being drawn is finished."""
        queue = await self._stores.jobs.queue(session)
        waiting = [job for job in queue if job.status is JobStatus.QUEUED and subject in subjects_of(job.requester)]
        for job in waiting:
            await self._stores.jobs.finish(session, replace(job, status=JobStatus.CANCELLED))
            await self._stores.audit.add(session, by, "job.cancel", job.id, {"because": f"ban of {subject}"})
        return len(waiting)

    async def unban(self, by: Requester, kind: BanKind, id: str) -> str:
        require_admin(by)
        subject = _subject(by, kind, id)
        async with self._stores.database.write() as session:
            if not await self._stores.bans.lift(session, subject):
                raise Refused(f"`{subject}` is not banned.")
            await self._stores.audit.add(session, by, "ban.lift", subject)
        return f"`{subject}` may ask again."

    async def block(self, by: Requester, pattern: str, kind: PatternKind, scope: str | None = None) -> str:
        """On a server or EVERYWHERE; unless it is said, on the admin's server, or everywhere where they are on none."""
        scope = _scope(by, scope)
        require_manager(by, scope)
        await asyncio.to_thread(check_pattern, pattern, kind)
        async with self._stores.database.write() as session:
            added = await self._stores.blocklist.add(session, scope, pattern, kind, by)
            if added is None:
                raise Refused("That is on the blocklist already.")
            await self._stores.audit.add(session, by, "blocklist.add", f"pattern {added.id}", _entry(pattern, scope))
        return f"No prompt {_where(scope)} may hold that {kind} from now on."

    async def unblock(self, by: Requester, pattern: str, scope: str | None = None) -> str:
        scope = _scope(by, scope)
        require_manager(by, scope)
        async with self._stores.database.write() as session:
            if not await self._stores.blocklist.remove(session, scope, pattern):
                which = "of this server" if scope else "that counts everywhere"
                raise Refused(f"The blocklist {which} does not hold that.")
            await self._stores.audit.add(session, by, "blocklist.remove", "pattern", _entry(pattern, scope))
        return f"Prompts {_where(scope)} may hold that again."

    async def mode(self, by: Requester, mode: Mode) -> str:
        require_admin(by)
        action, said = _MODES[mode]
        async with self._stores.database.write() as session:
            await set_mode(self._stores.state, session, mode)
            await self._stores.audit.add(session, by, action, "service")
            left = len(await self._stores.jobs.queue(session))
        if mode is not Mode.DRAINING:
            return said
        if not left:
            return f"{said} Nothing is left to draw: Vignette can be stopped."
        return f"{said} {left} job{' is' if left == 1 else 's are'} still to draw; then Vignette can be stopped."

    async def allow(self, by: Requester, kind: Place, id: str, server: str | None = None) -> str:
        """Where a channel or a role is allowed by name, only those are."""
        what = f"{kind} {id}"
        await self._rule(by, server, "allow", what, lambda was: _named(was, kind, (*_less(was, kind, id), id)))
        return f"Pictures are asked for only {_ONLY[kind]} that an admin has allowed; `{id}` is one of them."

    async def disallow(self, by: Requester, kind: Place, id: str, server: str | None = None) -> str:
        """What was not allowed by name stays as it is."""
        what = f"{kind} {id}"
        now = await self._rule(by, server, "disallow", what, lambda was: _named(was, kind, _less(was, kind, id)))
        if _names(now, kind):
            return f"`{id}` is not among what is allowed."
        return f"No {kind} is allowed by name, so every {kind} is."

    async def nsfw(self, by: Requester, rule: NsfwRule, server: str | None = None) -> str:
        await self._rule(by, server, "nsfw", rule, lambda was: replace(was, nsfw=rule))
        return _NSFW[rule]

    async def revoke(self, by: Requester, key_id: int) -> str:
        """An API key, for good."""
        require_admin(by)
        async with self._stores.database.write() as session:
            if not await self._stores.api_keys.revoke(session, key_id):
                raise Refused("That key is not valid any more.")
            await self._stores.audit.add(session, by, "key.revoke", f"key {key_id}")
        return "The key opens nothing any more."

    async def settle(self, by: Requester, report_id: int) -> str:
        """A report that needs nobody's eyes any more."""
        require_admin(by)
        async with self._stores.database.write() as session:
            if not await self._stores.reports.settle(session, report_id, by):
                raise Refused("That report was settled before.")
            await self._stores.audit.add(session, by, "report.settle", f"report {report_id}")
        return "The report is settled."

    async def _rule(
        self,
        by: Requester,
        server: str | None,
        act: str,
        what: str,
        change: Callable[[ServerSettings], ServerSettings],
    ) -> ServerSettings:
        """Change a server's rules: unless it is said which, of the one where the admin is."""
        server = server or by.server_key
        require_manager(by, server)
        if server is None:
            raise Refused(NO_SERVER)
        async with self._stores.database.write() as session:
            now = change(await self._stores.servers.settings(session, server))
            await self._stores.servers.set(session, server, now)
            await self._stores.audit.add(session, by, f"server.{act}", server, {"what": what})
        return now


_ONLY: dict[Place, str] = {"channel": "in channels", "role": "by roles"}
_NSFW: dict[NsfwRule, str] = {
    "off": "No picture for adults is drawn on this server.",
    "channel": "Pictures for adults are drawn only in channels that are marked as age-restricted.",
    "on": "Pictures for adults are drawn everywhere on this server.",
}


def _subject(by: Requester, kind: BanKind, id: str) -> str:
    """As `bot.rules.moderation.gate.subjects_of` names them; an id without a platform is of the admin's own."""
    key = id if ":" in id else f"{by.platform}:{id}"
    return key if kind == "user" else f"{kind} {key}"


def _scope(by: Requester, scope: str | None) -> str:
    return (by.server_key or EVERYWHERE) if scope is None else scope


def _entry(pattern: str, scope: str) -> dict[str, str]:
    return {"pattern": pattern, "scope": scope}


def _where(scope: str) -> str:
    return "on this server" if scope else "anywhere"


def _names(settings: ServerSettings, kind: Place) -> tuple[str, ...]:
    return settings.channels if kind == "channel" else settings.roles


def _named(settings: ServerSettings, kind: Place, ids: tuple[str, ...]) -> ServerSettings:
    return replace(settings, channels=ids) if kind == "channel" else replace(settings, roles=ids)


def _less(settings: ServerSettings, kind: Place, id: str) -> tuple[str, ...]:
    return tuple(each for each in _names(settings, kind) if each != id)
