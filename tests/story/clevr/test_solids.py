"""75 numbers and back, and the sentences that tell the same."""

from __future__ import annotations

import numpy as np
import pytest

from story.clevr.solids import NUMBERS, Solid, decode, encode, relation, sentences

STORY = (
    Solid("cube", "red", "rubber", "large", 1.0, -2.0),
    Solid("sphere", "cyan", "metal", "small", -1.5, 0.5),
    Solid("cylinder", "gray", "rubber", "small", 2.5, 2.5),
    Solid("sphere", "yellow", "rubber", "large", -2.0, -2.0),
)


def test_what_is_encoded_cumulatively_is_decoded() -> None:
    rows = encode(STORY, cumulative=True)
    assert rows.shape == (4, NUMBERS) and NUMBERS == 75
    assert [decode(row) for row in rows] == [list(STORY[:k]) for k in range(1, 5)]


def test_told_alone_a_frame_holds_its_own_solid_in_its_own_slot() -> None:
    rows = encode(STORY, cumulative=False)
    assert [decode(row) for row in rows] == [[solid] for solid in STORY]
    assert np.array_equal(rows[:, :72].sum(0), encode(STORY, cumulative=True)[3, :72])


def test_numbers_lie_as_the_release_has_them() -> None:
    row = encode(STORY, cumulative=True)[1]
    assert row[:18].tolist() == pytest.approx([1, 0, 0, *[0, 1, 0, 0, 0, 0, 0, 0], 1, 0, 1, 0, 1, -2, 0.7 / 2**0.5])
    assert row[18:36].tolist() == pytest.approx([0, 1, 0, *[0, 0, 0, 0, 0, 0, 1, 0], 0, 1, 0, 1, -1.5, 0.5, 0.35])
    assert row[-3:].tolist() == pytest.approx([0.656, 0.754, 0])


def test_other_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="75 numbers"):
        decode(np.zeros(74, np.float32))
    with pytest.raises(ValueError, match="75 numbers"):
        decode(np.full(75, np.nan, np.float32))


def test_every_solid_but_the_first_is_beside_the_one_before() -> None:
    said = sentences(STORY)
    assert said[0] == "There is a large red rubber cube."
    assert said[1] == "A small cyan metal sphere is behind the large red rubber cube."


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(0.656, 0.754, "to the right of"), (-0.656, -0.754, "to the left of"),
     (0.754, -0.656, "in front of"), (-0.754, 0.656, "behind")],
)  # fmt: skip
def test_relations_are_the_cameras(x: float, y: float, expected: str) -> None:
    one, two = (Solid("cube", "red", "rubber", "large", *place) for place in ((x, y), (0.0, 0.0)))
    assert relation(one, two) == expected
