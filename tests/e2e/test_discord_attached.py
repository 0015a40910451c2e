"""Pictures attached on Discord: drawn from, described and verified, and never fetched from anywhere else."""

from __future__ import annotations

import io
from hashlib import sha256
from pathlib import Path

import discord as library
import pytest
from PIL import Image

from bot.frontends.discord.attachments import NOT_HANDED_OVER
from bot.jobs.attachments import MAX_BYTES
from generation.engine import ImageRequest, Reference
from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel, Message
from tests.e2e.discord_kit import bot, finished, latest
from tests.e2e.test_discord import channel, discord

__all__ = ["channel", "discord"]  # fixtures


def png(width: int = 8, height: int = 8) -> bytes:
    written = io.BytesIO()
    Image.new("L", (width, height), 90).save(written, "PNG")
    return written.getvalue()


PICTURE = png()
DIGEST = sha256(PICTURE).hexdigest()


async def test_a_drawing_starts_from_the_picture_that_came_with_it_however_it_was_asked_for(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    ann = discord.person("ann", channel.guild)
    async with bot(discord, tmp_path) as service:
        ann.says(".imagine a red fox --seed 7 --strength 0.4", channel, fox=PICTURE)
        typed = await finished(discord, latest(channel, discord))
        ann.says(f"<@{discord.world.bot.id}> imagine a red fox --seed 7 --strength 0.4", channel, fox=PICTURE)
        mentioned = await finished(discord, lambda: other(channel, discord, typed.id))
        used = ann.uses("imagine", channel, prompt="a red fox", seed=7, strength=0.4, image=PICTURE)
        slashed = await finished(discord, lambda: used.original)
        for message in (typed, mentioned, slashed):
            job = await service.job(message.buttons["Redo"].split(":")[1])
            assert job is not None
            assert job.request == ImageRequest("a red fox", seed=7, strength=0.4, image=DIGEST)
        assert await service.frame_path(DIGEST) is not None

        opened = ann.clicks(slashed, "Edit")
        await discord.until(lambda: opened.extra)
        sent = ann.sends(opened, "an owl --seed 7")
        edited = await finished(discord, lambda: sent.original)
        job = await service.job(edited.buttons["Redo"].split(":")[1])
        assert job is not None
        assert job.request == ImageRequest("an owl", seed=7, image=DIGEST)


def other(channel: Channel, discord: DiscordDouble, known: int) -> Message | None:
    found = latest(channel, discord)()
    return found if found and found.id != known else None


async def test_a_picture_that_cannot_be_taken_is_refused_in_a_sentence_and_nothing_is_kept(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    ann = discord.person("ann", channel.guild)
    async with bot(discord, tmp_path) as service:
        for content, said in (
            (b"MZ no picture", "cannot be read as a picture"),
            (png(9000, 9000), "at most 40 megapixels"),
            (bytes(MAX_BYTES + 1), "too large: at most 16 MiB"),
        ):
            ann.says(".imagine a red fox", channel, file=content)
            await seen(discord, channel, said)
            used = ann.uses("imagine", channel, prompt="a red fox", image=content)
            await seen(discord, channel, said, times=2)
            assert used.original is not None
        assert await service.queue() == []
        ann.says(".describe", channel, fox=PICTURE)
        await seen(discord, channel, "No model here says what a picture shows")
        ann.says(".describe", channel)
        await seen(discord, channel, "Attach the picture to `describe`.")
        ann.says(".story A fox wakes. It runs.", channel, fox=PICTURE)
        await seen(discord, channel, "looks at no pictures")
        await discord.until(lambda: service.stores.files.find(DIGEST) is None)


async def test_several_pictures_are_what_the_model_looks_at_however_they_were_given(
    discord: DiscordDouble, channel: Channel, tmp_path: Path
) -> None:
    ann, other_picture = discord.person("ann", channel.guild), png(16, 16)
    both = (Reference(DIGEST), Reference(sha256(other_picture).hexdigest()))
    looks = {"name": "echo", "options": {"width": 64, "height": 64, "references": 2}}
    async with bot(discord, tmp_path, engine=looks) as service:
        ann.says(".imagine a red fox --seed 7", channel, fox=PICTURE, owl=other_picture)
        typed = await finished(discord, latest(channel, discord))
        used = ann.uses("imagine", channel, prompt="a red fox", seed=7, image=PICTURE, image2=other_picture)
        slashed = await finished(discord, lambda: used.original)
        for message in (typed, slashed):
            job = await service.job(message.buttons["Redo"].split(":")[1])
            assert job is not None and job.request == ImageRequest("a red fox", seed=7, references=both)
        opened = ann.clicks(slashed, "Edit")
        await discord.until(lambda: opened.extra)
        sent = ann.sends(opened, f"an owl --seed 7 --ref {job.short_id}")
        await discord.until(lambda: any("looks at 2 pictures at most" in text for text in channel.texts))
        assert sent is not None


async def seen(discord: DiscordDouble, channel: Channel, said: str, times: int = 1) -> None:
    await discord.until(lambda: sum(said in text for text in channel.texts) == times)


async def test_a_picture_is_verified_and_let_go_again(discord: DiscordDouble, channel: Channel, tmp_path: Path) -> None:
    ann = discord.person("ann", channel.guild)
    async with bot(discord, tmp_path) as service:
        ann.says(".imagine a red fox", channel)
        drawn = await finished(discord, latest(channel, discord))
        used = ann.uses("verify", channel, image=drawn.attachments[0].content)
        await discord.until(lambda: used.whispers)
        foreign = ann.uses("verify", channel, image=PICTURE)
        await discord.until(lambda: foreign.whispers)
        assert used.whispers != foreign.whispers
        assert drawn.buttons["Redo"].split(":")[1][:8] in used.whispers[0]
        await discord.until(lambda: service.stores.files.find(DIGEST) is None)
        assert await service.frame_path(sha256(drawn.attachments[0].content).hexdigest()) is not None


async def test_only_discords_own_host_is_asked(
    discord: DiscordDouble, channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(library.Asset, "BASE", "https://cdn.discordapp.com")
    served: list[str] = []
    monkeypatch.setattr(library.Attachment, "read", lambda self: served.append(self.url))
    async with bot(discord, tmp_path):
        discord.person("ann", channel.guild).says(".imagine a red fox", channel, fox=PICTURE)
        await discord.until(lambda: NOT_HANDED_OVER in channel.texts)
        assert not served


async def test_a_picture_that_came_with_no_command_is_left_alone(
    discord: DiscordDouble, channel: Channel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr(library.Attachment, "read", lambda self: served.append(self.url))
    ann = discord.person("ann", channel.guild)
    async with bot(discord, tmp_path):
        ann.says("look at this", channel, fox=PICTURE)
        ann.says(".queue", channel, fox=PICTURE)
        await discord.until(lambda: "The queue is empty." in channel.texts)
        assert not served
