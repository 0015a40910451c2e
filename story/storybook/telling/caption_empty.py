"""Captions of scenes without characters: "the lake at sunset, nobody there", "a red ball on the beach"."""

from __future__ import annotations

from random import Random

from generation.storybook.scene import Scene
from story.storybook.english.nouns import a, join, pick
from story.storybook.english.words import LANDMARK_NOUNS, LYING, SPOTS
from story.storybook.telling.phrases import BEHIND, item, landmark, when

NOBODY = ("nobody there", "nobody around", "no one there", "nobody in sight", "no characters", "nobody", "no animals",
          "without anyone", "no people", "nobody is there", "no one around")  # fmt: skip
_THERE_IS = ("there is nobody", "nobody is", "nobody", "no one is", "not a soul is", "there is no one")
#: Nouns of places that can be called empty without being mistaken for another fact.
EMPTY = {
    place: tuple(spot.noun for spot in spots if spot.noun not in ("house", "grass", "planet"))
    for place, spots in SPOTS.items()
}


def empty(scene: Scene, rng: Random) -> str:
    """Any caption of a scene with nobody in it."""
    noun, dice = pick(rng, EMPTY[scene.place]), rng.random()
    at = pick(rng, pick(rng, SPOTS[scene.place]).at)
    if scene.prop != "none" and dice < 0.4:
        # "a red ball under a tree on the beach at night".
        thing = item(scene, rng)
        lies = pick(rng, ("", "", "lying", "lies", "alone", "all alone", "on the ground", "left behind"))
        start = pick(rng, ("", "", "just ", "there is ", "only "))
        return join(start + thing, lies, landmark(scene, rng), at, when(scene, rng))
    if scene.landmark != "none" and dice < 0.5:
        # "a big tree in the meadow, a red ball on the ground".
        stands = pick(rng, ("", "", "", "stands", "alone", "standing"))
        there = join(a(pick(rng, LANDMARK_NOUNS[scene.landmark])), stands, at, when(scene, rng))
        if scene.prop == "none":
            return there
        return f"{there}, {pick(rng, ('with ', ''))}{item(scene, rng)} {pick(rng, (*LYING, *BEHIND[1:2]))}"
    if dice < 0.65:
        words = join(pick(rng, ("the empty", "an empty", "empty", "the deserted", "the quiet")), noun, when(scene, rng))
    elif dice < 0.8:
        return ", ".join([join(pick(rng, _THERE_IS), at, when(scene, rng)), *_extras(scene, rng)])
    else:
        words = join(pick(rng, ("the", "just the", "only the", "")), noun, when(scene, rng))
    nobody = [pick(rng, NOBODY)] if rng.random() < 0.55 else []
    return ", ".join([words, *_extras(scene, rng), *nobody])


def _extras(scene: Scene, rng: Random) -> list[str]:
    """Landmark and prop after the place."""
    extras = []
    if scene.landmark != "none":
        extras.append(f"with {a(pick(rng, LANDMARK_NOUNS[scene.landmark]))}")
    if scene.prop != "none":
        extras.append(f"{item(scene, rng)} {pick(rng, LYING)}")
    return extras
