"""Every export is the same file for the same story, below its limit, and says what it is."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from story.exports import KINDS, Book, export
from tests.story.exports.kit import SENTENCES, book


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_story_is_the_same_file(kind: str) -> None:
    assert export(book(), kind) == export(book(), kind)


@pytest.mark.parametrize("kind", ["pdf", "webp"])
def test_a_limit_makes_the_pictures_smaller(kind: str) -> None:
    large = book(SENTENCES[:1], (600, 600))
    whole = len(export(large, kind))
    assert len(export(large, kind, limit=whole - 1)) < whole


@pytest.mark.parametrize("kind", ["pdf", "cbz", "zip"])
@pytest.mark.parametrize("sentence", ["", "[NC]", "Mia finds 🏮 & <b>is</b> \x00 happy.", "فانوس", "word " * 150])
def test_any_sentence_can_be_exported(kind: str, sentence: str) -> None:
    assert export(book((sentence,), title=""), kind)


@pytest.mark.parametrize("size", [(96, 32), (32, 96), (7, 5)])
@pytest.mark.parametrize("kind", ["pdf", "mp4"])
def test_any_shape_can_be_exported(kind: str, size: tuple[int, int]) -> None:
    assert export(book(SENTENCES[:1], size), kind)


def test_a_kind_that_is_not_known_and_a_story_without_frames_are_mistakes_of_ours() -> None:
    with pytest.raises(ValueError, match="not a kind"):
        export(book(), "docx")
    with pytest.raises(ValueError, match="at least one frame"):
        Book(())


def test_a_webp_says_that_no_camera_took_it() -> None:
    with Image.open(BytesIO(export(book(), "webp"))) as image:
        assert b"trainedAlgorithmicMedia" in image.info["xmp"] and b"finds a lantern" in image.info["xmp"]
