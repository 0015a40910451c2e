"""Jobs on their way through the store: claims, leases, fences, ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.domain.jobs import PAGE_INDEX, JobStatus, Parent
from bot.domain.requester import Requester
from bot.domain.requests import EnlargeRequest
from generation.engine import ImageRequest
from story.panels.checker import Check
from story.request import StoryRequest
from tests.bot.storage.kit import MIA, TOM, Stores, changed, new_frame, new_job, new_video


async def test_a_job_comes_back_as_it_was_stored(stores: Stores) -> None:
    story = StoryRequest(("Mia runs.", "She rests."), ImageRequest("Mia runs. She rests.", 2**40), (("Mia", "a fox"),))
    job = await stores.submit(Requester("web", "mia", "Mia", "s1", ("artist",)), 12, request=story)

    assert await stores.get(job) == job


async def test_a_job_knows_its_parent_and_a_parent_its_children(stores: Stores) -> None:
    parent = await stores.submit()
    of_picture, of_whole = Parent(parent.id, 1, "enlarge"), Parent(parent.id, PAGE_INDEX, "redo")
    first = await stores.submit(request=EnlargeRequest("ab" * 32, 4), parent=of_picture)
    second = await stores.submit(parent=of_whole)

    assert (await stores.get(first)).parent == of_picture
    assert await stores.get(second) == second
    assert (await stores.get(parent)).parent is None
    async with stores.database.read() as session:
        assert await stores.jobs.children(session, parent.id) == [first, second]
        assert await stores.jobs.children(session, first.id) == []


async def test_a_finished_job_comes_back_with_its_frames_and_page(stores: Stores) -> None:
    await stores.submit()
    claimed = await stores.claimed()
    drawn = changed(
        claimed,
        status=JobStatus.SUCCEEDED,
        engine="echo",
        model="echo",
        device="cpu",
        context="storybook-1",
        ignored_words=("zeppelin",),
        read_as=(("kitty", "cat"),),
        seconds=1.5,
        text="A fox in the snow.",
        frames=(
            new_frame(stores.files, 0, phash="00ff" * 4, checked=Check("eyes", 0.5, 1, ("no fox",))),
            new_video(stores.files, 1),
        ),
        page=new_frame(stores.files, -1),
    )
    async with stores.database.write() as session:
        assert await stores.jobs.finish(session, drawn)

    assert await stores.get(claimed) == drawn


async def test_a_requesters_admin_right_is_not_remembered(stores: Stores) -> None:
    job = await stores.submit(replace(MIA, admin=True))

    assert not (await stores.get(job)).requester.admin


async def test_a_new_name_of_a_requester_replaces_the_old_one(stores: Stores) -> None:
    first = await stores.submit(MIA)
    await stores.submit(replace(MIA, name="Mia Fox"))

    assert (await stores.get(first)).requester.name == "Mia Fox"


async def test_the_oldest_job_is_claimed_first_when_nobody_has_one_running(stores: Stores) -> None:
    first = await stores.submit(MIA)
    await stores.submit(TOM)

    claimed = await stores.claimed()

    assert (claimed.id, claimed.status, claimed.attempt) == (first.id, JobStatus.RUNNING, 1)


async def test_whoever_has_fewer_jobs_running_comes_first(stores: Stores) -> None:
    mias = [await stores.submit(MIA) for _ in range(3)]
    toms = [await stores.submit(TOM) for _ in range(2)]

    async with stores.database.read() as session:
        announced = [job.id for job in await stores.jobs.queue(session)]
    claimed = [(await stores.claimed()).id for _ in range(5)]

    assert claimed == announced == [mias[0].id, toms[0].id, mias[1].id, toms[1].id, mias[2].id]


async def test_the_queue_shows_running_jobs_before_queued_ones(stores: Stores) -> None:
    await stores.submit(MIA)
    second = await stores.submit(MIA)
    toms = await stores.submit(TOM)
    running = await stores.claimed()

    async with stores.database.read() as session:
        queue = await stores.jobs.queue(session)

    assert [job.id for job in queue] == [running.id, toms.id, second.id]


async def test_only_jobs_of_the_given_front_ends_are_claimed(stores: Stores) -> None:
    await stores.submit(frontend="discord")
    console = await stores.submit(frontend="console")

    claimed = await stores.claim("web", "console")

    assert claimed is not None and claimed.id == console.id
    assert await stores.claim("web", "console") is None


@pytest.mark.parametrize(
    ("status", "settled"),
    [(JobStatus.SUCCEEDED, "capture"), (JobStatus.FAILED, "release"), (JobStatus.CANCELLED, "release")],
)
async def test_an_end_settles_the_credits_and_owes_one_reply(stores: Stores, status: JobStatus, settled: str) -> None:
    await stores.submit()
    job = await stores.claimed()

    assert await stores.finish(job, status, error="No.")
    assert not await stores.finish(job, JobStatus.CANCELLED), "an end is the end"

    assert (await stores.get(job)).status is status
    assert await stores.entries(job) == sorted(["hold", settled])
    async with stores.database.read() as session:
        assert [delivery.job_id for delivery in await stores.outbox.due(session, ["web"])] == [job.id]


async def test_a_queued_job_can_be_cancelled(stores: Stores) -> None:
    job = await stores.submit()

    assert await stores.finish(job, JobStatus.CANCELLED)
    assert await stores.claim() is None


async def test_a_job_cannot_be_finished_into_a_status_that_is_no_end(stores: Stores) -> None:
    job = await stores.submit()

    with pytest.raises(ValueError, match="not an end"):
        await stores.finish(job, JobStatus.RUNNING)


async def test_history_has_a_requesters_last_jobs_newest_first(stores: Stores) -> None:
    mias = [await stores.submit(MIA) for _ in range(3)]
    await stores.submit(TOM)

    async with stores.database.read() as session:
        history = await stores.jobs.history(session, MIA, 2)
        nobodys = await stores.jobs.history(session, Requester("discord", "mia"), 2)

    assert [job.id for job in history] == [mias[2].id, mias[1].id]
    assert nobodys == []


async def test_the_latest_unfinished_job_is_found(stores: Stores) -> None:
    first, second = await stores.submit(MIA), await stores.submit(MIA)
    await stores.finish(second, JobStatus.CANCELLED)

    async with stores.database.read() as session:
        found = await stores.jobs.latest_unfinished(session, MIA)
        assert found is not None and found.id == first.id
        assert await stores.jobs.latest_unfinished(session, TOM) is None


async def test_a_job_is_found_by_the_start_of_its_id(stores: Stores) -> None:
    jobs = [replace(new_job(), id=f"abcdef0{n}" + "0" * 24) for n in range(3)]
    async with stores.database.write() as session:
        for job in jobs:
            await stores.admit(session, job)

    async with stores.database.read() as session:
        assert [job.id for job in await stores.jobs.by_prefix(session, "abcdef01")] == [jobs[1].id]
        assert len(await stores.jobs.by_prefix(session, "abcdef")) == 2, "enough to say that it is ambiguous"
        assert await stores.jobs.by_prefix(session, "abcdef", TOM) == []
        assert await stores.jobs.by_prefix(session, "%") == []


async def test_waiting_jobs_are_counted_for_all_and_for_one(stores: Stores) -> None:
    for requester in (MIA, MIA, TOM):
        await stores.submit(requester)
    await stores.claimed()

    async with stores.database.read() as session:
        assert await stores.jobs.count_queued(session) == 2
        assert await stores.jobs.count_queued(session, MIA) == 1


async def test_the_latest_jobs_of_everybody_come_newest_first(stores: Stores) -> None:
    jobs = [await stores.submit(requester) for requester in (MIA, TOM, MIA)]

    async with stores.database.read() as session:
        assert [job.id for job in await stores.jobs.latest(session, 2)] == [jobs[2].id, jobs[1].id]
