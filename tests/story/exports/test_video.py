"""Slides and process videos play: the right pictures, for the right time, in every format."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from story.exports import export
from story.exports.process_video import MAX_PREVIEWS, process_video
from story.exports.slides import LONGEST, reading_time
from story.exports.video import FORMATS, moving
from tests.story.exports.kit import SENTENCES, book, colour_card, picture


def shots(content: bytes, kind: str) -> list[tuple[float, Image.Image]]:
    """(second, picture) of everything that is shown."""
    if kind == "mp4":
        with av.open(BytesIO(content)) as container:
            return [(float(frame.time or 0), frame.to_image()) for frame in container.decode(video=0)]
    with Image.open(BytesIO(content)) as image:
        frames = [(each.convert("RGB"), each.info.get("duration", 0)) for each in ImageSequence.Iterator(image)]
    ends = np.cumsum([0, *[duration for _, duration in frames]]) / 1000
    return [(float(begin), frame) for begin, (frame, _) in zip(ends, frames, strict=False)]


def at(shown: list[tuple[float, Image.Image]], second: float) -> np.ndarray[Any, Any]:
    """What is on the screen then."""
    return np.asarray([image for begin, image in shown if begin <= second][-1], dtype=float)


@pytest.mark.parametrize("kind", FORMATS)
def test_every_slide_is_shown_when_its_turn_comes(kind: str) -> None:
    colours = [(200, 30, 30), (30, 200, 30), (30, 30, 200)]
    images = [Image.new("RGB", (64, 48), colour) for colour in colours]
    shown = shots(moving(images, [2.5, 3.0, 2.5], kind, "words", "algorithmicMedia"), kind)
    for second, colour in ((1.0, 0), (2.2, 0), (3.0, 1), (5.2, 1), (6.0, 2), (7.9, 2)):
        assert np.abs(at(shown, second).mean((0, 1)) - colours[colour]).max() < 12


@pytest.mark.parametrize("kind", FORMATS)
def test_slides_are_bounded_in_size_and_carry_their_captions(kind: str) -> None:
    with_words, without = (shots(export(book(sentences), kind), kind) for sentences in (SENTENCES[:1], ("",)))
    card, bare = with_words[0][1], without[0][1]
    assert max(card.size) <= LONGEST[kind]
    strip = np.asarray(card.convert("L"), dtype=int)[-card.height // 10 :]
    assert card.height / card.width > bare.height / bare.width and strip.max() - strip.min() > 100


def test_an_mp4_is_one_that_every_browser_plays() -> None:
    content = export(book(), "mp4")
    with av.open(BytesIO(content)) as container:
        stream = container.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        length = float(container.duration or 0) / av.time_base
        assert "finds a lantern" in container.metadata["comment"]
    times = [reading_time(sentence.removeprefix("[NC] ")) for sentence in SENTENCES]
    assert length == pytest.approx(sum(times) + 2 * 0.4, abs=0.3)
    assert content.index(b"moov") < content.index(b"mdat")  # it starts before all of it is there


@pytest.mark.parametrize("size", [(256, 256), (768, 880), (1280, 720)])
def test_an_mp4_says_how_its_colours_are_meant_and_shows_them(size: tuple[int, int]) -> None:
    """Untagged BT.601 is read as BT.709 above 576 lines: a red drifted to orange."""
    picture = colour_card(size)
    content = moving([picture], [1.0], "mp4", "words", "algorithmicMedia")
    with av.open(BytesIO(content)) as container:
        codec = container.streams.video[0].codec_context
        tags = (codec.colorspace, codec.color_primaries, codec.color_trc, codec.color_range)
        assert tags == (6, 1, 13, 1)  # SMPTE 170M, BT.709, sRGB, limited: ITU-T H.273, tables 2 to 4
        shown = next(container.decode(video=0)).to_image()
    assert np.abs(np.asarray(shown, int) - np.asarray(picture, int)).mean((0, 1)).max() < 2


def test_longer_captions_stay_longer_whatever_they_are_written_in() -> None:
    assert reading_time("") == 2.5 and reading_time("word " * 500) == 9.0
    assert 3.0 < reading_time("one two three four five six seven") < 4.0
    assert reading_time("ある夕方、キツネのミアは丘の上で古いランタンを見つけました。") > 4.0


@pytest.mark.parametrize("kind", FORMATS)
def test_a_process_video_goes_from_the_first_preview_to_the_picture(kind: str) -> None:
    previews = [preview(level) for level in (20, 60, 100, 140)]
    shown = shots(process_video(previews, picture(2, (128, 64)), kind, "a red fox"), kind)
    assert shown[0][1].size == (128, 64)
    levels = [at(shown, second).mean() for second in (0.1, 0.4, 0.6, 0.9)]
    assert levels == sorted(levels) and levels[0] < 40
    with Image.open(BytesIO(picture(2, (128, 64)))) as result:
        assert np.abs(at(shown, 2.5) - np.asarray(result.convert("RGB"), dtype=float)).mean() < 12


def test_many_previews_are_thinned_out_and_none_is_fine_too() -> None:
    many = shots(process_video([preview(k) for k in range(250)], picture(), "gif"), "gif")
    assert len(many) == MAX_PREVIEWS + 1 and many[-1][0] <= 5.1
    assert len(shots(process_video([], picture(), "webp"), "webp")) == 1


def preview(level: int) -> bytes:
    file = BytesIO()
    Image.new("RGB", (32, 16), (level, level, level)).save(file, "JPEG")
    return file.getvalue()
