"""The facts of one Storybook picture: who is on stage, where, when, and with what.

A `Scene` is the truth a picture is drawn from and a sentence is told from. Every fact is one word of a closed list,
so that a classifier can read it off a picture and a text encoder can be taught it. Lists grow at the end: a fact's
index is what trained heads have learned.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = ("fox", "cat", "rabbit", "bear", "owl", "frog", "robot", "dragon")
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "brown", "white")
ACCESSORIES = ("none", "hat", "scarf")
ACTIONS = ("standing", "walking", "sitting", "sleeping", "jumping", "waving")
PLACES = ("meadow", "forest", "hill", "beach", "town", "room", "lake", "desert")
TIMES = ("day", "sunset", "night")
WEATHERS = ("clear", "rain", "snow")
LANDMARKS = ("none", "tree", "house")
PROPS = ("none", "lantern", "ball", "balloon", "book", "flower", "apple", "umbrella", "kite")
HOLDERS = ("ground", "first", "second")

#: The colour of a character or a prop whose colour was not told.
NATURAL_COLOUR = {
    "fox": "orange", "cat": "yellow", "rabbit": "white", "bear": "brown", "owl": "brown", "frog": "green",
    "robot": "blue", "dragon": "green", "hat": "red", "scarf": "red",
    "lantern": "yellow", "ball": "red", "balloon": "red", "book": "blue", "flower": "purple", "apple": "red",
    "umbrella": "blue", "kite": "orange",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Character:
    """One character on stage, as it looks in this frame."""

    kind: str
    colour: str
    accessory: str = "none"
    accessory_colour: str = "red"  # meaningless while `accessory` is "none"
    action: str = "standing"


@dataclass(frozen=True, slots=True)
class Scene:
    """Everything a picture shows. Characters stand from left to right in the order given."""

    place: str = "meadow"
    time: str = "day"
    weather: str = "clear"
    landmark: str = "none"
    prop: str = "none"
    prop_colour: str = "red"  # meaningless while `prop` is "none"
    holder: str = "ground"  # who holds the prop: nobody, the first or the second character
    characters: tuple[Character, ...] = ()
