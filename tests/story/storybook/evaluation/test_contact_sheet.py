"""A contact sheet holds every story it is given and is small enough to be kept."""

from __future__ import annotations

import numpy as np

from story.storybook.evaluation.contact_sheet import FRAMES, GAP, MOST_BYTES, SIDE, STORIES, Row, jpeg, sheet


def row(sentence: str, frames: int = 4) -> Row:
    noise = np.random.default_rng(1)
    return [sentence] * frames, [noise.integers(0, 256, (256, 256, 3), np.uint8) for _ in range(frames)]


def test_a_row_is_as_tall_as_its_longest_caption() -> None:
    short, long = sheet([row("A fox.")]), sheet([row("A fox walks through the rain. " * 8)])
    assert short.width == long.width == FRAMES * (SIDE + GAP) + GAP
    assert short.height < long.height


def test_of_a_long_story_the_first_frames_are_shown() -> None:
    assert sheet([row("A fox.", frames=9)]).tobytes() == sheet([row("A fox.", frames=4)]).tobytes()


def test_a_sheet_of_pictures_keeps_to_the_limit() -> None:
    slope = np.broadcast_to(np.linspace(0, 255, 256).astype(np.uint8)[:, None, None], (256, 256, 3))
    page = sheet([(["A fox."] * 4, [slope] * 4)] * STORIES)
    assert len(jpeg(page)) <= MOST_BYTES
