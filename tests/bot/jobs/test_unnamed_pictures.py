"""What an attempt leaves that came to nothing."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.domain.jobs import JobStatus, Outcome
from bot.jobs.unnamed_pictures import remove_unnamed
from bot.worker.messages import FramePayload, JobDone
from tests.bot.service_kit import FOX, HERE, MIA, build_app, drawn, has_status, running, until
from tests.plugin import Gate


def done(job_id: str, attempt: int, colour: str) -> JobDone:
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, "PNG")
    frame = FramePayload(file.getvalue(), 8, 8, 7)
    return JobDone(job_id, attempt, Outcome(), (frame,))


async def test_a_result_that_comes_after_its_job_was_cancelled_leaves_no_picture(tmp_path: Path) -> None:
    """faults.md row 4 (a): it left one for ever, with the prompt inside."""
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine)) as service:
        job = await service.submit(MIA, FOX, HERE)
        await until(lambda: has_status(service, job, JobStatus.RUNNING))
        running_job = await service.job(job.id)
        assert running_job is not None and service.info is not None
        await service.cancel(job.id, MIA)
        results = service._dispatcher._results
        await results.succeed(running_job, done(job.id, running_job.attempt, "red"), service.info)
        assert not list((tmp_path / "frames").glob("*/*.png"))


async def test_a_late_result_that_another_job_shows_as_well_stays_with_it(tmp_path: Path) -> None:
    async with running(build_app(tmp_path)) as service:
        job = await drawn(service)
        [frame] = job.outcome.frames
        late = replace(job, status=JobStatus.RUNNING)
        payload = FramePayload(frame.path.read_bytes(), frame.width, frame.height, frame.seed)
        assert service.info is not None
        await service._dispatcher._results.succeed(late, JobDone(job.id, 9, Outcome(), (payload,)), service.info)
        assert frame.path.is_file()
        assert await remove_unnamed(service.stores.database, service.stores.files, [frame.sha256]) == 0
