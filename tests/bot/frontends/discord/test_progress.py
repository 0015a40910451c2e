"""Progress people see: one message edited in place, with a bar and a preview, and nothing after the final."""

from __future__ import annotations

from dataclasses import replace

from bot.domain.jobs import Job, Progress
from bot.domain.requester import Address
from tests.bot.frontends.discord.kit import Stage, noise


async def test_progress_is_shown_in_the_same_message_with_a_preview(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.service.advance(job, 5, noise(8))
    await stage.discord.until(lambda: message.content == "**a red fox**\n▰▰▰▰▰▰▱▱▱▱▱▱ 50% · step 5 of 10")
    assert message.files == ["preview.jpg"]
    assert len(stage.replies()) == 1


async def test_the_place_in_the_queue_and_the_steps_come_with_the_time_that_is_left(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.service.events.publish(Progress(job.id, 0, 1, position=3, estimated_seconds=130))
    await stage.discord.until(lambda: message.content.endswith("\nIn the queue, place 3, about 2 min"))
    stage.service.events.publish(Progress(job.id, 5, 10, estimated_seconds=12))
    await stage.discord.until(lambda: message.content.endswith(" · step 5 of 10, about 10 s"))


async def test_a_preview_stays_until_there_is_a_newer_one(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.service.advance(job, 2, noise(8))
    await stage.discord.until(lambda: message.files)
    stage.service.advance(job, 3)
    await stage.discord.until(lambda: "step 3" in message.content)
    assert message.attachments[0].content == noise(8)


async def test_only_the_newest_progress_is_shown(stage: Stage) -> None:
    job, message = await stage.asked()
    for step in range(1, 11):
        stage.service.advance(job, step)
    await stage.discord.until(lambda: "step 10 of 10" in message.content)
    assert len(message.seen) <= 4


async def test_nothing_is_shown_after_the_final(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.service.advance(job, 5)
    await stage.frontend.deliver(stage.finished(job))
    final = message.content
    stage.service.change(job)  # events from before the end that are read only now
    stage.service.advance(job, 9)
    other, _ = await stage.asked()  # its progress comes later in the same channel
    stage.service.advance(other, 1)
    await stage.discord.until(lambda: any("step 1 of 10" in each.content for each in stage.replies()))
    assert message.content == final


async def test_jobs_of_other_frontends_are_not_followed(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.service.events.publish(stage.service.change(_of_the_web(job)))
    stage.service.advance(_of_the_web(job), 5)
    stage.service.advance(job, 6)
    await stage.discord.until(lambda: "step 6" in message.content)
    assert all("step 5" not in text for text in message.seen)


async def test_a_message_of_an_hour_ago_is_left_for_the_final(stage: Stage) -> None:
    stage.discord.clock.advance(-3600)  # it was sent an hour ago
    job, message = await stage.asked()
    stage.discord.clock.advance(3600)
    stage.service.advance(job, 5)
    other, recent = await stage.asked()
    stage.service.advance(other, 5)
    await stage.discord.until(lambda: "step 5" in recent.content)
    assert message.seen == ["**a red fox**\nOne moment…"]


async def test_progress_of_a_deleted_message_is_given_up(stage: Stage) -> None:
    job, message = await stage.asked()
    await stage.discord.until(lambda: "job `" in message.content)
    stage.moderator().removes(message)
    other, recent = await stage.asked()

    def refused() -> int:
        return [call.status for call in stage.discord.called("update_message")].count(404)

    stage.service.advance(job, 1)
    await stage.discord.until(refused)
    stage.service.advance(other, 1)
    await stage.discord.until(lambda: "step 1 " in recent.content)  # the turn after it, so the refusal has been heard
    before = refused()
    stage.service.advance(job, 2)
    stage.service.advance(other, 2)
    await stage.discord.until(lambda: "step 2 " in recent.content)
    assert refused() == before


def _of_the_web(job: Job) -> Job:
    return replace(job, id="f" * 32, address=Address("web", {}))
