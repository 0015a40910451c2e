"""What was asked for last is not made again."""

from __future__ import annotations

from PIL import Image

from generation.engines.diffusers.remembered import Remembered, digest


def test_what_was_asked_for_last_is_made_once_and_the_oldest_is_let_go() -> None:
    made: list[str] = []
    remembered = Remembered[int](2)
    for key in ("a", "b", "a", "c", "a", "b"):
        remembered.get(key, lambda key=key: made.append(key) or len(made))  # type: ignore[misc]
    assert made == ["a", "b", "c", "b"]  # b was the oldest when c came


def test_a_digest_is_that_of_size_and_pixels() -> None:
    black, again, turned, grey = (
        Image.new(mode, size) for mode, size in (("RGB", (2, 4)), ("RGB", (2, 4)), ("RGB", (4, 2)), ("L", (4, 6)))
    )
    assert digest(black) == digest(again) and len({digest(black), digest(turned), digest(grey)}) == 3
