"""What a character of a caption does, as a verb that may tell its thing or its place too."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from generation.storybook.scene import Scene
from story.storybook.english.nouns import doing, join, pick
from story.storybook.english.words import EDIBLE, STROLLS, Verb
from story.storybook.telling.phrases import held, item, lying

STROLLING = frozenset(("walk", "stroll", "wander", "run", "march", "jog", "dash", "hike"))
#: Verbs that "on a bench" may follow.
RESTING = frozenset(("sit", "sleep", "nap", "doze", "are asleep", "snore", "sit quietly"))


class Deed(NamedTuple):
    """An action in words."""

    verb: Verb
    placed: bool = False  # tells the place: "walking up the hill"
    eats: bool = False  # tells the thing: "eating a carrot"
    rests: str = ""  # the action, if it may be done on or in a landmark


def deed(scene: Scene, index: int, rng: Random, *, strolls: bool = True) -> Deed:
    """A way to tell what a character does; with where it goes only if it `strolls`."""
    action = scene.characters[index].action
    if action == "eating" and scene.holder == index and scene.prop in EDIBLE and rng.random() < 0.75:
        return Deed(_extended(Verb("eats", "eat", "eating"), item(scene, rng)), eats=True)
    verb = doing(action, scene.place, rng)
    if strolls and verb.plural in STROLLING and scene.landmark == "none" and rng.random() < 0.4:
        return Deed(_extended(verb, pick(rng, STROLLS[scene.place])), placed=True)
    return Deed(verb, rests=action if verb.plural in RESTING else "")


def _extended(verb: Verb, words: str) -> Verb:
    return Verb(f"{verb.third} {words}", f"{verb.plural} {words}", f"{verb.ing} {words}")


def finite(verb: Verb, rng: Random) -> str:
    """ "sleeps" or "is sleeping"."""
    return verb.third if rng.random() < 0.5 else f"is {verb.ing}"


def finite_plural(verb: Verb, rng: Random) -> str:
    """ "sleep" or "are sleeping"."""
    return verb.plural if rng.random() < 0.4 else f"are {verb.ing}"


def with_thing(scene: Scene, rng: Random, *, after: str = "") -> str:
    """The prop of a scene with one character: "holding a ball", "next to a ball"; `after` is the verb before it."""
    if scene.prop == "none":
        return ""
    if scene.holder is None:
        return lying(scene, rng)
    phrase = held(scene, rng)
    if after and not phrase.startswith(("with ", "under ")) and rng.random() < 0.5:
        return join(pick(rng, ("while", "and")) if "ing" in after.split(" ")[0] else "while", phrase)
    return phrase
