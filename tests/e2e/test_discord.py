"""The whole line over Discord: the real client on the loopback double, the real service, a real worker process."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.jobs import Job
from bot.jobs.service import Service
from tests.bot.service_kit import owed, until
from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel, Message
from tests.e2e.discord_kit import PATIENCE, bot, finished, latest, pictures, replies
from tests.plugin import Gate

STORY = "Mia the red fox finds a lantern in the forest. She carries it up the hill. It starts to rain. She sleeps."


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble(bucket=(50, 1.0), answer_within=PATIENCE) as double:
        double.point_client(monkeypatch)
        yield double
        assert not double.violations
        assert not double.pings
        assert not any(call.can_ping for call in double.calls)


@pytest.fixture
def quick_outbox(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replies that failed are tried again at once."""
    monkeypatch.setattr("bot.storage.outbox.DELAYS", (0.2,) * 8)
    monkeypatch.setattr("bot.jobs.outbox_relay.LOOK_SECONDS", 0.2)


@pytest.fixture
def channel(discord: DiscordDouble) -> Channel:
    return discord.world.add_channel(discord.world.add_guild("Atelier", discord.owner), "general")


async def test_a_command_becomes_progress_a_picture_and_with_redo_another(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    ann, gate = discord.person("ann", channel.guild), Gate(tmp_path)
    async with bot(discord, tmp_path, gate=gate) as service:
        asked = ann.says(".imagine @everyone sees a red fox --seed 7", channel)
        message = await discord.until(latest(channel, discord))
        await discord.until(lambda: message.files == ["preview.jpg"], seconds=PATIENCE)
        gate.open()
        await discord.until(lambda: message.buttons, seconds=PATIENCE)

        assert message.reference == asked.id
        assert message.seen[0] == "**@\u200beveryone sees a red fox**\nOne moment…"
        assert any("▰" in text and "of 8" in text for text in message.seen)
        assert "seed 7" in message.content
        (picture,) = pictures(message)
        assert (picture.format, picture.size) == ("PNG", (64, 64))
        assert message.attachments[0].description == "@everyone sees a red fox"

        pressed = ann.clicks(message, "Redo")
        again = await finished(discord, lambda: pressed.original)
        assert again is not message
        assert "seed 7" not in again.content
        assert pictures(again)[0].tobytes() != picture.tobytes()
        assert await service.queue() == []


async def test_a_story_comes_as_its_page_and_its_frames(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    ann = discord.person("ann", channel.guild)
    async with bot(discord, tmp_path):
        used = ann.uses("story", channel, text=STORY, seed=7)
        message = await finished(discord, lambda: used.original)
        assert [name.rpartition("-")[2] for name in message.files] == ["page.png", "1.png", "2.png", "3.png", "4.png"]
        assert message.attachments[1].description == "Mia the red fox finds a lantern in the forest."
        page, *frames = pictures(message)
        assert page.width > frames[0].width

        typed = ann.says(f"<@{discord.world.bot.id}> story {STORY} --seed 7", channel)
        same = await finished(discord, lambda: next((m for m in replies(channel, discord) if m is not message), None))
        assert same.reference == typed.id
        assert [each.tobytes() for each in pictures(same)[1:]] == [each.tobytes() for each in frames]


async def test_a_restart_finishes_what_was_asked_and_old_buttons_work(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    ann, eve = discord.person("ann", channel.guild), discord.person("eve", channel.guild)
    async with bot(discord, tmp_path, gate=Gate(tmp_path)):
        ann.says(".imagine a lighthouse", channel)
        message = await discord.until(latest(channel, discord))
        await discord.until(lambda: "step" in message.content, seconds=PATIENCE)
    assert not message.buttons

    async with bot(discord, tmp_path) as service:
        await finished(discord, lambda: message)
        pressed = ann.clicks(message, "Redo")
        again = await finished(discord, lambda: pressed.original)
        refused = eve.clicks(again, "Delete")
        await discord.until(lambda: refused.whispers)
        ann.clicks(again, "Delete")
        await discord.until(lambda: again.id not in channel.messages)
        assert [len(each.files) for each in replies(channel, discord)] == [1]
        assert (await job_of(message, service)).attempt == 2
    assert len(discord.called("bulk_set_application_commands")) == 1


async def test_trouble_at_delivery_ends_in_one_reply(
    discord: DiscordDouble, channel: Channel, tmp_path: Path, quick_outbox: None
) -> None:
    ann = discord.person("ann", channel.guild)
    async with bot(discord, tmp_path) as service:
        discord.faults.when = lambda call: bool(call.files) and "redo" in str(call.body)  # finals
        discord.faults.rate_limit("update_message", 0.05)
        discord.faults.server_error("update_message", 503)
        discord.faults.lost_answer("update_message")
        ann.says(".imagine a lighthouse", channel)
        await discord.until(lambda: discord.faults.happened == 3, seconds=PATIENCE)
        await until(lambda: all_sent(service))
        assert [len(each.files) for each in replies(channel, discord)] == [1]


async def test_a_reply_that_went_out_before_the_process_died_is_not_sent_again(
    discord: DiscordDouble, channel: Channel, tmp_path: Path, quick_outbox: None
) -> None:
    """The answer to a new message is lost and the process ends, so that nothing notes that the reply went out."""
    ann, mod = discord.person("ann", channel.guild), discord.person("mod", channel.guild, "manage_messages")
    gate = Gate(tmp_path)
    async with bot(discord, tmp_path, gate=gate):
        ann.says(".imagine a lighthouse", channel)
        message = await discord.until(latest(channel, discord))
        await discord.until(lambda: "step" in message.content, seconds=PATIENCE)
        mod.removes(message)  # or else the reply would be an edit, which may come twice
        discord.faults.lost_answer("create_message")
        gate.open()
        await finished(discord, latest(channel, discord))

    discord.clock.advance(3600)  # Discord has forgotten the nonce
    async with bot(discord, tmp_path) as service:
        await until(lambda: all_sent(service))
    assert [len(each.files) for each in replies(channel, discord)] == [1]


async def all_sent(service: Service) -> bool:
    return not await owed(service)


async def job_of(message: Message, service: Service) -> Job:
    job = await service.job(message.buttons["Redo"].split(":")[1])
    assert job is not None
    return job
