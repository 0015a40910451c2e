"""Tells one scene in one caption, and is the door to the Storybook world: scenes, captions, stories.

Given a caption alone, or all sentences of a story up to now, a careful reader can infer every fact of the `Scene`:

Captions
  - Untold facts are the default ones: place meadow, time day, weather clear, nobody, no landmark, no prop, size normal,
    nothing worn, action standing, and for a character, a prop or something worn its `NATURAL_COLOUR`.
  - A child's colour is that of its clothes. A princess or a prince is a girl or a boy with a yellow crown.
  - A colour or a size belongs to the noun it stands at. Sizes of things and landmarks mean nothing, nor do moods
    ("happy", "brave"), openers ("draw me") and styles ("a watercolour of", "cute, detailed").
  - Who has, holds or carries a thing, does something with or to it ("flying a kite", "eating a carrot"), or is under an
    umbrella, holds it; of several told to do so together the first one does. Any other thing lies on the ground. The
    book that somebody reads belongs to the reading and is no prop.
  - Several stand from left to right in the order told, unless left, right, middle or between says otherwise.
  - An action told after the last of several, none of whom has been told an action of its own, is done by all; so is
    what one does with another ("a fox dancing with an owl"), hugging and talking. Who waves, points, sings or reads to
    another does it alone, while the other stands.
  - "Two foxes, one blue": what is told of one only is told from left to right; the others have the default.
  - A house that one is in, inside or at home is the place "room"; one that is near is the landmark "house". Weather
    outside is not seen from a sheltered place.
Stories: see `plot`.
"""

from __future__ import annotations

import re
from random import Random

from generation.storybook.scene import Scene
from generation.storybook.tokenizer import MAX_TOKENS, split_words
from story.storybook.sampling import held_out, sample_scene, split_of
from story.storybook.stories.plot import sample_story
from story.storybook.stories.stage import StoryFrame
from story.storybook.telling.caption_dress import dressed
from story.storybook.telling.caption_empty import empty
from story.storybook.telling.caption_group import group
from story.storybook.telling.caption_one import one
from story.storybook.telling.caption_tags import tags

__all__ = ["StoryFrame", "caption", "held_out", "sample_caption", "sample_scene", "sample_story", "split_of"]

#: What an opener such as "a picture of" may come before.
_PHRASE = re.compile(r"(?:an?|two|three|2|3) (?:(?! (?:is|are) |\. ).)*")
LONG = 250  # letters that `MAX_TOKENS` words surely have


def caption(scene: Scene, rng: Random) -> str:
    """The whole scene in one caption, in loosely varied English."""
    while len(text := _caption(scene, rng)) > LONG and len(split_words(text)) > MAX_TOKENS:
        pass  # another way to tell it will be shorter
    return text


def _caption(scene: Scene, rng: Random) -> str:
    if rng.random() < 0.16:
        return dressed(tags(scene, rng), rng, opens=False)
    if not scene.characters:
        return dressed(empty(scene, rng), rng, opens=False)
    text = one(scene, rng) if len(scene.characters) == 1 else group(scene, rng)
    return dressed(text, rng, opens=_PHRASE.fullmatch(text) is not None)


def sample_caption(rng: Random, *, characters: int | None = None, split: str = "train") -> tuple[Scene, str]:
    """A random scene of a split with a caption that belongs to that split."""
    while True:
        scene = sample_scene(rng, characters=characters, split=split)
        text = caption(scene, rng)
        if split == "held_out" or split_of(text) == split:
            return scene, text
