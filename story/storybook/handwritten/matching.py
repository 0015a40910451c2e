"""How much of a hand-labelled frame a scene gets right, fact by fact."""

from __future__ import annotations

from itertools import permutations

from generation.storybook.scene import Scene
from story.storybook.handwritten.prompts import NOBODY, Truth

Counts = dict[str, tuple[int, int]]
Seats = tuple[int | None, ...]  # of each labelled character: its index in the scene; None: the scene has too few


def frame_matches(truth: Truth, scene: Scene) -> Counts:
    """Fact name to how many are right, of how many the truth tells.

    "cast" is 1 of 1 if exactly the labelled kinds are on stage, as often as labelled, wherever they stand. Facts of a
    character ("kind", "colour", "headwear_colour" ...) count once for each that has them, after labels and characters
    are paired as they fit best. "order" is there where the text fixes it, "holder" where it tells who has the prop.
    Nothing counts in a crowded frame.
    """
    if truth.crowded:
        return {}
    kinds = sorted(who.kind for who in scene.characters)
    counts: Counts = {
        "cast": (int(kinds == sorted(who["kind"] for who in truth.characters)), 1),
        "count": (int(len(kinds) == len(truth.characters)), 1),
    }
    for name, word in truth.facts.items():
        counts[name] = (int(word_of(scene, name) == word), 1)
    seats = seats_of(truth, scene)
    for name, right in _pairs(truth, scene, seats):
        had, of = counts.get(name, (0, 0))
        counts[name] = (had + right, of + 1)
    if truth.ordered:
        counts["order"] = (int(seats == tuple(range(len(scene.characters)))), 1)
    return counts


def seats_of(truth: Truth, scene: Scene) -> Seats:
    """The pairing with the most kinds right, then the most facts; characters in the order of the label if equal."""
    missing = max(0, len(truth.characters) - len(scene.characters))
    seats = (*range(len(scene.characters)), *(None for _ in range(missing)))

    def fit(pairing: Seats) -> tuple[int, int]:
        pairs = _pairs(truth, scene, pairing)
        return sum(right for name, right in pairs if name == "kind"), sum(right for _, right in pairs)

    return max(permutations(seats, len(truth.characters)), key=fit)


def _pairs(truth: Truth, scene: Scene, seats: Seats) -> list[tuple[str, bool]]:
    """Each told fact of a character, and of the holder, with whether it is right."""
    pairs = [
        (name, seat is not None and word_of(scene.characters[seat], name) == word)
        for who, seat in zip(truth.characters, seats, strict=True)
        for name, word in who.items()
    ]
    if truth.holder is not None:
        holder = None if truth.holder == NOBODY else seats[truth.holder]
        lost = truth.holder != NOBODY and holder is None
        pairs.append(("holder", scene.prop != "none" and not lost and scene.holder == holder))
    return pairs


def word_of(subject: object, name: str) -> str:
    """A fact of a scene or character; a colour of what isn't there is "none"."""
    thing = name.removesuffix("_colour")
    worn = thing != name and getattr(subject, thing) == "none"
    return "none" if worn else str(getattr(subject, name))
