"""Tells one scene in one caption, and is the door to the Storybook world: scenes, captions, stories.

Given a caption alone, or all sentences of a story up to now, a careful reader can infer every fact of the `Scene`:

Captions
  - Untold facts are the default ones: place meadow, time day, weather clear, no landmark, no prop, no accessory, action
    standing, and for a character, prop or accessory its `NATURAL_COLOUR`.
  - Who has, holds or carries a thing, or does something "with" it, holds it; any other thing lies on the ground.
  - Two characters stand in the order told, unless one is told to be to the left or to the right of the other. An action
    told after both ("a fox and an owl walking") is done by both.
  - A house that one is in, inside or at home is the place "room"; one that is near is the landmark "house".
Stories: see `plot`.
"""

from __future__ import annotations

import re
from random import Random

from story.storybook.nouns import a, describe, join, outfit, pick, thing
from story.storybook.phrases import one_clause, one_phrase, pair, when
from story.storybook.plot import sample_story
from story.storybook.sample import held_out, sample_scene
from story.storybook.scene import Character, Scene
from story.storybook.stage import Told
from story.storybook.words import LANDMARK_TAGS, MODIFIERS, NOUNS, PLACE_TAGS, SPOTS, TIME_TAGS, WEATHER_TAGS

__all__ = ["Told", "caption", "held_out", "sample_scene", "sample_story"]

NOBODY = ("nobody there", "nobody around", "no one there", "nobody in sight")
OPENERS = ("there is ", "a picture of ", "a drawing of ", "draw ", "show me ", "an image of ", "paint ", "here is ")
ARTICLES = re.compile(r"\b(?:an?|the) ")
#: Nouns of places that can be called empty without being mistaken for another fact.
EMPTY = {
    place: tuple(spot.noun for spot in spots if spot.noun not in ("house", "grass")) for place, spots in SPOTS.items()
}


def caption(scene: Scene, rng: Random) -> str:
    """The whole scene in one caption, in loosely varied English."""
    dice = rng.random()
    if dice < 0.2:
        return _dress(_loosen(_tags(scene, rng), rng), scene, rng)
    if not scene.characters:
        return _dress(_empty(scene, rng), scene, rng)
    if len(scene.characters) == 2:
        return _dress(pair(scene, rng), scene, rng)
    if dice < 0.6:
        phrase = _loosen(one_phrase(scene, rng), rng)
        opener = pick(rng, OPENERS) if rng.random() < 0.12 else ""
        return _dress(opener + phrase, scene, rng)
    return _dress(one_clause(scene, rng), scene, rng)


def _loosen(text: str, rng: Random) -> str:
    """Sometimes without articles, as prompts are typed."""
    return ARTICLES.sub("", text) if rng.random() < 0.15 and "taking" not in text and "for a" not in text else text


def _dress(text: str, scene: Scene, rng: Random) -> str:
    """Capitals and the final period, or not."""
    if scene.place == "room":
        text = text.replace("on the ground", "on the floor").replace("on ground", "on floor")
    text = text.rstrip(".")
    dice = rng.random()
    if ". " in text:
        return text.lower() if dice < 0.08 else f"{text[0].upper()}{text[1:]}."
    if dice < 0.4:
        return f"{text[0].upper()}{text[1:]}."
    if dice < 0.6:
        return text[0].upper() + text[1:]
    return text.lower() if dice < 0.7 else text


def _empty(scene: Scene, rng: Random) -> str:
    """A picture without characters: "the lake at sunset, nobody there"."""
    extras = []
    if scene.landmark != "none":
        extras.append(f"with {pick(rng, ('a', 'a big', 'an old'))} {scene.landmark}")
    if scene.prop != "none":
        extras.append(thing(scene.prop, scene.prop_colour, rng) + pick(rng, (" on the ground", " lying on the ground")))
    noun, dice = pick(rng, EMPTY[scene.place]), rng.random()
    if dice < 0.4:
        return ", ".join([join("the empty " + noun, when(scene, rng)), *extras])
    if dice < 0.6:
        at = pick(rng, pick(rng, SPOTS[scene.place]).at)
        return ", ".join([join(pick(rng, ("nobody is", "there is nobody", "nobody")), at, when(scene, rng)), *extras])
    return ", ".join([join("the " + noun, when(scene, rng)), *extras, pick(rng, NOBODY)])


def _tags(scene: Scene, rng: Random) -> str:
    """ "an orange cat holding a lantern, forest, night"."""
    tags = [_tag_of(scene, rng, index, who) for index, who in enumerate(scene.characters)]
    if not tags:
        tags.append(pick(rng, NOBODY))
    if scene.prop != "none" and scene.holder == "ground":
        tags.append(thing(scene.prop, scene.prop_colour, rng) + " on the ground")
    if scene.landmark != "none":
        tags.append(pick(rng, LANDMARK_TAGS[scene.landmark]))
    context = []
    if scene.place != "meadow" or rng.random() < 0.5:
        context.append(pick(rng, PLACE_TAGS[scene.place]))
    if scene.time != "day" or rng.random() < 0.3:
        context.append(pick(rng, TIME_TAGS[scene.time]))
    if scene.weather != "clear" or rng.random() < 0.2:
        context.append(pick(rng, WEATHER_TAGS[scene.weather]))
    return ", ".join(context + tags if rng.random() < 0.25 else tags + context)


def _tag_of(scene: Scene, rng: Random, index: int, who: Character) -> str:
    verb = pick(rng, MODIFIERS[who.action])
    noun = pick(rng, NOUNS[who.kind])
    if rng.random() < 0.5:
        subject = a(describe(who, noun, rng, modifier=verb)) + outfit(who, rng)
    else:
        subject = join(a(describe(who, noun, rng)) + outfit(who, rng), verb)
    if scene.holder != ("first", "second")[index]:
        return subject
    link = "and holding" if verb and subject.endswith(verb) else "holding"
    return f"{subject} {link} {thing(scene.prop, scene.prop_colour, rng)}"
