"""Puts the characters of a caption in a row: "a fox, an owl and a bear", "a fox to the left of an owl"."""

from __future__ import annotations

from random import Random

from story.storybook.english.nouns import pick
from story.storybook.english.words import FRIENDS, NUMBERS

TWO_PLACES = (
    "{0} to the left of {1}", "{1} to the right of {0}", "{0} on the left and {1} on the right", "{0} beside {1}",
    "on the left {0}, on the right {1}", "{0} next to {1}", "{0} left of {1}", "{1} right of {0}",
    "{1} on the right and {0} on the left", "left: {0}, right: {1}", "{0} near {1}", "{0} close to {1}",
)  # fmt: skip
THREE_PLACES = (
    "{1} between {0} and {2}", "{0} on the left, {1} in the middle and {2} on the right", "{0} next to {1} and {2}",
    "from left to right: {0}, {1}, {2}", "on the left {0}, in the middle {1}, on the right {2}",
    "{1} in the middle, {0} on the left, {2} on the right", "left: {0}, middle: {1}, right: {2}",
    "between {0} and {2}, {1}",
)  # fmt: skip


def listed(figures: list[str], rng: Random, *, linked: bool = True) -> str:
    """In the order told. `linked` if "with" may stand between them: not when an action of both follows."""
    dice = rng.random()
    if dice < 0.12:
        return f"{pick(rng, NUMBERS[len(figures)][:2])} {pick(rng, FRIENDS)}: {_and(figures, rng)}"
    if dice < 0.2 and len(figures) == 2:
        whose, friend = pick(rng, ("his", "her", "its")), figures[1]
        if friend.startswith("a") and rng.random() < 0.5:
            friend = "the " + friend.split(" ", 1)[1]
        return f"{figures[0]} and {whose} friend {friend}"
    if linked and dice < 0.27 and len(figures) == 2:
        return f"{figures[0]} with {figures[1]}"
    return _and(figures, rng)


def positions(figures: list[str], rng: Random) -> str:
    """Where everybody is; the order told need not be the order on stage."""
    return pick(rng, TWO_PLACES if len(figures) == 2 else THREE_PLACES).format(*figures)


def _and(figures: list[str], rng: Random) -> str:
    dice = rng.random()
    if dice < 0.25:
        return pick(rng, (" + ", ", ", " and ", " and ", " & ")).join(figures)
    return f"{', '.join(figures[:-1])} and {figures[-1]}"
