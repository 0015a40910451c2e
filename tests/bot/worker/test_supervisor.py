"""Real worker processes, killed and broken in the ways that happen."""

from __future__ import annotations

import asyncio
import os
import signal
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import structlog

from bot.worker import breaker, starters, supervisor, watch
from bot.worker.breaker import DIED_LOADING
from bot.worker.messages import JobDone
from tests.bot.service_kit import SOON, until
from tests.bot.worker.supervised import echo, gated, running_job, worker
from tests.plugin import Gate
from tests.remote_doubles.openai_images import openai_double


async def test_a_worker_process_draws_what_it_is_given_knows_no_secret_and_reaches_no_other_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Read where anybody on this machine could: what the system shows of the process, not what Python thinks."""
    monkeypatch.setattr(starters, "START_METHOD", "spawn")  # as the product does
    for name in ("VIGNETTE_DISCORD__TOKEN", "DATABASE_URL", "PGPASSWORD", "AWS_SECRET_ACCESS_KEY", "GREETING"):
        monkeypatch.setenv(name, "canary")
    monkeypatch.setenv("HTTPS_PROXY", "http://somebody:canary@proxy:3128")
    async with worker(echo()) as (process, told):
        await until(lambda: process.info)
        await process.draw(running_job())
        await until(lambda: told.ends)
        assert isinstance(told.ends[0], JobDone)
        assert told.devices == {"cpu"}
        assert not process.jobs
        environment = await asyncio.to_thread(Path(f"/proc/{process.pid}/environ").read_bytes)
        assert b"PATH=/" in environment and b"canary" not in environment
        status = await asyncio.to_thread(Path(f"/proc/{process.pid}/status").read_text)
        assert "Seccomp:\t2" in status, "nothing filters its system calls"


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


async def test_a_worker_that_hangs_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOOK_SECONDS", 0.1)
    async with worker(echo(step_seconds=3600), max_silence=0.3) as (process, told):
        await until(lambda: process.info)
        job = running_job()
        await process.draw(job)
        await until(lambda: told.lost)
        assert told.lost == [job]


async def test_an_idle_worker_has_no_steps_to_be_late_with(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(supervisor, "LOOK_SECONDS", 0.01)
    looks = count()
    async with worker(echo(), max_silence=0.0) as (process, _):
        await until(lambda: process.info)
        first, look_after = process.pid, process._look_after
        monkeypatch.setattr(process, "_look_after", lambda late: (next(looks), look_after(late)))
        await until(lambda: next(looks) > 10)
        assert process.pid == first
        assert process.info


async def test_a_worker_that_stands_still_gets_no_jobs_and_then_loses_those_it_has(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOOK_SECONDS", 0.02)
    monkeypatch.setattr(starters, "BEAT_SECONDS", 0.02)
    async with worker(gated(Gate(tmp_path))) as (process, told):
        await until(lambda: process.info)
        job = running_job()
        await process.draw(job)
        await until(lambda: told.heard)
        assert process.answers and process.pid
        os.kill(process.pid, signal.SIGSTOP)
        monkeypatch.setattr(watch, "SILENT_SECONDS", 0.1)
        await until(lambda: not process.answers)
        assert process.info and process.jobs
        monkeypatch.setattr(watch, "SILENT_SECONDS", SOON)
        monkeypatch.setattr(watch, "DEAD_SECONDS", 0.2)
        await until(lambda: told.lost)
        assert told.lost == [job]
        monkeypatch.setattr(watch, "DEAD_SECONDS", SOON)
        await until(lambda: process.answers)


async def test_what_a_worker_had_not_begun_is_not_what_it_died_of(tmp_path: Path) -> None:
    async with worker(gated(Gate(tmp_path))) as (process, told):
        await until(lambda: process.info)
        assert process.pid
        os.kill(process.pid, signal.SIGSTOP)  # before it can read its mail
        await process.draw(running_job())
        os.kill(process.pid, signal.SIGKILL)
        await until(lambda: told.lost)
        assert told.begun == set()


async def test_a_model_that_only_crashes_is_down_until_it_draws_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "FIRST_PAUSE", 0.0)
    monkeypatch.setattr(breaker, "FIRST_REST", 0.01)
    monkeypatch.setattr(breaker, "DEATHS", 2)
    async with worker(echo()) as (process, told):
        for _ in range(2):
            await until(lambda: process.answers)
            assert process.pid and not process.down
            before = process.died
            os.kill(process.pid, signal.SIGKILL)
            await until(lambda before=before: process.died > before)
        await until(lambda: process.down)
        assert process.down.startswith("The model cannot be used just now: its process has ended 2 times in a row.")
        await until(lambda: process.answers)
        assert not process.down
        await process.draw(running_job())
        await until(lambda: told.ends)


async def test_a_worker_s_lines_reach_the_service_s_log_with_their_job() -> None:
    with structlog.testing.capture_logs() as lines:
        async with worker(echo()) as (process, told):
            await until(lambda: process.info)
            job = running_job()
            await process.draw(job)
            await until(lambda: told.ends)
            await until(lambda: any(line["event"] == "drawing ends" for line in lines))
    assert [line["event"] for line in lines if line.get("job") == job.id] == ["drawing begins", "drawing ends"]


class Bomb:
    """Kills the process that unpickles it."""

    def __reduce__(self) -> tuple[Any, ...]:
        return os._exit, (9,)


async def test_an_engine_that_dies_while_loading_is_given_up_after_three_times(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "FIRST_PAUSE", 0.01)
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


async def test_an_image_server_that_is_not_there_yet_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(breaker, "FIRST_PAUSE", 0.01)
    with openai_double() as double:
        port = int(double.url.rpartition(":")[2])
    settings = {"name": "remote", "max_batch": 4, "options": {"base_url": double.url}}
    async with worker(settings) as (process, _):
        await until(lambda: process.trouble)
        assert process.trouble == f"The image server at 127.0.0.1:{port} cannot be reached: try again later."
        assert not process.broken and process.info is None
        with openai_double(port=port):
            await until(lambda: process.info)
            assert process.info and process.info.engine == "remote" and not process.trouble and not process.died
