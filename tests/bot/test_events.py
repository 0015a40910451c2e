"""Every watcher hears every status and the latest progress, and holds up nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.events import MAX_WAITING, Event, Events, Watch
from bot.values import Job, JobStatus, Progress
from tests.bot.service_kit import SOON
from tests.bot.storage.kit import new_job

FOX = new_job()


async def read(watch: Watch, count: int) -> list[Event]:
    events = watch.events()
    return [await asyncio.wait_for(anext(events), SOON) for _ in range(count)]


def as_status(status: JobStatus, job: Job = FOX) -> Job:
    return replace(job, status=status)


async def test_a_watch_sees_every_status_in_order() -> None:
    events = Events()
    watch = events.watch()
    told = [as_status(status) for status in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.SUCCEEDED)]
    for job in told:
        events.publish(job)
    assert await read(watch, 3) == told


async def test_progress_that_nobody_read_gives_way_to_newer_progress() -> None:
    events = Events()
    watch = events.watch()
    for step in range(5):
        events.publish(Progress(FOX.id, step, 5))
    events.publish(as_status(JobStatus.SUCCEEDED))
    assert await read(watch, 2) == [Progress(FOX.id, 4, 5), as_status(JobStatus.SUCCEEDED)]


async def test_progress_of_one_job_leaves_that_of_another() -> None:
    events = Events()
    watch = events.watch()
    events.publish(Progress("a", 1, 5))
    events.publish(Progress("b", 1, 5))
    events.publish(Progress("a", 2, 5))
    assert await read(watch, 2) == [Progress("b", 1, 5), Progress("a", 2, 5)]


async def test_a_watch_of_one_job_sees_no_other() -> None:
    events = Events()
    watch = events.watch(FOX.id)
    events.publish(new_job())
    events.publish(FOX)
    assert await read(watch, 1) == [FOX]


async def test_a_watcher_that_never_reads_is_let_go_and_holds_up_nobody() -> None:
    events = Events()
    asleep, awake = events.watch(), events.watch(FOX.id)
    for _ in range(MAX_WAITING + 5):
        events.publish(new_job())
    events.publish(FOX)
    assert await read(awake, 1) == [FOX]
    assert len([event async for event in asleep.events()]) == MAX_WAITING + 1


async def test_closing_ends_every_watch_after_what_it_was_told() -> None:
    events = Events()
    watch = events.watch()
    events.publish(FOX)
    events.close()
    assert [event async for event in watch.events()] == [FOX]


async def test_a_watch_that_is_forgotten_is_forgotten() -> None:
    events = Events()
    watch: Watch | None = events.watch()
    assert events.watched
    del watch
    assert not events.watched
