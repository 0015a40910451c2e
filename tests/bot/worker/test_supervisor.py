"""Real worker processes, killed and broken in the ways that happen."""

from __future__ import annotations

import asyncio
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from bot.worker import supervisor
from bot.worker.messages import JobDone
from bot.worker.supervisor import DIED_LOADING
from tests.bot.service_kit import SOON, until
from tests.bot.worker.supervised import echo, gated, running_job, worker
from tests.plugin import Gate


@pytest.fixture(autouse=True)
def started_as_the_product_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "START_METHOD", "spawn")


async def test_a_signal_to_the_whole_group_leaves_the_worker_to_its_service(tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with worker(gated(gate)) as (process, told):
        await until(lambda: process.info)
        await process.draw(running_job())
        await until(lambda: told.heard)
        assert process.pid
        for number in (signal.SIGINT, signal.SIGTERM):
            os.kill(process.pid, number)
        gate.open()
        await until(lambda: told.ends)
        assert isinstance(told.ends[0], JobDone)


async def test_a_worker_that_hangs_is_killed() -> None:
    async with worker(echo(step_seconds=3600), max_silence=0.3) as (process, told):
        await until(lambda: process.info)
        job = running_job()
        await process.draw(job)
        await until(lambda: told.lost)
        assert told.lost == [job]


async def test_an_idle_worker_may_be_silent() -> None:
    async with worker(echo(), max_silence=0.1) as (process, _):
        await until(lambda: process.info)
        first = process.pid
        await asyncio.sleep(0.4)
        assert process.pid == first
        assert process.info


class Bomb:
    """Kills the process that unpickles it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


async def test_an_engine_that_dies_while_loading_is_given_up_after_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "FIRST_PAUSE", 0.01)
    async with worker({"name": Bomb(), "max_batch": 4}) as (process, _):
        await until(lambda: process.broken)
        assert process.broken == DIED_LOADING


async def test_stopping_waits_for_no_slow_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LEAVE_SECONDS", 0.2)
    async with worker(echo(step_seconds=3600)) as (process, told):
        await until(lambda: process.info)
        await process.draw(running_job())
        async with asyncio.timeout(SOON):
            await process.stop()
        assert len(told.lost) == 1
