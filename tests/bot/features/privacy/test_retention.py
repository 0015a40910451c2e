"""What is older than the operator wants to keep is erased; what is younger, and what others need, is not."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.features.privacy.erasure import forget_person
from bot.features.privacy.retention import SETTLED, Retention
from bot.jobs.service import Service
from bot.storage import CreditStore
from bot.storage.database.clock import utc_now
from tests.bot.service_kit import FOX, MIA, TOM, build_app, drawn, ledger, nothing_owed, running, until
from tests.bot.storage.kit import HandClock


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path)) as service:
        yield service


def retention(service: Service, keep_days: int, clock: HandClock) -> Retention:
    return Retention(service.stores.database, service.stores.files, keep_days, service.remove_pictures, clock)


async def test_what_is_old_goes_and_what_is_young_stays(service: Service) -> None:
    clock = HandClock(utc_now())
    job = await drawn(service)
    await until(lambda: nothing_owed(service))
    sweeper = retention(service, 30, clock)
    assert await sweeper.sweep() == 0
    clock.advance(days=30, minutes=1)
    assert await sweeper.sweep() == 1
    assert await sweeper.sweep() == 0
    assert not job.outcome.frames[0].path.exists()
    assert await service.history(MIA, 9) == []
    assert await ledger(service, job) == ["hold", "capture"]


async def test_no_job_goes_unless_the_operator_wants_it_but_what_no_job_names_does(
    service: Service, tmp_path: Path
) -> None:
    job, clock = await drawn(service), HandClock(utc_now())
    stranger = await service.stores.files.save(b"of nobody")
    os.utime(service.stores.files.path(stranger), (0, 0))
    clock.advance(days=4000)
    assert await retention(service, 0, clock).sweep() == 0
    assert job.outcome.frames[0].path.is_file()
    assert await service.frame_path(stranger) is None  # faults.md row 4: left by an attempt that was killed


async def test_a_file_that_no_job_names_goes_once_it_is_surely_nobody_s(service: Service) -> None:
    files, job = service.stores.files, await drawn(service)
    old, new, again = [await files.save(content) for content in (b"old", b"new", b"saved again")]
    long_ago = utc_now().timestamp() - SETTLED - 60
    for each in (old, again, job.outcome.frames[0].sha256):
        os.utime(files.path(each), (long_ago, long_ago))
    await files.save(b"saved again")  # on its way into the database
    await retention(service, 30, HandClock(utc_now())).sweep()
    assert [files.find(each) is not None for each in (old, new, again)] == [False, True, True]
    assert job.outcome.frames[0].path.is_file()


async def test_last_month_s_ledger_forgets_only_who_is_forgotten(service: Service) -> None:
    gone, stays = await drawn(service), await drawn(service, replace(FOX, seed=8), TOM)
    await forget_person(service, MIA)
    clock = HandClock(utc_now())
    assert await owners(service) == {gone.id: "web:mia", stays.id: "web:tom"}
    clock.advance(days=32)
    await retention(service, 0, clock).sweep()
    assert await owners(service) == {gone.id: "forgotten:nobody", stays.id: "web:tom"}


async def owners(service: Service) -> dict[str | None, str | None]:
    async with service.stores.database.read() as session:
        return {row.job_id: row.user for row in await CreditStore().ledger(session)}
