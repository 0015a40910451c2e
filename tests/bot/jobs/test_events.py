"""Every watcher hears every status and the latest progress, and holds up nobody."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.domain.jobs import Job, JobStatus, Progress
from bot.jobs.events import MAX_WAITING, Event, EventBus, Subscription
from tests.bot.service_kit import SOON
from tests.bot.storage.kit import new_job

FOX = new_job()


async def read(watch: Subscription, count: int) -> list[Event]:
    events = watch.events()
    return [await asyncio.wait_for(anext(events), SOON) for _ in range(count)]


def as_status(status: JobStatus, job: Job = FOX) -> Job:
    return replace(job, status=status)


async def test_a_watch_sees_every_status_in_order() -> None:
    events = EventBus()
    watch = events.subscribe()
    told = [as_status(status) for status in (JobStatus.QUEUED, JobStatus.RUNNING, JobStatus.SUCCEEDED)]
    for job in told:
        events.publish(job)
    assert await read(watch, 3) == told


async def test_progress_that_nobody_read_gives_way_to_newer_progress() -> None:
    events = EventBus()
    watch = events.subscribe()
    for step in range(5):
        events.publish(Progress(FOX.id, step, 5))
    events.publish(as_status(JobStatus.SUCCEEDED))
    assert await read(watch, 2) == [Progress(FOX.id, 4, 5), as_status(JobStatus.SUCCEEDED)]


async def test_progress_of_one_job_leaves_that_of_another() -> None:
    events = EventBus()
    watch = events.subscribe()
    events.publish(Progress("a", 1, 5))
    events.publish(Progress("b", 1, 5))
    events.publish(Progress("a", 2, 5))
    assert await read(watch, 2) == [Progress("b", 1, 5), Progress("a", 2, 5)]


async def test_a_watch_of_one_job_sees_no_other() -> None:
    events = EventBus()
    watch = events.subscribe(FOX.id)
    events.publish(new_job())
    events.publish(FOX)
    assert await read(watch, 1) == [FOX]


async def test_a_watcher_that_never_reads_is_let_go_and_holds_up_nobody() -> None:
    events = EventBus()
    asleep, awake = events.subscribe(), events.subscribe(FOX.id)
    for _ in range(MAX_WAITING + 5):
        events.publish(new_job())
    events.publish(FOX)
    assert await read(awake, 1) == [FOX]
    assert len([event async for event in asleep.events()]) == MAX_WAITING + 1


async def test_closing_ends_every_watch_after_what_it_was_told() -> None:
    events = EventBus()
    watch = events.subscribe()
    events.publish(FOX)
    events.close()
    assert [event async for event in watch.events()] == [FOX]


async def test_a_watch_that_is_forgotten_is_forgotten() -> None:
    events = EventBus()
    watch: Subscription | None = events.subscribe()
    assert events.watched
    del watch
    assert not events.watched
