"""Replies: pictures in the message that showed the progress, exactly once, whatever happens on the way."""

from __future__ import annotations

from dataclasses import replace

import aiohttp
import discord as library
import pytest

from bot.values import JobStatus
from tests.bot.frontends.discord.kit import Stage
from tests.discord_double import DiscordDouble
from tests.discord_double.permissions import bits

BUTTONS = ["Redo", "Edit", "Vary", "Enlarge", "Video", "Restyle", "Report", "Delete"]  # of one picture


@pytest.fixture(autouse=True)
def only_replies_fail(discord: DiscordDouble) -> None:
    """Faults are for requests with pictures, not for the progress that goes beside them."""
    discord.faults.when = lambda call: bool(call.files)


async def test_the_pictures_take_the_place_of_the_preview(stage: Stage) -> None:
    job, message = await stage.asked(".imagine a red fox --seed 7")
    await stage.frontend.deliver(stage.finished(job, 2))
    assert message.files == [f"vignette-{job.id[:8]}-1.png", f"vignette-{job.id[:8]}-2.png"]
    assert [each.description for each in message.attachments] == ["sentence 0", "sentence 1"]
    assert message.content.startswith("**a red fox**\nseed 7 · Hand on cpu")
    assert list(message.buttons) == ["Redo", "Edit", "Restyle", "Report", "Delete"]
    (menu,) = message.menus.values()
    assert [option["label"] for option in menu["options"]] == ["1 · sentence 0", "2 · sentence 1"]


async def test_a_story_comes_with_its_page_first(stage: Stage) -> None:
    job, message = await stage.asked(".story A fox wakes. It runs.")
    await stage.frontend.deliver(stage.finished(job, 2, page=True))
    assert [name.rpartition("-")[2] for name in message.files] == ["page.png", "1.png", "2.png"]
    assert message.attachments[0].description == "A fox wakes. It runs."


@pytest.mark.parametrize(
    "status, error, said",
    [
        (JobStatus.FAILED, "The engine is out of memory.", "The engine is out of memory."),
        (JobStatus.CANCELLED, "", "Cancelled"),
    ],
)
async def test_a_job_without_pictures_says_why_and_drops_the_preview(
    stage: Stage, status: JobStatus, error: str, said: str
) -> None:
    job, message = await stage.asked()
    stage.service.advance(job, 5, b"\xff\xd8")
    await stage.discord.until(lambda: message.files)
    await stage.frontend.deliver(replace(job, status=status, error=error))
    assert said in message.content
    assert not message.files


async def test_the_same_delivery_twice_changes_nothing(stage: Stage) -> None:
    job, message = await stage.asked()
    done = stage.finished(job)
    await stage.frontend.deliver(done)
    first = (message.content, message.files)
    await stage.frontend.deliver(done)
    assert (message.content, message.files) == first
    assert len(stage.replies()) == 1


async def test_a_deleted_message_is_replaced_by_one_new_one(stage: Stage) -> None:
    job, message = await stage.asked()
    done = stage.finished(job)
    stage.moderator().removes(message)
    stage.discord.faults.lost_answer("create_message")
    with pytest.raises(aiohttp.ClientError):
        await stage.frontend.deliver(done)
    await stage.frontend.deliver(done)
    stage.discord.clock.advance(600)  # the nonce is forgotten
    await stage.frontend.deliver(done)
    (reply,) = stage.replies()
    assert (len(reply.files), list(reply.buttons)) == (1, BUTTONS)
    sent = stage.discord.called("create_message")[-1].body
    assert (sent["nonce"], sent["enforce_nonce"]) == (job.id[:25], True)


async def test_a_message_too_old_to_edit_is_followed_by_a_new_one(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.discord.faults.rate_limit("update_message", 0.01, times=5, code=30046)
    await stage.frontend.deliver(stage.finished(job))
    assert [bool(each.files) for each in stage.replies()] == [False, True]
    assert stage.replies()[1].reference == message.id


async def test_a_channel_that_was_closed_to_the_bot_sends_the_reply_by_direct_message(stage: Stage) -> None:
    job, _ = await stage.asked()
    stage.channel.overwrites[stage.guild.id] = (0, bits("view_channel"))
    done = stage.finished(job)
    await stage.frontend.deliver(done)
    await stage.frontend.deliver(done)
    (told,) = stage.ann.inbox.messages.values()
    assert told.content.startswith("I may not write any more where you asked for this")
    assert told.files


async def test_a_lost_answer_is_delivered_again_into_the_same_message(stage: Stage) -> None:
    job, message = await stage.asked()
    done = stage.finished(job)
    stage.discord.faults.lost_answer("update_message")
    with pytest.raises(aiohttp.ClientError):
        await stage.frontend.deliver(done)
    await stage.frontend.deliver(done)
    assert (len(stage.replies()), len(message.files)) == (1, 1)


async def test_an_unavailable_server_is_left_to_the_outbox(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.discord.faults.server_error("update_message", 503)
    with pytest.raises(library.DiscordServerError):
        await stage.frontend.deliver(stage.finished(job))
    assert not message.files


async def test_rate_limits_and_server_errors_are_waited_out(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.discord.faults.server_error("update_message", 502)
    stage.discord.faults.rate_limit("update_message", 0.05, times=2)
    await stage.frontend.deliver(stage.finished(job))
    assert len(message.files) == 1
    assert stage.discord.faults.happened == 3


async def test_more_than_ten_pictures_follow_in_further_messages_once(stage: Stage) -> None:
    job, message = await stage.asked()
    done = stage.finished(job, 12, page=True)
    stage.discord.faults.lost_answer("create_message")
    with pytest.raises(aiohttp.ClientError):
        await stage.frontend.deliver(done)
    stage.discord.clock.advance(600)
    await stage.frontend.deliver(done)
    assert [len(each.files) for each in stage.replies()] == [10, 3]
    assert stage.replies()[1].reference == message.id


async def test_pictures_over_the_limit_of_the_server_are_made_smaller(stage: Stage) -> None:
    job, message = await stage.asked()
    await stage.frontend.deliver(stage.finished(job, heavy=True))
    assert message.files == [f"vignette-{job.id[:8]}-1.webp"]
    assert "Recompressed to fit Discord's limit" in message.content


async def test_a_server_that_takes_less_than_it_says_gets_smaller_files(stage: Stage) -> None:
    stage.guild.boosts = 2  # says 50 MiB
    await stage.discord.gateway.introduce(stage.guild)
    job, message = await stage.asked()
    stage.guild.boosts = 0  # takes 10
    await stage.frontend.deliver(stage.finished(job, heavy=True))
    assert message.files == [f"vignette-{job.id[:8]}-1.webp"]
