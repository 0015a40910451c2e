"""Random scenes, and which compositions of kind and colour are kept out of training."""

from __future__ import annotations

from random import Random

from story.storybook.nouns import pick
from story.storybook.scene import (
    ACCESSORIES,
    ACTIONS,
    COLOURS,
    KINDS,
    NATURAL_COLOUR,
    PLACES,
    PROPS,
    Character,
    Scene,
)

SPLITS = ("train", "test", "held_out")
AWAKE = tuple(action for action in ACTIONS if action != "sleeping")


def _reserved(index: int) -> str:
    colour = (3 * index + 5) % len(COLOURS)
    if COLOURS[colour] == NATURAL_COLOUR[KINDS[index]]:
        colour = (colour + 1) % len(COLOURS)
    return COLOURS[colour]


#: The one colour each kind never has in training.
RESERVED = {kind: _reserved(index) for index, kind in enumerate(KINDS)}
_SEEN = {kind: tuple(colour for colour in COLOURS if colour != RESERVED[kind]) for kind in KINDS}


def held_out(character: Character) -> bool:
    """Whether this kind in this colour is never seen in training."""
    return character.colour == RESERVED[character.kind]


def check_split(split: str) -> None:
    """Refuse an unknown split."""
    if split not in SPLITS:
        raise ValueError(f"split {split!r} is none of {', '.join(SPLITS)}")


def sample_character(rng: Random, *, reserved: bool = False, unlike: str = "", action: str = "standing") -> Character:
    """A random character of a kind other than `unlike`; a held-out composition if `reserved`, else a training one."""
    kind = pick(rng, KINDS)
    while kind == unlike:
        kind = pick(rng, KINDS)
    colour = RESERVED[kind] if reserved else pick(rng, _SEEN[kind])
    accessory = pick(rng, ACCESSORIES)
    return Character(kind, colour, accessory, "red" if accessory == "none" else pick(rng, COLOURS), action)


def sample_cast(rng: Random, count: int, split: str, actions: tuple[str, ...] = ()) -> tuple[Character, ...]:
    """Up to two characters of different kinds; under "held_out" the first is a held-out composition."""
    cast: list[Character] = []
    for index in range(count):
        reserved = split == "held_out" and index == 0
        unlike = cast[0].kind if cast else ""
        action = actions[index] if actions else "standing"
        cast.append(sample_character(rng, reserved=reserved, unlike=unlike, action=action))
    return tuple(cast)


def sample_prop(rng: Random) -> tuple[str, str]:
    """A prop of a story and its colour, often its natural one, as people tell stories."""
    prop = pick(rng, PROPS[1:])
    return prop, NATURAL_COLOUR[prop] if rng.random() < 0.4 else pick(rng, COLOURS)


def sample_time(rng: Random) -> str:
    """Mostly day."""
    dice = rng.random()
    return "day" if dice < 0.6 else "sunset" if dice < 0.8 else "night"


def sample_weather(rng: Random) -> str:
    """Mostly clear."""
    dice = rng.random()
    return "clear" if dice < 0.55 else "rain" if dice < 0.775 else "snow"


def sample_landmark(rng: Random, place: str) -> str:
    """Mostly none, and none inside a room."""
    dice = rng.random()
    return "none" if dice < 0.7 or place == "room" else "tree" if dice < 0.85 else "house"


def _count(rng: Random, split: str) -> int:
    dice = rng.random()
    if split == "held_out":
        return 1 if dice < 0.6 else 2
    return 0 if dice < 0.08 else 1 if dice < 0.63 else 2


def sample_scene(rng: Random, *, characters: int | None = None, split: str = "train") -> Scene:
    """A random scene; `characters` of them, or none (8 %), one (55 %) or two. A "held_out" scene always has some."""
    check_split(split)
    count = _count(rng, split) if characters is None else characters
    if not (split == "held_out") <= count <= 2:
        raise ValueError(f"a {split} scene cannot have {count} characters")
    place = pick(rng, PLACES)
    prop = "none" if rng.random() < 0.45 else pick(rng, PROPS[1:])
    holder = int(rng.random() * count) if prop != "none" and count and rng.random() < 0.6 else -1
    actions = tuple(pick(rng, AWAKE if index == holder else ACTIONS) for index in range(count))
    return Scene(
        place=place,
        time=sample_time(rng),
        weather=sample_weather(rng),
        landmark=sample_landmark(rng, place),
        prop=prop,
        prop_colour="red" if prop == "none" else pick(rng, COLOURS),
        holder=("ground", "first", "second")[holder + 1],
        characters=sample_cast(rng, count, split, actions),
    )
