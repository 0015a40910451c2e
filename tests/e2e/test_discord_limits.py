"""Discord's limits, kept on the double that enforces them: files, requests, edits in a channel, first answers."""

from __future__ import annotations

import asyncio
import io
import statistics
import struct
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import av
import pytest
from PIL import Image, ImageSequence

from bot.domain.jobs import Frame, Job, JobStatus
from bot.domain.media import PNG
from bot.frontends.discord import DiscordFrontend
from bot.frontends.discord.frontend import EDIT_SECONDS
from generation.provenance.xmp import TRAINED
from story.exports.video import moving
from tests.bot.frontends.discord.kit import Stage, noise
from tests.bot.storage.kit import changed
from tests.discord_double import DiscordDouble
from tests.discord_double.interactions import ANSWER_WITHIN
from tests.discord_double.uploads import REQUEST_LIMIT, file_limit
from tests.discord_double.world import Attachment, Message
from tests.e2e.discord_kit import PATIENCE

MIB = 1 << 20
LOOPED = [Image.effect_noise((128, 128), 90).convert("RGB") for _ in range(4)]


@pytest.fixture
async def discord(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble(bucket=(5, 1.0), answer_within=PATIENCE) as double:
        double.point_client(monkeypatch)
        yield double
        assert not double.violations
        assert not [call for call in double.calls if call.status >= 400]


@pytest.fixture
async def stage(discord: DiscordDouble, tmp_path: Path) -> AsyncIterator[Stage]:
    stage = Stage(discord, tmp_path)
    async with stage.running():
        yield stage


def heavy(kind: str, size: int) -> bytes:
    """A real picture or video that weighs `size` bytes: what is behind its end counts, and nobody reads it."""
    content = noise(64) if kind == "png" else moving(LOOPED, [0.5] * 4, kind, "a red fox", TRAINED)
    rest = size - len(content) - 8
    return content + (struct.pack(">I4s", rest + 8, b"free") + bytes(rest) if rest > 0 else b"")


def drawn(stage: Stage, job: Job, kind: str, sizes: list[int], *, page: bool = False) -> Job:
    """The job as the service delivers it, its files of so many MiB."""
    frames = []
    for index, size in enumerate(sizes, start=-1 if page else 0):
        path = stage.folder / f"{index}.{kind}"
        path.write_bytes(heavy(kind, size * MIB))
        mime = {"png": PNG, "mp4": "video/mp4"}.get(kind, f"image/{kind}")
        frames.append(Frame(index, path, "0" * 64, 64, 64, 7, f"sentence {index}", mime=mime))
    first, *rest = frames
    parts = {"page": first, "frames": tuple(rest)} if page else {"frames": tuple(frames)}
    return stage.service.change(changed(job, status=JobStatus.SUCCEEDED, model="Hand", device="cpu", **parts))


def told(message: Message) -> str:
    """Its text, wherever it stands."""
    return f"{message.content} {message.components}"


def moves(attachment: Attachment) -> bool:
    """Whether it has several pictures, of which all can be read."""
    content = io.BytesIO(attachment.content)
    if attachment.filename.endswith("mp4"):
        with av.open(content, "r") as container:
            return len(list(container.decode(video=0))) > 1
    with Image.open(content) as opened:
        return len([each.load() for each in ImageSequence.Iterator(opened)]) > 1


@pytest.mark.parametrize(
    "boosts, kind, sizes, suffixes",
    [
        (0, "png", [1], [["png"]]),
        (0, "png", [11], [["webp"]]),
        (1, "png", [9, 9, 9], [["png", "png"], ["png"]]),
        (2, "png", [20], [["png"]]),
        (2, "png", [51], [["webp"]]),
        (2, "png", [30], [["webp"]]),  # a file may have 50 MiB, a request 25
        (3, "png", [20, 20, 20], [["png"], ["png"], ["png"]]),
        (3, "png", [101], [["webp"]]),
        (0, "mp4", [11], [["mp4"]]),
        (0, "gif", [11], [["gif"]]),
        (2, "webp", [51], [["webp"]]),
        (3, "mp4", [20], [["mp4"]]),
    ],
)
async def test_every_file_arrives_below_the_limit_of_its_server_and_can_be_opened(
    stage: Stage, boosts: int, kind: str, sizes: list[int], suffixes: list[list[str]]
) -> None:
    stage.guild.boosts = boosts
    await stage.discord.gateway.introduce(stage.guild)
    job, message = await stage.asked()
    await stage.frontend.deliver(drawn(stage, job, kind, sizes))
    assert [[name.rpartition(".")[2] for name in reply.files] for reply in stage.replies()] == suffixes
    for reply in stage.replies():
        assert sum(len(each.content) for each in reply.attachments) <= REQUEST_LIMIT
    for attachment in (each for reply in stage.replies() for each in reply.attachments):
        assert len(attachment.content) <= file_limit(stage.channel)
        assert moves(attachment) == (kind != "png")
        assert attachment.description
    shrunk = sizes[0] * MIB > min(file_limit(stage.channel), REQUEST_LIMIT)
    assert ("Recompressed to fit Discord's limit" in told(message)) == shrunk


async def test_a_story_over_the_limits_comes_in_several_messages_with_every_sentence(stage: Stage) -> None:
    job, message = await stage.asked(".story A fox wakes. It runs. It rests.")
    await stage.frontend.deliver(drawn(stage, job, "png", [11, 9, 9, 9], page=True))
    assert [len(reply.files) for reply in stage.replies()] == [3, 1]
    told = [each.description for reply in stage.replies() for each in reply.attachments]
    assert told == ["sentence -1", "sentence 0", "sentence 1", "sentence 2"]
    assert message.files[0].endswith("page.webp")


async def test_many_jobs_in_one_channel_keep_to_its_pace_and_all_come_to_their_end(
    discord: DiscordDouble, tmp_path: Path
) -> None:
    """Five edits a second here, five in five seconds there: everything is five times as fast, the pace of ours too."""
    stage = Stage(discord, tmp_path)
    stage.frontend = DiscordFrontend(stage.settings, edit_seconds=EDIT_SECONDS / 5)
    async with stage.running():
        asked = [await stage.asked(f".imagine fox {number}") for number in range(8)]
        for step in range(1, 10):
            for job, _ in asked:
                stage.service.advance(job, step, noise(8))
            await asyncio.sleep(0.2)
        await asyncio.gather(*(stage.frontend.deliver(drawn(stage, job, "png", [0])) for job, _ in asked))
    assert all(list(message.buttons)[-1] == "Delete" for _, message in asked)
    assert all("seed" in told(message) for _, message in asked)
    edits = sorted(call.at for call in discord.called("update_message"))
    progress = len(edits) - len(asked)
    assert 1 <= progress <= 1 + (edits[-1] - edits[0]) / (EDIT_SECONDS / 5)


async def test_twenty_people_at_once_are_all_answered(
    stage: Stage, record_property: Callable[[str, object], None]
) -> None:
    """How soon is up to the machine: it is printed beside Discord's patience, and no test."""
    used = [stage.ann.uses("imagine", stage.channel, prompt=f"fox {number}") for number in range(20)]
    await stage.discord.until(lambda: len(stage.service.jobs) == 20)
    waits = sorted(each.original.created - each.started for each in used if each.original)
    record_property("first reply, median and longest, s", (statistics.median(waits), waits[-1]))
    print(f"first reply: median {statistics.median(waits):.3f} s, longest {waits[-1]:.3f} s of {ANSWER_WITHIN:.0f} s")
    assert len(waits) == 20
