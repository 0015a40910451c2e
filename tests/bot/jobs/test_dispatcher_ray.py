"""A service whose workers are actors: more of them come for what waits, and a story outlives the one that drew it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot import bootstrap
from bot.domain.credits import DefaultLimits
from bot.domain.jobs import Job, JobStatus
from bot.domain.limits import Limits, QueueLimits
from bot.storage.files.data_folder import DataFolder
from bot.worker import process as worker_process
from bot.worker.scaling import Bounds
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.service_kit import (
    FOX,
    HERE,
    MIA,
    MemoryFrontend,
    build_stores,
    drawn,
    end_of,
    has_status,
    ledger,
    running,
    until,
)
from tests.bot.worker.cluster.near import NearWorkers
from tests.plugin import Gate

STORY = StoryRequest(("Mia wakes.", "She runs."), ImageRequest("Mia wakes. She runs.", seed=7))


@pytest.fixture
def cluster(monkeypatch: pytest.MonkeyPatch) -> NearWorkers:
    monkeypatch.setattr(worker_process, "settle_in", lambda *_: None)  # this process is not an actor's own
    return NearWorkers()


async def test_a_story_whose_node_dies_is_drawn_elsewhere_and_charged_and_sent_once(
    tmp_path: Path, cluster: NearWorkers
) -> None:
    gate, frontend = Gate(tmp_path), MemoryFrontend()
    options = {"width": 32, "height": 32, **gate.engine}
    app = bootstrap.build_app(
        build_stores(tmp_path),
        DataFolder(tmp_path),
        [frontend],
        engines=[{"name": "gated", "max_batch": 1, "options": options}] * 2,
        limits=Limits(),
        queue_limits=QueueLimits(),
        default_limits=DefaultLimits(),
        lease=timedelta(seconds=3),
        starter=cluster,
        bounds=Bounds(1),
    )
    async with running(app) as service:
        await until(lambda: service.info)
        story = await service.submit(MIA, STORY, HERE)
        await until(lambda: has_status(service, story, JobStatus.RUNNING))
        assert len(cluster.hired) == 1
        waiting = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, waiting, JobStatus.RUNNING))
        assert len(cluster.hired) == 2
        cluster.hired[0].kill()
        await until(lambda: _in_attempt(service.job(story.id), 2))
        gate.open()
        assert (await end_of(service, story)).status is JobStatus.SUCCEEDED
        await end_of(service, waiting)
        await drawn(service)
        await until(lambda: len(frontend.delivered) == 3)
        assert await ledger(service, story) == ["hold", "capture"]


async def _in_attempt(job: object, attempt: int) -> bool:
    now = await job  # type: ignore[misc]
    return isinstance(now, Job) and now.status is JobStatus.RUNNING and now.attempt == attempt
