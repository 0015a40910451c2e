"""The facts of one Storybook picture: who is on stage, where, when, and with what.

A `Scene` is what a sentence tells, what the text encoder's heads read back from its tokens, and the truth a training
picture is drawn from. Every fact is one word of a closed list.
"""

from __future__ import annotations

from dataclasses import dataclass

KINDS = (
    "fox", "cat", "dog", "rabbit", "mouse", "bear", "lion", "elephant", "pig", "owl", "duck", "penguin", "frog",
    "hedgehog", "dragon", "robot", "girl", "boy",
)  # fmt: skip
COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "white", "grey", "black")
SIZES = ("normal", "small", "big")
HEADWEAR = ("none", "hat", "crown", "bow")
NECKWEAR = ("none", "scarf", "cape", "tie")
ACTIONS = (
    "standing", "walking", "running", "sitting", "sleeping", "jumping", "waving", "dancing", "crying", "cheering",
    "reading", "eating", "singing", "pointing", "hugging", "talking",
)  # fmt: skip
#: Actions of two or more who are on stage together; they face each other.
PAIR_ACTIONS = ("hugging", "talking")
PLACES = (
    "meadow", "forest", "hill", "beach", "town", "room", "lake", "desert", "garden", "farm", "castle", "cave",
    "mountain", "playground", "kitchen", "moon",
)  # fmt: skip
#: Places with no weather.
SHELTERED = ("room", "cave", "kitchen", "moon")
TIMES = ("day", "sunset", "night")
WEATHERS = ("clear", "rain", "snow")
LANDMARKS = ("none", "tree", "house", "tent", "bench")
PROPS = (
    "none", "lantern", "ball", "balloon", "book", "flower", "apple", "umbrella", "kite", "basket", "present", "cake",
    "cup", "fish", "carrot", "drum", "guitar", "key", "letter", "mushroom", "star", "shell", "teddy", "candle",
    "pumpkin", "bucket", "leaf",
)  # fmt: skip
MOST_CHARACTERS = 3

#: The colour of a character, something worn or a prop whose colour was not told. A child's colour is its clothes'.
NATURAL_COLOUR = {
    "fox": "orange", "cat": "orange", "dog": "brown", "rabbit": "white", "mouse": "grey", "bear": "brown",
    "lion": "yellow", "elephant": "grey", "pig": "pink", "owl": "brown", "duck": "yellow", "penguin": "black",
    "frog": "green", "hedgehog": "brown", "dragon": "green", "robot": "blue", "girl": "red", "boy": "blue",
    "hat": "red", "crown": "yellow", "bow": "pink", "scarf": "red", "cape": "red", "tie": "blue",
    "lantern": "yellow", "ball": "red", "balloon": "red", "book": "blue", "flower": "purple", "apple": "red",
    "umbrella": "blue", "kite": "orange", "basket": "brown", "present": "red", "cake": "pink", "cup": "white",
    "fish": "blue", "carrot": "orange", "drum": "red", "guitar": "brown", "key": "yellow", "letter": "white",
    "mushroom": "red", "star": "yellow", "shell": "pink", "teddy": "brown", "candle": "white", "pumpkin": "orange",
    "bucket": "blue", "leaf": "green",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Character:
    """One character on stage, as it looks in this frame."""

    kind: str
    colour: str
    size: str = "normal"
    headwear: str = "none"
    headwear_colour: str = "red"  # meaningless while `headwear` is "none"
    neckwear: str = "none"
    neckwear_colour: str = "red"  # meaningless while `neckwear` is "none"
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
    holder: int | None = None  # index of the character who holds the prop; None: it lies on the ground
    characters: tuple[Character, ...] = ()
