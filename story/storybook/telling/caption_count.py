"""Captions that count characters of the same kind: "three mice: one red, one grey and one black"."""

from __future__ import annotations

from itertools import groupby
from random import Random

from generation.storybook.scene import NATURAL_COLOUR, Character, Scene
from story.storybook.english.inflect import plural
from story.storybook.english.nouns import UNTOLD, a, doing, hue, join, outfit, pick, size, thing
from story.storybook.english.words import (
    ALL,
    CHILDREN,
    CLOTHES,
    HUES,
    MODIFIERS,
    MOODS,
    NOUNS,
    NUMBERS,
    VERBS,
    WEAR_NOUNS,
)
from story.storybook.telling.caption_who import WHICH, figure
from story.storybook.telling.deeds import finite_plural

PLURAL_WEARING = ("with", "with", "wearing", "in", "dressed in")
ORDINALS = ("the first one", "the second one", "the third one")


def counted(scene: Scene, rng: Random) -> tuple[bool, str, bool]:
    """Who is there and does what, with neighbours of a kind told at once.

    Also whether that is a clause (first) and whether what follows is of all of them (last).
    """
    joint = len({who.action for who in scene.characters}) == 1
    runs = [list(run) for _, run in groupby(scene.characters, key=lambda who: who.kind)]
    parts = [_run(run, rng, joint=joint, alone=len(runs) == 1) for run in runs]
    simple = not any("," in words or ":" in words for words in parts)
    listed = (" and " if simple else ", and ").join(parts)
    action = scene.characters[0].action
    if not joint or (action == "standing" and rng.random() < 0.65):
        return False, listed, simple and len(runs) == 1
    verb, dice = doing(action, scene.place, rng), rng.random()
    if simple and dice < 0.45:
        return True, f"{listed} {finite_plural(verb, rng)}", len(runs) == 1
    if simple and dice < 0.8:
        return False, f"{listed} {verb.ing}", len(runs) == 1
    return False, f"{listed}, {pick(rng, ALL[len(scene.characters)])} {verb.ing}", True


def _run(run: list[Character], rng: Random, *, joint: bool, alone: bool) -> str:
    """Neighbours of a kind: what they share in the plural, then what each has of its own. One may be alone."""
    first = run[0]
    if len(run) == 1:
        return figure(first, rng, modifier="" if joint else pick(rng, MODIFIERS[first.action])).rstrip(",")
    same = {name for name in Character.__slots__ if len({getattr(who, name) for who in run}) == 1}
    shared_action = not joint and "action" in same and first.action != "standing"
    if joint and len(run) == 2 and len(same) < len(Character.__slots__) and rng.random() < 0.3:
        other = run[1]  # "a red cat and a small blue one with a hat", "a girl in red and another one in blue"
        colour = "" if other.kind in CHILDREN else pick(rng, HUES[other.colour])
        looks = join(size(other, rng).strip(), colour)
        one = a(f"{looks} one") if looks else "another one"
        return f"{figure(first, rng).rstrip(',')} and {one}{outfit(other, rng)}"
    modifier = pick(rng, MODIFIERS[first.action]) if shared_action else ""
    counted = join(pick(rng, NUMBERS[len(run)]), _plural(first, same, modifier, rng))
    own = [_own(who, same, rng, acts=not joint) for who in run]
    return counted + _each(own, rng, alone=alone)


def _plural(who: Character, same: set[str], modifier: str, rng: Random) -> str:
    """ "small red cats with blue hats": all that a run shares."""
    child = who.kind in CHILDREN
    mood = pick(rng, MOODS) if rng.random() < 0.12 else ""
    large = size(who, rng).strip() if "size" in same else ""
    colour = "" if child or "colour" not in same else hue(who.kind, who.colour, rng).strip()
    nouns = join(modifier, mood, large, colour, plural(pick(rng, NOUNS[who.kind])))
    wear = [
        join(hue(key, worn_colour, rng).strip(), plural(pick(rng, WEAR_NOUNS[key])))
        for key, worn_colour, name in _wear(who)
        if {name, f"{name}_colour"} <= same
    ]
    if child and "colour" in same and (who.colour != NATURAL_COLOUR[who.kind] or rng.random() > UNTOLD):
        wear.insert(0, join(pick(rng, HUES[who.colour]), plural(pick(rng, CLOTHES[who.kind]))))
    return f"{nouns} {pick(rng, PLURAL_WEARING)} {' and '.join(wear)}" if wear else nouns


def _wear(who: Character) -> list[tuple[str, str, str]]:
    """What somebody wears: (noun, colour, name of the fact)."""
    worn = ((who.headwear, who.headwear_colour, "headwear"), (who.neckwear, who.neckwear_colour, "neckwear"))
    return [garment for garment in worn if garment[0] != "none"]


def _own(who: Character, same: set[str], rng: Random, *, acts: bool) -> str:
    """What only one of a run has: "small and blue with a hat, sleeping"; maybe nothing."""
    looks = [] if "size" in same else [size(who, rng).strip()]
    if "colour" not in same and (who.colour != NATURAL_COLOUR[who.kind] or rng.random() > UNTOLD):
        looks.append(("in " if who.kind in CHILDREN else "") + pick(rng, HUES[who.colour]))
    wear = [thing(key, colour, rng) for key, colour, name in _wear(who) if not {name, f"{name}_colour"} <= same]
    worn = f"{pick(rng, ('with', 'with', 'wearing'))} {' and '.join(wear)}" if wear else ""
    act = pick(rng, VERBS[who.action]).ing if acts and "action" not in same and who.action != "standing" else ""
    return join(" and ".join(filter(None, looks)), worn, act)


def _each(own: list[str], rng: Random, *, alone: bool) -> str:
    """ ": one red and one blue", ", one of them blue", ", the right one blue", or nothing."""
    last = max((index for index, words in enumerate(own) if words), default=-1)
    if last < 0:
        return ""
    if not all(own[: last + 1]):  # who comes first has nothing of its own: say which is meant
        named = WHICH[len(own)] if alone else tuple((word,) for word in ORDINALS)
        return "".join(f", {pick(rng, named[index])} {words}" for index, words in enumerate(own) if words)
    if last == 0:
        return f", {pick(rng, ('one', 'one of them', 'one of them', 'the first'))} {own[0]}"
    mark = pick(rng, (",", ",", ":"))
    if len(own) == 2 and rng.random() < 0.5:
        return f"{mark} {pick(rng, ('one {}, the other {}', 'one {} and the other {}')).format(*own)}"
    one = pick(rng, ("one", "one", "1"))
    parts = [f"{one} {words}" for words in own[: last + 1]]
    return f"{mark} {', '.join(parts[:-1])}{pick(rng, (' and ', ', ', ' and '))}{parts[-1]}"
