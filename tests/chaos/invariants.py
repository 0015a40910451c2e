"""What must hold whatever happened, read from the database, the pictures and the Discord double alone.

I1 what was acknowledged is one job; I2 a job has one hold, settled once, and as it ended; I3 the ledger adds up;
I4 a reply is there once, and none is owed; I5 nothing is running for ever; I6 what succeeded has its pictures, marked;
I7 no secret is anywhere; I8 the database and the audit are whole. And nobody was pinged.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine
from sqlalchemy.pool import NullPool

from bot.storage import AuditStore
from tests.discord_double import DiscordDouble

MARKER = re.compile(r"number (\d+)\b")  # in the words of every request of the load
MARK = b"DigitalSourceType"  # in every picture
SETTLED = {"succeeded": "capture", "failed": "release", "cancelled": "release"}
Row = Mapping[str, Any]


@dataclass
class Asked:
    """What the load asked for, and what it was told."""

    acknowledged: dict[int, str] = field(default_factory=dict)  # number of the request → the job's id, as shown


@dataclass(frozen=True)
class Facts:
    """One moment of the database."""

    jobs: Sequence[Row]
    credits: Sequence[Row]
    frames: Sequence[Row]
    outbox: Sequence[Row]
    integrity: str
    audit_broken: bool

    @property
    def at_rest(self) -> bool:
        ended = all(job["status"] in SETTLED for job in self.jobs)
        return ended and all(owed["next_at"] is None for owed in self.outbox)


async def read(url: str) -> Facts:
    engine = create_async_engine(url, poolclass=NullPool, hide_parameters=True)
    try:
        return await _read(engine)
    finally:
        await engine.dispose()


async def _read(engine: AsyncEngine) -> Facts:
    async with AsyncSession(engine) as session:

        async def rows(query: str) -> Sequence[Row]:
            return list((await session.execute(text(query))).mappings())

        sqlite = engine.dialect.name == "sqlite"
        return Facts(
            await rows("SELECT id, status, cost, attempt, frontend, request, error FROM jobs ORDER BY number"),
            await rows('SELECT job_id, kind, amount, "user" FROM credits WHERE job_id IS NOT NULL ORDER BY id'),
            await rows("SELECT job_id, sha256 FROM frames"),
            await rows("SELECT job_id, next_at, sent_at, error FROM outbox"),
            str((await rows("PRAGMA integrity_check"))[0]["integrity_check"]) if sqlite else "ok",
            await AuditStore().verify(session) is not None,
        )


async def is_at_rest(url: str) -> bool:
    """Cheaper than `read`: whether all has ended and is told."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with AsyncSession(engine) as session:
            waiting = "SELECT count(*) FROM jobs WHERE status IN ('queued', 'running')"
            owed = "SELECT count(*) FROM outbox WHERE next_at IS NOT NULL"
            return not await session.scalar(text(waiting)) and not await session.scalar(text(owed))
    finally:
        await engine.dispose()


def broken(facts: Facts, asked: Asked, discord: DiscordDouble, folders: Sequence[Path]) -> list[str]:
    """Every sentence that is not true, with the invariant's number before it; [] is well."""
    return [
        *_one_job_each(facts, asked),
        *_money(facts),
        *_told_once(facts, discord),
        *(f"I5 job {job['id'][:8]} is {job['status']} for ever" for job in facts.jobs if job["status"] not in SETTLED),
        *_pictures(facts, folders),
        *_secrets(discord.token, folders),
        *([] if facts.integrity == "ok" else [f"I8 the database is damaged: {facts.integrity}"]),
        *(["I8 the audit's chain is broken"] if facts.audit_broken else []),
        *([f"ping {len(discord.pings)} messages notified somebody"] if discord.pings else []),
        *([f"ping {open_} requests let Discord notify somebody"] if (open_ := _may_ping(discord)) else []),
        *(f"discord {violation}" for violation in discord.violations[:3]),
    ]


