"""Noun phrases for one character of a caption."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from generation.storybook.scene import NATURAL_COLOUR, PAIR_ACTIONS, Character, Scene
from story.storybook.english.inflect import plural
from story.storybook.english.nouns import UNTOLD, a, describe, hue, introduce, join, outfit, pick, size, worn
from story.storybook.english.words import (
    CHILDREN,
    CLOTHES,
    COATS,
    CROWNED_NOUNS,
    HE_NAMES,
    HUES,
    NOUNS,
    SHE_NAMES,
    WEAR_NOUNS,
)

PRONOUNS = {"girl": ("she",), "boy": ("he",)}
NAMES = {"girl": SHE_NAMES, "boy": HE_NAMES}
ANY_PRONOUN = ("it", "it", "she", "he")


def choose_noun(who: Character, rng: Random) -> tuple[str, Character]:
    """A noun for a character, and what it leaves to be told: a princess is a girl with a yellow crown."""
    crowned = who.headwear == "crown" and who.headwear_colour == NATURAL_COLOUR["crown"]
    if crowned and who.kind in CHILDREN and rng.random() < 0.4:
        return pick(rng, CROWNED_NOUNS[who.kind]), replace(who, headwear="none", headwear_colour="red")
    return pick(rng, NOUNS[who.kind]), who


def pronoun(who: Character, rng: Random) -> str:
    """ "she", "he" or "it"; a child is no "it"."""
    return pick(rng, PRONOUNS.get(who.kind, ANY_PRONOUN))


def figure(who: Character, rng: Random, *, modifier: str = "", noun: str = "") -> str:
    """Somebody as it looks, in one of many forms: "a sleeping red fox with a hat", "a fox, which is red, in a hat".

    `noun` is as `choose_noun` gave it, together with `who`; by default any.
    """
    if not noun:
        noun, who = choose_noun(who, rng)
    dice = rng.random()
    if dice < 0.76:
        return a(describe(who, noun, rng, modifier=modifier)) + outfit(who, rng)
    if who.kind in CHILDREN:
        return _dressed(who, rng, modifier, noun)
    natural = replace(who, colour=NATURAL_COLOUR[who.kind])
    if dice < 0.84:
        return _after(who, rng, a(join(modifier, noun)))
    if dice < 0.92:
        large = a(join(modifier, size(who, rng) + noun))
        coat = f"{_colour(who, rng)} {pick(rng, COATS[who.kind])}"  # "blue fur", "a red coat of fur"
        return f"{large} with {' and '.join([coat, *worn(who, rng)])}"
    if dice < 0.96 and who.headwear != "none" and who.headwear_colour == NATURAL_COLOUR[who.headwear]:
        bare = replace(who, headwear="none")
        return a(f"{'crowned' if who.headwear == 'crown' else who.headwear + '-wearing'} "
                 f"{describe(bare, noun, rng, modifier=modifier, mood=0)}") + outfit(bare, rng)  # fmt: skip
    if natural == who and dice < 0.98:
        return a(describe(who, noun, rng, modifier=modifier)) + outfit(who, rng)
    looks = [size(who, rng).strip() or "cute", _colour(who, rng), *worn(who, rng)]
    return f"{a(join(modifier, noun))} ({', '.join(looks)})"


def named_figure(who: Character, rng: Random, *, noun: str) -> str:
    """The same with a name: "Mia the fox", "a red owl called Otto"."""
    name = pick(rng, NAMES.get(who.kind) or pick(rng, (SHE_NAMES, HE_NAMES)))
    return introduce(who, noun, name, rng)


def without_shared_wear(characters: tuple[Character, ...], rng: Random) -> tuple[tuple[Character, ...], str]:
    """When all wear the same on their heads: they without it, and "wearing red hats"; mostly only then."""
    first = characters[0]
    same = len({(who.headwear, who.headwear_colour) for who in characters}) == 1
    kinds, actions = {who.kind for who in characters}, {who.action for who in characters}
    apart = len(kinds) == len(characters) and not actions & set(PAIR_ACTIONS)
    if not same or not apart or first.headwear == "none" or rng.random() < 0.2:
        return characters, ""
    wear = hue(first.headwear, first.headwear_colour, rng) + plural(pick(rng, WEAR_NOUNS[first.headwear]))
    bareheaded = tuple(replace(who, headwear="none", headwear_colour="red") for who in characters)
    return bareheaded, f"{pick(rng, ('wearing', 'with', 'in'))} {wear}"


def _colour(who: Character, rng: Random) -> str:
    return pick(rng, HUES[who.colour])


def _after(who: Character, rng: Random, subject: str) -> str:
    """Looks after the noun: "a fox, which is small and blue, wearing a hat"."""
    looks = [size(who, rng).strip(), _colour(who, rng)]
    details = " and ".join(filter(None, looks if rng.random() < 0.7 else looks[::-1]))
    link = pick(rng, (", which is ", ", who is ", " that is ", " which is ", ", ", " coloured "))
    if "colour" in link and " and " in details:
        link = ", "
    return f"{subject}{link}{details}{',' if link.startswith(',') else ''}{outfit(who, rng)}"


def _dressed(who: Character, rng: Random, modifier: str, noun: str) -> str:
    """A child by its clothes: "a red-dressed girl", "a girl who wears a green skirt"."""
    looks = describe(who, noun, rng, mood=0)
    bare = replace(who, colour=NATURAL_COLOUR[who.kind])
    extra = f" with {' and '.join(garments)}" if (garments := worn(bare, rng)) else ""
    if who == bare and rng.random() < UNTOLD:
        return a(join(modifier, looks)) + extra
    colour, dice = _colour(who, rng), rng.random()
    if dice < 0.4:
        return a(join(modifier, size(who, rng) + pick(rng, (f"{colour}-dressed", f"{colour} dressed")), noun)) + extra
    clothes = pick(rng, CLOTHES[who.kind])
    if dice < 0.7:
        return f"{a(join(modifier, looks))} whose {clothes} is {colour}{extra}"
    return f"{a(join(modifier, looks))} who wears {a(colour)} {clothes}{extra.replace(' with', ' and')}"


def detail(who: Character, rng: Random) -> str:
    """What is left to say in a sentence of its own: "wears a red hat"; nothing if nothing is worn."""
    garments = worn(who, rng)
    return f"{pick(rng, ('wears', 'is wearing', 'has on'))} {' and '.join(garments)}" if garments else ""


def bare(who: Character) -> Character:
    """The same character with nothing on its head and neck."""
    return replace(who, headwear="none", headwear_colour="red", neckwear="none", neckwear_colour="red")


def called(scene: Scene, index: int, nouns: tuple[str, ...], rng: Random) -> str:
    """One of a group who has been told before: "the fox", "the one on the left"."""
    kinds = [who.kind for who in scene.characters]
    if kinds.count(kinds[index]) == 1 and rng.random() < 0.8:
        return "the " + nouns[index]
    return pick(rng, WHICH[len(kinds)][index])


#: One of a group by where it stands.
WHICH: dict[int, tuple[tuple[str, ...], ...]] = {
    2: (("the left one", "the first one", "the one on the left", "the first"),
        ("the right one", "the second one", "the one on the right", "the second")),
    3: (("the left one", "the first one", "the one on the left"),
        ("the middle one", "the second one", "the one in the middle"),
        ("the right one", "the third one", "the one on the right", "the last one")),
}  # fmt: skip


def looks_of_hue(who: Character, rng: Random) -> str:
    """The colour for sure, as "blue", or "in blue" for a child."""
    return ("in " if who.kind in CHILDREN else "") + (hue(who.kind, who.colour, rng).strip() or _colour(who, rng))
