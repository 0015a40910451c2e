"""Captions as a list of tags: "orange cat holding a lantern, forest, night"."""

from __future__ import annotations

from random import Random

from generation.storybook.scene import PAIR_ACTIONS, Scene
from story.storybook.english.nouns import hue, join, pick, size, worn
from story.storybook.english.words import (
    ALL,
    LANDMARK_TAGS,
    LYING,
    MODIFIERS,
    PLACE_TAGS,
    TIME_TAGS,
    VERBS,
    WEATHER_TAGS,
)
from story.storybook.telling.caption_empty import NOBODY
from story.storybook.telling.caption_who import choose_noun, figure, looks_of_hue
from story.storybook.telling.deeds import deed
from story.storybook.telling.phrases import held, item

SEPARATORS = ("; ", ". ", " - ", " / ", " | ", "\n", " + ")


def tags(scene: Scene, rng: Random) -> str:
    """Characters, things and surroundings, each as one tag or several."""
    joint = {who.action for who in scene.characters} & set(PAIR_ACTIONS)
    parts = [_of(scene, rng, index) for index in range(len(scene.characters))] or [pick(rng, NOBODY)]
    if joint:  # what two or all do together, after all have been told
        action = next(iter(joint))
        verb, doers = pick(rng, VERBS[action]).ing, [who.action == action for who in scene.characters]
        if all(doers):
            parts.append(join(pick(rng, ("", *ALL[len(doers)])), verb))
        else:
            parts.append(f"the {'first' if doers[0] else 'last'} two {verb}")
    if scene.prop != "none" and scene.holder is None:
        parts.append(f"{item(scene, rng)} {pick(rng, LYING)}")
    if scene.landmark != "none":
        parts.append(pick(rng, LANDMARK_TAGS[scene.landmark]))
    around = _surroundings(scene, rng)
    mark = ", " if rng.random() < 0.8 else pick(rng, SEPARATORS)
    return mark.join(around + parts if rng.random() < 0.25 else parts + around)


def _surroundings(scene: Scene, rng: Random) -> list[str]:
    """Tags of place, time and weather, in any order."""
    around = []
    if scene.place != "meadow" or rng.random() < 0.5:
        around.append(pick(rng, PLACE_TAGS[scene.place]))
    if scene.time != "day" or rng.random() < 0.25:
        around.append(pick(rng, TIME_TAGS[scene.time]))
    if scene.weather != "clear":
        around.append(pick(rng, WEATHER_TAGS[scene.weather]))
    if rng.random() < 0.4:
        rng.shuffle(around)
    return around


def _of(scene: Scene, rng: Random, index: int) -> str:
    """One character: "sleeping red fox with a hat", or tag by tag "fox, red, hat, sleeping"."""
    who = scene.characters[index]
    act = "" if who.action in PAIR_ACTIONS else pick(rng, MODIFIERS[who.action])
    holding = " " + held(scene, rng) if scene.holder == index else ""
    if len(scene.characters) == 1 and rng.random() < 0.3:
        noun, who = choose_noun(who, rng)
        wear = [words.removeprefix("a ").removeprefix("an ") for words in worn(who, rng)]
        colour = hue(who.kind, who.colour, rng)
        looks = [size(who, rng).strip(), looks_of_hue(who, rng) if colour else "", *wear]
        return ", ".join(filter(None, (noun, *looks, pick(rng, MODIFIERS[who.action]), holding.strip())))
    if rng.random() < 0.5:
        return figure(who, rng, modifier=act).rstrip(",") + holding
    if who.action in PAIR_ACTIONS:
        return figure(who, rng).rstrip(",") + holding
    done = deed(scene, index, rng)
    act = "" if who.action == "standing" else " " + done.verb.ing
    return figure(who, rng).rstrip(",") + act + ("" if done.eats else holding)
