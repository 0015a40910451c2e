"""Compares what one picture shows with its truth, as sums: name of a row to (right, of)."""

from __future__ import annotations

from collections.abc import Iterable

from generation.storybook.scene import Scene
from story.storybook.evaluation.stories import Frame
from story.storybook.handwritten.matching import Seats, seats_of, word_of
from story.storybook.handwritten.prompts import NOBODY

#: Numerators and denominators that add up over frames and stories; every figure is the ratio of the two.
Sums = dict[str, tuple[float, float]]
#: Rows of one frame, in the order in which they are shown.
FRAME_ROWS = (
    "frame accuracy", "F1", "count", "attributes", "colour", "size", "headwear", "headwear_colour", "neckwear",
    "neckwear_colour", "action", "place", "time", "weather", "landmark", "prop", "prop_colour", "holder",
)  # fmt: skip
ATTRIBUTES = ("colour", "size", "headwear", "headwear_colour", "neckwear", "neckwear_colour")


def frame_sums(frame: Frame, scene: Scene) -> Sums:
    """Every row of a frame.

    "frame accuracy" is 1 of 1 if exactly the true kinds are on stage, as often as they should be. Looks and actions
    count for the characters whose kind is right, the colour and the holder of a prop where the prop is.
    Nothing counts in a crowded frame.
    """
    if frame.truth.crowded:
        return {}
    truth, seats = frame.truth, seats_of(frame.truth, scene)
    seated = [(who, seat) for who, seat in zip(truth.characters, seats, strict=True) if seat is not None]
    pairs = [(who, scene.characters[seat]) for who, seat in seated]
    known = [(who, seen) for who, seen in pairs if who["kind"] == seen.kind]
    there = len(truth.characters), len(scene.characters)
    exact = len(known) == there[0] == there[1]
    sums: Sums = {"frame accuracy": (exact, 1), "count": (there[0] == there[1], 1)}
    if any(there):
        sums["F1"] = (2 * len(known), sum(there))
    other_prop = truth.facts.get("prop", scene.prop) != scene.prop
    for name, word in truth.facts.items():
        if not (name == "prop_colour" and other_prop):
            sums[name] = (word_of(scene, name) == word, 1)
    for who, seen in known:
        sums = added(sums, {name: (word_of(seen, name) == word, 1) for name, word in who.items() if name != "kind"})
    if truth.holder is not None and not other_prop:
        holder = NOBODY if scene.holder is None else scene.holder
        sums["holder"] = (holder == (NOBODY if truth.holder == NOBODY else seats[truth.holder]), 1)
    return added(sums, {"attributes": summed(sums[name] for name in ATTRIBUTES if name in sums)})


def recall_sum(frame: Frame, scene: Scene) -> tuple[float, float]:
    """How many of the facts that a reader must remember are shown, of how many."""
    seats = seats_of(frame.truth, scene)
    return sum(_is_remembered(frame, name, scene, seats) for name in frame.recall), len(frame.recall)


def _is_remembered(frame: Frame, name: str, scene: Scene, seats: Seats) -> bool:
    if not name[-1].isdigit():
        return word_of(scene, name) == word_of(frame.scene, name)
    index, fact = int(name[-1]) - 1, name[:-1]
    who, seat = frame.truth.characters[index], seats[index]
    if seat is None or scene.characters[seat].kind != who["kind"]:
        return False
    if fact == "holds":
        return scene.prop == frame.truth.facts["prop"] and scene.holder == seat
    return word_of(scene.characters[seat], fact) == who[fact]


def added(sums: Sums, more: Sums) -> Sums:
    """The sums of both, row by row."""
    return sums | {name: summed([sums.get(name, (0, 0)), pair]) for name, pair in more.items()}


def summed(pairs: Iterable[tuple[float, float]]) -> tuple[float, float]:
    above, below = 0.0, 0.0
    for right, of in pairs:
        above, below = above + right, below + of
    return above, below
