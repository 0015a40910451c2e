"""What the Storybook can draw, and what is nearest to what it can't, for who is asked before anything is charged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generation.storybook.scene import KINDS, PROPS
from generation.storybook.spelling import nearest

#: Made from WordNet's hierarchy by `story.storybook.training.nearest_kinds`.
NEAREST_KINDS = Path(__file__).with_name("nearest_kinds.json")
#: Other nouns that its text knows, by the kind that is drawn.
_CALLED = {
    "fox": "vixen",
    "cat": "kitten kitty tabby tomcat pussycat",
    "dog": "puppy pup doggy doggie pooch hound",
    "rabbit": "bunny hare",
    "mouse": "mousie",
    "bear": "grizzly",
    "lion": "lioness",
    "elephant": "jumbo",
    "pig": "piglet piggy piggie hog",
    "owl": "owlet",
    "duck": "duckling ducky drake",
    "frog": "toad froggy",
    "hedgehog": "hoglet",
    "dragon": "wyvern",
    "robot": "droid android bot",
    "girl": "lass schoolgirl princess queen",
    "boy": "lad schoolboy prince king baby",
}
CALLED: Mapping[str, str] = {word: kind for kind, words in _CALLED.items() for word in words.split()}


@dataclass(frozen=True, slots=True)
class StorybookWorld:
    """The beings and things that a text made of these words can name; `generation.engine.ClosedWorld`."""

    words: frozenset[str]  # lower-case, of the tokenizer

    def draws(self, noun: str, *, being: bool) -> bool:
        """Whether the noun (singular, lower-case), or one so near that it is drawn for it, is in this world."""
        if noun in KINDS or noun in CALLED or noun in PROPS:
            return True
        read = noun if noun in self.words else nearest(noun, self.words)
        return read in KINDS or read in CALLED if being else read is not None

    def sort(self, noun: str) -> str:
        """ "being" or "thing" of a noun that is not in this world; "" of what nobody can see, or nobody knows."""
        return _nearest_kinds().get(noun, ("",))[0]

    def nearest(self, noun: str) -> tuple[str, ...]:
        """What it can draw that is most like the noun, the likest first; () where nothing is near."""
        return _nearest_kinds().get(noun, ())[1:]


@cache
def _nearest_kinds() -> Mapping[str, tuple[str, ...]]:
    table = json.loads(NEAREST_KINDS.read_text())
    return {noun: tuple(kinds.split()) for kinds, nouns in table.items() for noun in nouns.split()}
