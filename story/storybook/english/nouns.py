"""Builds the noun phrases and verbs that captions and stories share."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from generation.storybook.scene import NATURAL_COLOUR, Character
from story.storybook.english.words import (
    CHILDREN,
    CLOTHES,
    FUR,
    HIKES,
    HUES,
    INDOORS,
    MOODS,
    PROP_NOUNS,
    SIZE_WORDS,
    THING_MOODS,
    VERBS,
    WEAR_NOUNS,
    WEARING,
    Verb,
)

T = TypeVar("T")
HIKING = ("forest", "hill", "desert", "meadow", "mountain")  # the places where a walk may be a hike
CRAMPED = ("room", "kitchen", "cave")  # where there is little room to walk
UNTOLD = 0.7  # how often a natural colour is not told


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
    """The colour word and a space, or mostly nothing when the bearer has its natural colour."""
    if colour == NATURAL_COLOUR[bearer] and rng.random() < UNTOLD:
        return ""
    if (bearer, colour) in FUR and rng.random() < 0.25:
        return FUR[bearer, colour] + " "
    return pick(rng, HUES[colour]) + " "


def doing(action: str, place: str, rng: Random) -> Verb:
    """A verb for the action that suits the place: nobody hikes in a room."""
    if action == "walking":
        return pick(rng, INDOORS if place in CRAMPED else HIKES if place in HIKING else VERBS[action])
    return pick(rng, VERBS[action])


def thing(key: str, colour: str, rng: Random, *, called: str = "") -> str:
    """A prop or something worn, seen for the first time: "a red ball"; `called` is the noun, by default any."""
    noun = called or pick(rng, PROP_NOUNS[key] if key in PROP_NOUNS else WEAR_NOUNS[key])
    mood = pick(rng, THING_MOODS) + " " if rng.random() < 0.06 else ""
    return a(f"{mood}{hue(key, colour, rng)}{noun}")


def size(who: Character, rng: Random) -> str:
    """The size word and a space, or nothing for the normal size."""
    return "" if who.size == "normal" else pick(rng, SIZE_WORDS[who.size]) + " "


def describe(who: Character, noun: str, rng: Random, *, modifier: str = "", mood: float = 0.15) -> str:
    """A character without article and outfit: "sleeping happy little red fox".

    A child's colour is told by its outfit. `mood` is how often there is an adjective that means nothing.
    """
    feeling = pick(rng, MOODS) + " " if rng.random() < mood else ""
    colour = "" if who.kind in CHILDREN else hue(who.kind, who.colour, rng)
    return f"{modifier}{' ' if modifier else ''}{feeling}{size(who, rng)}{colour}{noun}"


def outfit(who: Character, rng: Random) -> str:
    """ " with a red hat and a blue scarf", " in a green dress", or nothing."""
    clothes = ""  # what a child's colour is told with, "a red dress" or "red"; mostly not where it is natural
    if who.kind in CHILDREN and (who.colour != NATURAL_COLOUR[who.kind] or rng.random() >= UNTOLD):
        colour = pick(rng, HUES[who.colour])
        clothes = colour if rng.random() < 0.2 else a(f"{colour} {pick(rng, CLOTHES[who.kind])}")
    wear = worn(who, rng)
    if not wear:
        return f" {pick(rng, ('in', 'in', 'wearing', 'dressed in', 'with'))} {clothes}" if clothes else ""
    if clothes in HUES[who.colour] or (clothes and rng.random() < 0.5):
        return f" in {clothes} {pick(rng, WEARING)} {' and '.join(wear)}"
    return f" {pick(rng, WEARING)} {listed([clothes, *wear] if clothes else wear)}"


def worn(who: Character, rng: Random) -> list[str]:
    """What is worn, in any order: ["a red hat", "a scarf"]."""
    garments = []
    if who.headwear != "none":
        garments.append(thing(who.headwear, who.headwear_colour, rng))
    if who.neckwear != "none":
        garments.append(thing(who.neckwear, who.neckwear_colour, rng))
    return garments[::-1] if rng.random() < 0.3 else garments


def listed(items: Sequence[str]) -> str:
    """ "a hat", "a hat and a tie", "a dress, a hat and a tie"."""
    return " and ".join(filter(None, (", ".join(items[:-1]), items[-1])))


def introduce(who: Character, noun: str, name: str, rng: Random) -> str:
    """A character seen for the first time, as a subject: "Mia, a red fox with a hat,", "a red fox"."""
    clothes = outfit(who, rng)
    if not name:
        return a(describe(who, noun, rng)) + clothes
    dice = rng.random()
    if clothes or dice < 0.2:
        return f"{name}, {a(describe(who, noun, rng))}{clothes},"
    if dice < 0.6:
        return f"{name} the {describe(who, noun, rng, mood=0)}"
    return f"{a(describe(who, noun, rng))} {pick(rng, ('named', 'called'))} {name}"