def _one_job_each(facts: Facts, asked: Asked) -> Iterator[str]:
    ids = [job["id"] for job in facts.jobs]
    found = Counter(int(number) for job in facts.jobs for number in MARKER.findall(str(job["request"]))[:1])
    for number, shown in asked.acknowledged.items():
        if sum(each.startswith(shown) for each in ids) != 1:
            yield f"I1 request {number} was acknowledged as {shown} and is lost"
    for number, count in found.items():
        if count > 1:
            yield f"I1 request {number} became {count} jobs"


def _money(facts: Facts) -> Iterator[str]:
    kinds: dict[str, list[str]] = defaultdict(list)
    amounts: dict[str, set[int]] = defaultdict(set)
    for entry in facts.credits:
        kinds[entry["job_id"]].append(entry["kind"])
        amounts[entry["job_id"]].add(entry["amount"])
    for job in facts.jobs:
        expected = ["hold", SETTLED[job["status"]]] if job["status"] in SETTLED else ["hold"]
        if (seen := kinds[job["id"]]) != expected and not (job["cost"] == 0 and not seen):
            yield f"I2 job {job['id'][:8]} {job['status']} with {seen}"
        if amounts[job["id"]] - {job["cost"]}:
            yield f"I3 job {job['id'][:8]} costs {job['cost']}, and {amounts[job['id']]} was booked"
    used = Counter[str]()
    for entry in facts.credits:
        used[entry["user"]] += {"hold": 1, "release": -1}.get(entry["kind"], 0) * entry["amount"]
        used[entry["user"]] -= entry["amount"] if entry["kind"] == "capture" else 0
    for user, left in used.items():
        if left and all(job["status"] in SETTLED for job in facts.jobs):
            yield f"I3 {user} has {left} credits that are neither spent nor free"


def _told_once(facts: Facts, discord: DiscordDouble) -> Iterator[str]:
    shown = Counter(job for message in discord.world.messages() for job in set(_JOB.findall(str(message.components))))
    outbox = {owed["job_id"]: owed for owed in facts.outbox}
    for job in facts.jobs:
        if job["status"] not in SETTLED:
            continue
        owed = outbox.get(job["id"])
        if owed is None or owed["next_at"] is not None:
            yield f"I4 job {job['id'][:8]} {job['status']} and its reply is still owed"
        elif job["frontend"] == "discord" and owed["sent_at"] is not None and job["status"] == "succeeded":
            if shown[job["id"]] != 1:
                yield f"I4 job {job['id'][:8]} has {shown[job['id']]} replies on Discord"
        elif owed["sent_at"] is None:
            yield f"I4 job {job['id'][:8]} was given up: {owed['error']}"


def _may_ping(discord: DiscordDouble) -> int:
    """Of several locks each has to be shut."""
    return sum(call.can_ping for call in discord.calls)


_JOB = re.compile(r"job:([0-9a-f]{32}):delete")


def _pictures(facts: Facts, folders: Sequence[Path]) -> Iterator[str]:
    named = defaultdict(list)
    for frame in facts.frames:
        named[frame["job_id"]].append(frame["sha256"])
    for job in facts.jobs:
        if job["status"] == "succeeded" and not named[job["id"]]:
            yield f"I6 job {job['id'][:8]} succeeded without a picture"
    for digest in {digest for digests in named.values() for digest in digests}:
        path = next((path for folder in folders for path in folder.glob(f"frames/{digest[:2]}/{digest}.*")), None)
        if path is None:
            yield f"I6 picture {digest[:8]} is not there"
        elif sha256(content := path.read_bytes()).hexdigest() != digest or MARK not in content:
            yield f"I6 picture {digest[:8]} has other bytes, or no mark"


def _secrets(token: str, folders: Sequence[Path]) -> Iterator[str]:
    for folder in folders:
        for path in folder.iterdir():
            if path.is_file() and token.encode() in path.read_bytes():
                yield f"I7 the bot's token stands in {path.name}"
