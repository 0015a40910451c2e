"""Outlines are thin, closed where a shape is, nowhere else, and weak ones count where they lead to strong ones."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from generation.canny import canny


def lines(picture: Image.Image) -> np.ndarray:
    found = canny(picture)
    assert found.mode == "RGB" and found.size == picture.size and set(np.unique(found)) <= {0, 255}
    return np.asarray(found)[..., 0] == 255


def test_a_disc_is_a_thin_ring_and_a_flat_picture_is_nothing() -> None:
    picture = Image.new("RGB", (64, 48), "navy")
    ImageDraw.Draw(picture).ellipse((16, 8, 48, 40), "gold")
    ring = lines(picture)
    rows, columns = np.nonzero(ring)
    distances = np.hypot(columns - 32, rows - 24)
    assert distances.min() > 14 and distances.max() < 18 and 80 < ring.sum() < 160
    assert len(np.unique(np.round(np.degrees(np.arctan2(rows - 24, columns - 32)) / 15))) == 25  # all around
    assert not lines(Image.new("RGB", (64, 48), "teal")).any()


def test_a_slope_that_is_too_gentle_has_no_edge() -> None:
    assert not lines(Image.linear_gradient("L").convert("RGB")).any()


def test_a_weak_edge_counts_only_where_it_goes_on_from_a_strong_one() -> None:
    row = np.where(np.arange(96) < 48, 60, 160)  # a step that is strong above and weak below
    joined = np.tile(row, (64, 1)).astype(np.uint8)
    joined[40:, 48:] = 110
    alone = np.where(np.arange(96) < 48, 60, 110).astype(np.uint8)
    assert lines(Image.fromarray(joined))[60, 44:52].any()
    assert not lines(Image.fromarray(np.tile(alone, (64, 1))))[60, 44:52].any()
