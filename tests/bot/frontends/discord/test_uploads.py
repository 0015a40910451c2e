"""Pictures as Discord takes them: small enough each, few enough together, described."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

from PIL import Image

from bot.domain.jobs import Frame, Job, JobStatus
from bot.domain.requester import Address, Requester
from bot.frontends.discord.uploads import fit_file, uploads
from generation.engine import ImageRequest
from generation.provenance.xmp import TRAINED
from story.exports.video import moving
from tests.bot.frontends.discord.kit import noise
from tests.bot.storage.kit import changed

JOB = Job(
    "1a2b3c4d" * 4,
    Requester("discord", "1"),
    ImageRequest("a red fox", 7),
    Address("discord", {}),
    JobStatus.SUCCEEDED,
    1,
    datetime(2026, 1, 1, tzinfo=UTC),
)


def frames(folder: Path, sizes: list[int], sentence: str = "") -> tuple[Frame, ...]:
    """Files of these sizes in bytes; only their number and weight matter."""
    made = []
    for index, size in enumerate(sizes):
        path = folder / f"{index}.png"
        path.write_bytes(bytes(size))
        made.append(Frame(index, path, "", 1, 1, 7, sentence))
    return tuple(made)


def test_a_picture_that_fits_goes_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(noise(32))
    assert fit_file(path, 10_000) == (noise(32), "png")


def test_a_picture_that_does_not_fit_is_written_smaller_until_it_does(tmp_path: Path) -> None:
    path = tmp_path / "x.png"
    path.write_bytes(noise(64))  # 12 kB
    results = {limit: fit_file(path, limit) for limit in (8_000, 3_300, 1_500)}
    assert {limit: suffix for limit, (_, suffix) in results.items()} == {8_000: "webp", 3_300: "jpg", 1_500: "webp"}
    for limit, (content, _) in results.items():
        assert len(content) <= limit
    assert Image.open(io.BytesIO(results[1_500][0])).width < 64


def test_ten_files_go_in_one_message(tmp_path: Path) -> None:
    job = changed(JOB, frames=frames(tmp_path, [1] * 23))
    assert [len(batch) for batch in uploads(job, 100)] == [10, 10, 3]


def test_no_request_is_over_25_mib(tmp_path: Path) -> None:
    job = changed(JOB, frames=frames(tmp_path, [9 << 20] * 4))
    assert [len(batch) for batch in uploads(job, 10 << 20)] == [2, 2]


def test_a_job_without_pictures_is_one_message_without_files() -> None:
    assert uploads(JOB, 100) == [[]]


def test_the_alt_text_is_the_sentence_or_the_prompt_and_no_longer_than_discord_takes(tmp_path: Path) -> None:
    (named,), (long,) = (uploads(changed(JOB, frames=frames(tmp_path, [1], text)), 9)[0] for text in ("", "x" * 2000))
    assert named.alt == "a red fox"
    assert len(long.alt) == 1024


def test_a_video_goes_as_the_video_it_is_or_smaller_or_not_at_all(tmp_path: Path) -> None:
    pictures = [Image.effect_noise((256, 256), 90).convert("RGB") for _ in range(4)]
    content = moving(pictures, [0.5] * 4, "gif", "", TRAINED)
    path = tmp_path / "x.gif"
    path.write_bytes(content)
    job = changed(JOB, frames=(Frame(0, path, "", 256, 256, 7, mime="image/gif"),))
    ((whole,),), ((small,),) = uploads(job, len(content)), uploads(job, len(content) - 1)
    assert (whole.content, whole.shrunk) == (content, False)
    assert (Image.open(io.BytesIO(small.content)).size, small.shrunk) == ((128, 128), True)
    assert Image.open(io.BytesIO(small.content)).n_frames == 4
    assert uploads(job, 100) == [[]]
