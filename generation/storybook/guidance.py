"""Explicit cast guidance: who is on stage, as a reader of the text tells it, overrules what the fact heads tell.

MaskGST (2024, arXiv 2403.08502) adds to the logits of the characters that a sentence wants and subtracts from those of
all others; with it 276 million parameters are better at who is in a frame than models of one to three billion. Here the
figures on stage are told in words ("a small red fox wearing a green scarf"), the model's own text encoder reads them
one by one, and each takes its place in the frame. What no description tells (deeds, who holds what, place, time) stays
the model's own reading of the sentence in its story.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

from torch import Tensor

from generation.storybook.facts import FACTS
from generation.storybook.scene import MOST_CHARACTERS, NATURAL_COLOUR, Character, Scene
from generation.storybook.synonyms import SYNONYMS

_STRANGER = -8.0  # nats: the least that a kind may count against a place, so that no single one decides alone
_NEW = -6.0  # nats: what it costs to be somebody whom the model did not read at all
_MOVED = -0.1  # nats: what it costs to stand one place further along than told
_SAME_COLOUR = 2.0  # nats

Told = dict[str, str]  # facts of a character that its description tells: {"kind": "fox", "colour": "red"}


def told_facts(described: Character, plain: Character, *, coloured: bool, looks: str = "") -> Told:
    """What a description tells beyond the bare noun: both as read by the model, "a small red fox" and "a fox".

    `coloured`: some colour was told with it, if only by words that the description has not; else it has its own.
    `looks` are its words, since "grey" is told of a grey mouse though any mouse is grey.
    """
    told = {"kind": described.kind} if coloured else {"kind": described.kind, "colour": NATURAL_COLOUR[described.kind]}
    told |= {
        name: getattr(described, name)
        for name in ("colour", "size")
        if getattr(described, name) != getattr(plain, name)
    }
    if any(word == described.colour or SYNONYMS.get(word) == described.colour for word in looks.split()):
        told["colour"] = described.colour
    for worn in ("headwear", "neckwear"):
        if getattr(described, worn) != "none":
            told |= {worn: getattr(described, worn), f"{worn}_colour": getattr(described, f"{worn}_colour")}
    return told


@dataclass(frozen=True, slots=True)
class Stage:
    """A scene, and which of the figures each of its characters is; None: one whom only the model has read."""

    scene: Scene
    figures: tuple[int | None, ...]


def guided(scene: Scene, logits: dict[str, Tensor], figures: Sequence[Told], *, joined: bool = False) -> Stage:
    """`scene`, as fact heads' `logits` (each (N,)) tell it, with exactly these figures on stage, from left to right.

    `joined`: if the model has read all of them, and others, then those others stay.
    """
    figures = figures[:MOST_CHARACTERS]
    placed: list[tuple[int | None, Told, int | None]] = [
        (index, figure, place)
        for index, (figure, place) in enumerate(zip(figures, _places(scene, logits, figures), strict=True))
        if figure or place is not None  # nobody can draw what neither the description nor the model tells
    ]
    if joined and all(
        place is not None and figure.get("kind") == scene.characters[place].kind for _, figure, place in placed
    ):
        others = [n for n in range(len(scene.characters)) if n not in {place for *_, place in placed}]
        placed = sorted([*placed, *((None, {}, n) for n in others)], key=lambda each: each[2] or 0)
    places = [place for *_, place in placed]
    characters = tuple(_character(scene, figure, place) for _, figure, place in placed)
    holder = places.index(scene.holder) if scene.holder in places else None
    return Stage(replace(scene, characters=characters, holder=holder), tuple(index for index, *_ in placed))


def _places(scene: Scene, logits: dict[str, Tensor], figures: Sequence[Told]) -> tuple[int | None, ...]:
    """Which character of the model's own reading each figure is; None: one that it did not read."""
    there = len(scene.characters)
    kinds = [logits[f"kind{n + 1}"].float().log_softmax(-1) for n in range(there)]

    def fit(places: tuple[int | None, ...]) -> float:
        return sum(score(figure, at, place) for at, (figure, place) in enumerate(zip(figures, places, strict=True)))

    def score(figure: Told, at: int, place: int | None) -> float:
        if place is None:
            return _NEW
        kind = max(_STRANGER, float(kinds[place][FACTS["kind1"].index(figure["kind"])])) if "kind" in figure else 0.0
        alike = _SAME_COLOUR if figure.get("colour") == scene.characters[place].colour else 0.0
        return kind + alike + _MOVED * abs(at - place)

    return max(permutations((*range(there), *[None] * max(0, len(figures) - there)), len(figures)), key=fit)


def _character(scene: Scene, figure: Told, place: int | None) -> Character:
    if place is None:
        # It does what all others do, if they do the same: the model did not read it.
        actions = {who.action for who in scene.characters}
        action = actions.pop() if len(actions) == 1 else "standing"
        return Character(action=action, **{"colour": NATURAL_COLOUR[figure["kind"]], **figure})
    own = scene.characters[place]
    kind = figure.get("kind", own.kind)
    if own.kind != kind and own.colour == NATURAL_COLOUR[own.kind]:
        own = replace(own, colour=NATURAL_COLOUR[kind])  # the colour was nobody's but the kind's
    return replace(own, **figure)
