"""Any order of admissions, ends, losses, grants and resets keeps the ledger right: checked against a plain model."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Awaitable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bot.domain.credits import WINDOWS, DefaultLimits, Subject, Window
from bot.domain.errors import Refused
from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Requester
from tests.bot.storage.kit import Stores, migrated_copy

T = TypeVar("T")

SERVER = "fable"
PEOPLE = {name: Requester("web", name, name, SERVER, ("artist",), admin=True) for name in ("mia", "tom")}
LIMITS = DefaultLimits(user_daily=10, user_monthly=25, server_daily=15, server_monthly=40)
people, windows = st.sampled_from(sorted(PEOPLE)), st.sampled_from(WINDOWS)


@dataclass
class Owner:
    """What the model knows of a person or a server: everything that was ever spent, granted and forgiven."""

    limit: dict[Window, int]
    spent: list[tuple[str, str, int]] = field(default_factory=list)  # (day of the hold, job, credits), not released
    forgiven: list[tuple[str, Window, int]] = field(default_factory=list)  # (day, window, credits)
    granted: list[tuple[str, Window, int]] = field(default_factory=list)

    def used(self, window: Window, today: str, jobs: frozenset[str] | None = None) -> int:
        spent = sum(cost for day, job, cost in self.spent if same(window, day, today) and (jobs is None or job in jobs))
        return spent - sum(n for day, of, n in self.forgiven if of == window and same(window, day, today))

    def may_spend(self, window: Window, today: str) -> int:
        return self.limit[window] + sum(n for day, of, n in self.granted if of == window and same("month", day, today))


def same(window: Window, day: str, today: str) -> bool:
    return day == today if window == "day" else day[:7] == today[:7]


@pytest.fixture(scope="module", autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory) -> None:
    Ledger.folder = tmp_path_factory.mktemp("ledger")


class Ledger(RuleBasedStateMachine):
    folder: Path

    @initialize()
    def open(self) -> None:
        self.runner = asyncio.Runner()
        self.stores = Stores(migrated_copy(self.folder / f"{uuid4()}.db"), self.folder, LIMITS)
        self.waiting: dict[str, tuple[Job, str]] = {}  # unfinished jobs, and the day of their hold
        self.ended: dict[str, JobStatus] = {}
        self.charged: dict[str, tuple[Job, str]] = {}  # and not refunded, with the day of their hold
        of_user: dict[Window, int] = {"day": LIMITS.user_daily, "month": LIMITS.user_monthly}
        of_server: dict[Window, int] = {"day": LIMITS.server_daily, "month": LIMITS.server_monthly}
        self.owners = {name: Owner(dict(of_user)) for name in PEOPLE} | {SERVER: Owner(of_server)}

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.stores.database.close())
            self.runner.close()

    def run(self, work: Awaitable[T]) -> T:
        async def main() -> T:
            return await work

        return self.runner.run(main())

    @property
    def today(self) -> str:
        return self.stores.clock().strftime("%Y-%m-%d")

    @rule(name=people, cost=st.integers(1, 6))
    def submit(self, name: str, cost: int) -> None:
        payers = [self.owners[name], self.owners[SERVER]]
        affordable = all(
            payer.used(window, self.today) + cost <= payer.may_spend(window, self.today)
            for payer in payers
            for window in WINDOWS
        )
        try:
            job = self.run(self.stores.submit(PEOPLE[name], cost))
        except Refused:
            assert not affordable
            return
        assert affordable
        self.waiting[job.id] = (job, self.today)
        for payer in payers:
            payer.spent.append((self.today, job.id, cost))

    @rule()
    def claim(self) -> None:
        job = self.run(self.stores.claim())
        if job is not None:
            self.waiting[job.id] = (job, self.waiting[job.id][1])

    @precondition(lambda self: self.waiting)
    @rule(data=st.data(), status=st.sampled_from([status for status in JobStatus if status.ended]))
    def finish(self, data: st.DataObject, status: JobStatus) -> None:
        job, _ = data.draw(st.sampled_from(list(self.waiting.values())))
        assert self.run(self.stores.finish(job, status))
        assert not self.run(self.stores.finish(job, status))
        self.end(job, status)

    @precondition(lambda self: self.waiting)
    @rule(data=st.data())
    def finish_with_a_stale_number(self, data: st.DataObject) -> None:
        job, _ = data.draw(st.sampled_from(list(self.waiting.values())))
        for attempt in {job.attempt - 1, job.attempt + 1}:
            assert not self.run(self.stores.finish(replace(job, attempt=attempt)))

    @precondition(lambda self: self.charged)
    @rule(data=st.data())
    def refund(self, data: st.DataObject) -> None:
        job, day = data.draw(st.sampled_from(list(self.charged.values())))
        del self.charged[job.id]

        async def refund() -> bool:
            async with self.stores.database.write() as session:
                return await self.stores.jobs.refund(session, job.id)

        assert self.run(refund())
        captured = self.captured()
        for owner in (self.owners[job.requester.user], self.owners[SERVER]):
            for window in WINDOWS:
                owner.forgiven.append((day, window, min(job.cost, owner.used(window, day, captured))))

    @rule(hours=st.sampled_from([0.005, 0.01, 7, 24, 24 * 20]))
    def let_time_pass(self, hours: float) -> None:
        self.stores.clock.advance(hours=hours)

        async def requeue() -> list[Job]:
            async with self.stores.database.write() as session:
                return await self.stores.jobs.requeue_expired(session)

        for job in self.run(requeue()):
            if job.status is JobStatus.FAILED:
                self.end(job, job.status)
            else:
                self.waiting[job.id] = (job, self.waiting[job.id][1])

    @rule(name=people, window=windows, credits=st.integers(0, 20))
    def set_limit(self, name: str, window: Window, credits: int) -> None:
        self.manage("set", Subject("user", name), window, credits)
        self.owners[name].limit[window] = credits

    @rule(subject=st.sampled_from([*PEOPLE, SERVER, "artist", ""]), window=windows, credits=st.integers(1, 5))
    def grant(self, subject: str, window: Window, credits: int) -> None:
        kind = {SERVER: "server", "artist": "role", "": "default"}.get(subject, "user")
        self.manage("grant", Subject(kind, subject), window, credits)  # type: ignore[arg-type]  # one of the kinds
        for name in [subject] if subject in self.owners else PEOPLE:
            self.owners[name].granted.append((self.today, window, credits))

    @rule(subject=st.sampled_from([*PEOPLE, SERVER, "artist", ""]), window=windows)
    def reset(self, subject: str, window: Window) -> None:
        kind = {SERVER: "server", "artist": "role", "": "default"}.get(subject, "user")
        self.manage("reset", Subject(kind, subject), window)  # type: ignore[arg-type]  # one of the kinds
        captured = self.captured()
        for name in [subject] if subject in self.owners else PEOPLE:
            owner = self.owners[name]
            owner.forgiven.append((self.today, window, owner.used(window, self.today, captured)))

    def manage(self, verb: str, *arguments: object) -> None:
        async def run() -> None:
            async with self.stores.database.write() as session:
                await getattr(self.stores.admin, verb)(session, PEOPLE["mia"], *arguments)

        self.run(run())

    def captured(self) -> frozenset[str]:
        return frozenset(job for job, status in self.ended.items() if status is JobStatus.SUCCEEDED)

    def end(self, job: Job, status: JobStatus) -> None:
        _, day = self.waiting.pop(job.id)
        self.ended[job.id] = status
        if status is JobStatus.SUCCEEDED:
            self.charged[job.id] = (job, day)
        else:
            for owner in self.owners.values():
                owner.spent = [entry for entry in owner.spent if entry[1] != job.id]

    @invariant()
    def what_is_used_and_left_is_the_sum_of_the_ledger(self) -> None:
        async def balances() -> dict[str, dict[tuple[str, Window], tuple[int, int]]]:
            async with self.stores.database.read() as session:
                found = {name: await self.stores.quotas.balance(session, PEOPLE[name]) for name in PEOPLE}
            return {
                name: {(part.owner, part.window): (part.used, part.limit) for part in balance.allowances}
                for name, balance in found.items()
            }

        for name, parts in self.run(balances()).items():
            for (owner, window), figures in parts.items():
                model = self.owners[name if owner == "You" else SERVER]
                assert figures == (model.used(window, self.today), model.may_spend(window, self.today))

    @invariant()
    def every_job_is_held_once_and_settled_once_when_it_ends(self) -> None:
        async def entries() -> Counter[tuple[str | None, str]]:
            async with self.stores.database.read() as session:
                return Counter((row.job_id, row.kind) for row in await self.stores.credits.ledger(session))

        expected = Counter({(job, "hold"): 1 for job in [*self.waiting, *self.ended]})
        for job, status in self.ended.items():
            expected[job, "capture" if status is JobStatus.SUCCEEDED else "release"] = 1
        found = self.run(entries())
        assert Counter({entry: count for entry, count in found.items() if entry[0]}) == expected


TestLedger = Ledger.TestCase
TestLedger.settings = settings(max_examples=10, stateful_step_count=20)
