"""Builds the noun phrases and verbs that captions and stories share."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from story.storybook.scene import NATURAL_COLOUR, Character
from story.storybook.words import ANIMALS, FUR, HIKES, HUES, INDOORS, SIZES, VERBS, WEARING, Verb

T = TypeVar("T")
HIKING = ("forest", "hill", "desert", "meadow")  # the places where a walk may be a hike


def pick(rng: Random, options: Sequence[T]) -> T:
    """A uniform choice, cheaper than `rng.choice`."""
    return options[int(rng.random() * len(options))]


def join(*parts: str) -> str:
    """The parts that are not empty, as one text."""
    return " ".join([part for part in parts if part])


def a(words: str) -> str:
    """The words after their indefinite article."""
    return ("an " if words[0] in "aeiou" else "a ") + words


def hue(bearer: str, colour: str, rng: Random) -> str:
    """The colour word and a space, or nothing half of the time when the bearer has its natural colour."""
    if colour == NATURAL_COLOUR[bearer] and rng.random() < 0.5:
        return ""
    if bearer in ANIMALS and colour in FUR and rng.random() < 0.25:
        return FUR[colour] + " "
    return pick(rng, HUES[colour]) + " "


def doing(action: str, place: str, rng: Random) -> Verb:
    """A verb for the action that suits the place: nobody hikes in a room."""
    verbs = VERBS[action]
    if action == "walking":
        verbs = INDOORS if place == "room" else HIKES if place in HIKING else verbs
    return pick(rng, verbs)


def thing(noun: str, colour: str, rng: Random) -> str:
    """A prop or an accessory seen for the first time: "a red ball"."""
    return a(hue(noun, colour, rng) + noun)


def describe(who: Character, noun: str, rng: Random, *, modifier: str = "") -> str:
    """A character without article and accessory: "sleeping little red fox"."""
    size = pick(rng, SIZES) + " " if rng.random() < 0.3 and " " not in noun else ""
    return f"{modifier}{' ' if modifier else ''}{size}{hue(who.kind, who.colour, rng)}{noun}"


def outfit(who: Character, rng: Random) -> str:
    """ " with a red hat", or nothing."""
    if who.accessory == "none":
        return ""
    return f" {pick(rng, WEARING)} {thing(who.accessory, who.accessory_colour, rng)}"


def introduce(who: Character, noun: str, name: str, rng: Random) -> str:
    """A character seen for the first time, as a subject: "Mia, a red fox with a hat,", "a red fox"."""
    clothes = outfit(who, rng)
    if not name:
        return a(describe(who, noun, rng)) + clothes
    dice = rng.random()
    if clothes or dice < 0.2:
        return f"{name}, {a(describe(who, noun, rng))}{clothes},"
    if dice < 0.6:
        return f"{name} the {hue(who.kind, who.colour, rng)}{noun}"
    return f"{a(describe(who, noun, rng))} {pick(rng, ('named', 'called'))} {name}"
