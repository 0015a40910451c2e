"""What a supervised worker promises holds wherever it runs: a process, an actor behind the gateway, one of Ray's."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import pytest

from bot.worker import process as worker_process
from bot.worker.cluster.options import ClusterOptions
from bot.worker.cluster.workers import ClusterWorkers
from bot.worker.messages import JobDone, JobProgress
from bot.worker.starters import LocalProcesses, Starter
from bot.worker.supervisor import WorkerSupervisor
from tests.bot.service_kit import until
from tests.bot.worker.cluster.near import NearWorkers
from tests.bot.worker.supervised import echo, gated, running_job, worker
from tests.plugin import FOLDER, Gate

ROOT = Path(__file__).parents[3]
NO_ENGINE = {"name": "no-such-engine", "max_batch": 4}


@dataclass
class Place:
    """Where workers run, and how one dies there."""

    starter: Starter
    kill: Callable[[WorkerSupervisor], None]


def kill_process(worker: WorkerSupervisor) -> None:
    assert worker.pid
    os.kill(worker.pid, signal.SIGKILL)


def kill_actor(worker: WorkerSupervisor) -> None:
    """The process of Ray's that calls itself after our class."""
    actors = [int(each.name) for each in Path("/proc").glob("[0-9]*") if _title(each).startswith("ray::DrawingActor")]
    for actor in actors:
        os.kill(actor, signal.SIGKILL)
    assert actors


def _title(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().decode(errors="replace")
    except OSError:  # it has just ended
        return ""


@pytest.fixture
def ray() -> Iterator[ClusterWorkers]:
    if find_spec("ray") is None:
        pytest.skip("Ray is not installed: `make install EXTRAS=ray`")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(ROOT), FOLDER]))  # as if the plug-in were installed on the node
        workers = ClusterWorkers(ClusterOptions(cpus=0.0))
        yield workers
        workers.close()


@pytest.fixture(params=["processes", "near"])
def place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Place:
    if request.param == "processes":
        return Place(LocalProcesses(), kill_process)
    if request.param == "ray":
        return Place(request.getfixturevalue("ray"), kill_actor)
    monkeypatch.setattr(worker_process, "settle_in", lambda *_: None)  # this process is not the actor's own
    workers = NearWorkers()
    return Place(workers, lambda _: workers.hired[-1].kill())


async def test_a_worker_draws_what_it_is_given(place: Place) -> None:
    async with worker(echo(), place.starter) as (process, told):
        await until(lambda: process.info)
        await process.draw(running_job())
        await until(lambda: told.ends)
        assert isinstance(told.ends[0], JobDone)
        assert told.ends[0].frames[0].png.startswith(b"\x89PNG")
        assert told.devices == {"cpu"}
        assert not process.jobs


@pytest.mark.parametrize("place", ["processes", "near", pytest.param("ray", marks=pytest.mark.slow)], indirect=True)
async def test_a_killed_worker_reports_its_jobs_lost_and_another_takes_its_place(place: Place, tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with worker(gated(gate), place.starter) as (process, told):
        await until(lambda: process.info)
        job = running_job()
        await process.draw(job)
        await until(lambda: told.heard)
        place.kill(process)
        await until(lambda: told.lost)
        assert told.lost == [job]
        assert told.begun == {job.id}
        assert process.info is None
        await until(lambda: process.info)
        gate.open()
        await process.draw(job)
        await until(lambda: told.ends)
        assert len(told.ends) == 1


async def test_an_engine_that_cannot_be_loaded_is_a_sentence_and_is_not_tried_again(place: Place) -> None:
    async with worker(NO_ENGINE, place.starter) as (process, _):
        await until(lambda: process.broken)
        assert process.broken.startswith("There is no engine named 'no-such-engine'.")
        await process.stop()
        assert process.info is None


async def test_a_job_given_to_a_worker_that_is_gone_is_lost_at_once(place: Place) -> None:
    async with worker(NO_ENGINE, place.starter) as (process, told):
        await until(lambda: process.broken)
        job = running_job()
        await process.draw(job)
        assert told.lost == [job]
        assert not process.jobs


async def test_nothing_is_heard_of_a_dropped_job(place: Place, tmp_path: Path) -> None:
    gate = Gate(tmp_path)
    async with worker(gated(gate), place.starter) as (process, told):
        await until(lambda: process.info)
        dropped, kept = running_job(), running_job()
        await process.draw(dropped)
        await process.draw(kept)
        await until(lambda: told.heard)
        await process.drop(dropped.id)
        gate.open()
        await until(lambda: told.ends)
        assert [message.job_id for message in told.ends] == [kept.id]
        assert isinstance(told.heard[0], JobProgress)


async def test_a_worker_that_was_let_go_gets_nothing_and_can_be_started_again(place: Place) -> None:
    async with worker(echo(), place.starter) as (process, told):
        await until(lambda: process.info)
        await process.retire()
        await process.draw(job := running_job())
        assert told.lost == [job] and process.info is None
        process.start()
        await until(lambda: process.info)
        await process.draw(job)
        await until(lambda: told.ends)
