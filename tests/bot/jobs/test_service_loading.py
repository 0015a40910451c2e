"""Whoever asks while the model loads is queued like anyone else, and told in the end what came of it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from bot.domain.errors import StorageError
from bot.domain.jobs import Job, JobStatus
from bot.jobs import service as service_module
from bot.jobs.service import Service
from generation.engine import ImageRequest
from tests.bot.service_kit import FOX, HERE, MIA, build_app, chat_of, end_of, ledger, running
from tests.plugin import Gate


@pytest.fixture(autouse=True)
def no_patience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service_module, "LOADING_PATIENCE", 0.01)


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    return Gate(tmp_path)


@pytest.fixture
async def service(tmp_path: Path, gate: Gate) -> AsyncIterator[Service]:
    """Its model loads until the gate is opened."""
    engine = {**gate.engine, "loads_behind_it": True}
    async with running(build_app(tmp_path, engine=engine, credits_a_day=1)) as built:
        yield built


async def test_a_request_waits_for_the_model_and_is_priced_drawn_and_charged(service: Service, gate: Gate) -> None:
    (answer,) = await chat_of(service).handle_text(MIA, ".imagine a red fox", HERE) or []
    assert answer.job is not None and "its price is known once the model is loaded" in answer.text
    assert [job.status for job in await service.queue()] == [JobStatus.QUEUED]
    assert await ledger(service, answer.job) == []
    gate.open()
    done = await end_of(service, answer.job)
    assert (done.status, done.cost) == (JobStatus.SUCCEEDED, 1)
    assert await ledger(service, done) == ["hold", "capture"]


async def test_what_cannot_be_paid_or_drawn_ends_with_its_reason_and_charges_nothing(
    service: Service, gate: Gate
) -> None:
    paid = await service.submit(MIA, FOX, HERE)
    dear = await service.submit(MIA, ImageRequest("a red fox", seed=7, num_images=4, num_inference_steps=100), HERE)
    other = await service.submit(MIA, ImageRequest("a red fox", seed=7, tile=True), HERE)
    gate.open()
    ends: list[Job] = [await end_of(service, job) for job in (paid, dear, other)]
    assert [job.status for job in ends] == [JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.FAILED]
    assert "credit" in ends[1].outcome.error and "tile" in ends[2].outcome.error
    assert await ledger(service, dear) == await ledger(service, other) == []


async def test_a_moment_without_the_database_leaves_nobody_without_a_price(
    service: Service, gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    jobs = service.stores.jobs
    unpriced, failures = jobs.unpriced, ["the disk is away"]

    async def failing_once(session: AsyncSession) -> list[Job]:
        if failures:
            raise StorageError(failures.pop())
        return await unpriced(session)

    waiting = await service.submit(MIA, FOX, HERE)
    monkeypatch.setattr(jobs, "unpriced", failing_once)
    gate.open()
    assert (await end_of(service, waiting)).status is JobStatus.SUCCEEDED and failures == []


async def test_what_waited_for_a_model_that_never_came_ends_with_the_reason(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine={"width": 7, "height": 7})) as service:
        stores = service.stores
        admit = service._admission.admit  # as it does while the model loads
        job, _ = await admit(MIA, FOX, HERE, None)
        service._dispatcher.wake(unpriced=True)
        done = await end_of(service, job)
        assert done.status is JobStatus.FAILED and done.outcome.error == service.broken
        async with stores.database.read() as session:
            assert await stores.jobs.unpriced(session) == []
