"""Random scenes, and which texts and looks belong to which split.

A text is for training, validation or testing by its checksum alone, so that no text is ever in two of them. A share of
the looks with something worn is kept out of all three: only the split "held_out" shows them.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cache
from random import Random

from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    HEADWEAR,
    KINDS,
    LANDMARKS,
    MOST_CHARACTERS,
    NATURAL_COLOUR,
    NECKWEAR,
    PAIR_ACTIONS,
    PLACES,
    PROPS,
    SHELTERED,
    Character,
    Scene,
)
from story.storybook.english.nouns import pick

SPLITS = ("train", "validation", "test", "held_out")
SOLO_ACTIONS = tuple(action for action in ACTIONS if action not in PAIR_ACTIONS)
#: Actions that leave nobody a hand to hold a prop with.
HANDS_FULL = ("sleeping", "hugging", "reading")
#: Places without landmarks.
BARE = ("room", "kitchen", "cave")
HELD_OUT_SHARE = 0.08
_WORD = re.compile(r"\w+")


def split_of(text: str) -> str:
    """ "train" (80 %), "validation" or "test" (10 % each) by the words of a text, whatever its case and punctuation."""
    digest = hashlib.sha256(" ".join(_WORD.findall(text.lower())).encode()).digest()
    share = int.from_bytes(digest[:4], "big") / 2**32
    return "validation" if share < 0.1 else "test" if share < 0.2 else "train"


def held_out(character: Character) -> bool:
    """Whether this kind and colour is never seen with this head- and neckwear but in the split "held_out"."""
    return _held_out(character.kind, character.colour, character.headwear, character.neckwear)


@cache
def _held_out(*look: str) -> bool:
    if look[2:] == ("none", "none"):
        return False
    digest = hashlib.sha256(" ".join(look).encode()).digest()
    return int.from_bytes(digest[:4], "big") / 2**32 < HELD_OUT_SHARE


def check_split(split: str) -> None:
    """Refuse a split that is not one of `SPLITS`."""
    if split not in SPLITS:
        raise ValueError(f"split {split!r} is none of {', '.join(SPLITS)}")


def sample_colour(rng: Random, bearer: str) -> str:
    """A colour of a kind, a prop or something worn: often its natural one, as people tell it."""
    return NATURAL_COLOUR[bearer] if rng.random() < 0.35 else pick(rng, COLOURS)


def sample_wear(rng: Random, options: tuple[str, ...], share: float = 0.5) -> tuple[str, str]:
    """Something of `HEADWEAR` or `NECKWEAR` and its colour, in this share of the cases."""
    if rng.random() >= share:
        return "none", "red"
    worn = pick(rng, options[1:])
    return worn, sample_colour(rng, worn)


def sample_look(rng: Random, kind: str, action: str = "standing") -> Character:
    """A random look of a kind, of any split: a quarter are plain, and in all half wear something on head or neck."""
    share = 0.0 if rng.random() < 0.25 else 2 / 3
    dice = rng.random() if share else 0.0
    headwear, headwear_colour = sample_wear(rng, HEADWEAR, share)
    neckwear, neckwear_colour = sample_wear(rng, NECKWEAR, share)
    return Character(
        kind=kind,
        colour=sample_colour(rng, kind),
        size="normal" if dice < 0.47 else "small" if dice < 0.735 else "big",
        headwear=headwear,
        headwear_colour=headwear_colour,
        neckwear=neckwear,
        neckwear_colour=neckwear_colour,
        action=action,
    )


def sample_character(
    rng: Random, *, reserved: bool = False, unlike: tuple[str, ...] = (), action: str = "standing"
) -> Character:
    """A random character, of none of the kinds `unlike`; held out of training if and only if `reserved`."""
    while True:
        kind = pick(rng, KINDS)
        if kind not in unlike and held_out(who := sample_look(rng, kind, action)) == reserved:
            return who


def sample_cast(
    rng: Random, count: int, split: str, actions: tuple[str, ...] = (), *, alike: float = 0.0
) -> tuple[Character, ...]:
    """Up to three characters; under "held_out" the first is held out of training.

    `alike` is how often somebody resembles the one before; all others are of kinds of their own.
    """
    cast: list[Character] = []
    for index in range(count):
        action = actions[index] if actions else "standing"
        reserved = split == "held_out" and index == 0
        if cast and rng.random() < alike:
            cast.append(_like(rng, cast[-1], action))
        else:
            unlike = tuple(who.kind for who in cast)
            cast.append(sample_character(rng, reserved=reserved, unlike=unlike, action=action))
    if rng.random() < alike / 3 and cast:  # all with the headwear of the first, unless that would show a held-out look
        worn = {name: getattr(cast[0], name) for name in ("headwear", "headwear_colour")}
        matched = [cast[0], *(replace(who, **worn) for who in cast[1:])]
        cast = cast if any(map(held_out, matched[1:])) else matched
    return tuple(cast)


def _like(rng: Random, model: Character, action: str) -> Character:
    """Another of the same kind, who looks the same or has only some of its looks."""
    shares = 1.0 if rng.random() < 0.5 else 0.6
    while True:
        own = sample_look(rng, model.kind, action)
        size, colour, head, neck = (model if rng.random() < shares else own for _ in range(4))
        who = Character(
            kind=model.kind,
            colour=colour.colour,
            size=size.size,
            headwear=head.headwear,
            headwear_colour=head.headwear_colour,
            neckwear=neck.neckwear,
            neckwear_colour=neck.neckwear_colour,
            action=action,
        )
        if not held_out(who) or (shares == 1.0 and held_out(model)):
            return who


def sample_prop(rng: Random) -> tuple[str, str]:
    """A prop and its colour."""
    prop = pick(rng, PROPS[1:])
    return prop, sample_colour(rng, prop)


def sample_time(rng: Random) -> str:
    """A time of day, mostly the day itself."""
    dice = rng.random()
    return "day" if dice < 0.6 else "sunset" if dice < 0.8 else "night"


def sample_weather(rng: Random, place: str) -> str:
    """Mostly clear, and always in sheltered places."""
    dice = rng.random()
    return "clear" if dice < 0.55 or place in SHELTERED else "rain" if dice < 0.775 else "snow"


def sample_landmark(rng: Random, place: str) -> str:
    """Mostly none, and none between walls."""
    return "none" if rng.random() < 0.68 or place in BARE else pick(rng, LANDMARKS[1:])


def sample_count(rng: Random, split: str) -> int:
    """How many are on stage; at least one if the first is to be held out of training."""
    dice = rng.random()
    if split == "held_out":
        dice = 0.06 + 0.94 * dice
    return 0 if dice < 0.06 else 1 if dice < 0.5 else 2 if dice < 0.84 else 3


def sample_actions(rng: Random, count: int) -> tuple[str, ...]:
    """What each of a group does: often all the same, some things only together."""
    if count < 2:
        return tuple(pick(rng, SOLO_ACTIONS) for _ in range(count))
    dice = rng.random()
    if dice < 0.4:
        return (pick(rng, SOLO_ACTIONS),) * count
    if dice < 0.48:
        return ("talking",) * count
    if dice < 0.56:
        alone = (pick(rng, SOLO_ACTIONS),) if count == MOST_CHARACTERS else ()
        return ("hugging", "hugging", *alone) if rng.random() < 0.5 else (*alone, "hugging", "hugging")
    return tuple(pick(rng, SOLO_ACTIONS) for _ in range(count))


def sample_scene(rng: Random, *, characters: int | None = None, split: str = "train") -> Scene:
    """A random scene; `characters` of them, or none (6 %), one (44 %), two (34 %) or three.

    A "held_out" scene always has some. Whether a scene without is told in the training split, its caption decides.
    """
    check_split(split)
    count = sample_count(rng, split) if characters is None else characters
    if not (split == "held_out") <= count <= MOST_CHARACTERS:
        raise ValueError(f"a {split} scene cannot have {count} characters")
    actions = sample_actions(rng, count)
    prop, prop_colour = ("none", "red") if rng.random() < 0.45 else sample_prop(rng)
    if prop == "book" and "reading" in actions:
        prop, prop_colour = "none", "red"  # the book one reads belongs to the reading
    free = [index for index, action in enumerate(actions) if action not in HANDS_FULL]
    place = pick(rng, PLACES)
    return Scene(
        place=place,
        time=sample_time(rng),
        weather=sample_weather(rng, place),
        landmark=sample_landmark(rng, place),
        prop=prop,
        prop_colour=prop_colour,
        holder=pick(rng, free) if prop != "none" and free and rng.random() < 0.62 else None,  # often nobody
        characters=sample_cast(rng, count, split, actions, alike=0.25),
    )
