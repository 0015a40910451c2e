"""English inflection, as far as the words of the Storybook world need it.

Hand-written: the vocabulary is closed, so a few rules and exceptions are right for all of it, and lemminflect has a
dictionary to load.
"""

from __future__ import annotations

from typing import NamedTuple

_PLURALS = {
    "mouse": "mice", "child": "children", "fish": "fish", "leaf": "leaves", "scarf": "scarves", "wolf": "wolves",
    "goose": "geese", "sheep": "sheep", "deer": "deer", "man": "men", "woman": "women",
}  # fmt: skip
_THIRD = {"have": "has", "are": "is"}
_DOUBLED = frozenset(("run", "sit", "nap", "jog", "hop", "chat", "hug", "clap", "skip", "sob", "spin", "hum", "trot"))


class Verb(NamedTuple):
    """One way to tell an action: she ..., they ..., (is) ...ing."""

    third: str
    plural: str
    ing: str


def plural(noun: str) -> str:
    """ "foxes", "mice", "bunnies"; of several words the last one changes."""
    *rest, last = noun.split(" ")
    return " ".join((*rest, _PLURALS.get(last) or _with_s(last)))


def verb(words: str) -> Verb:
    """All forms of a verb told in its plain form: "take a nap"; "are asleep" has no plain form."""
    first, _, rest = words.partition(" ")
    tail = " " + rest if rest else ""
    ing = rest if first == "are" else _ing(first) + tail
    return Verb(_THIRD.get(first, _with_s(first)) + tail, words, ing)


def verbs(*words: str) -> tuple[Verb, ...]:
    """Several verbs; one told twice is picked twice as often."""
    return tuple(verb(each) for each in words)


def _with_s(word: str) -> str:
    if word.endswith(("s", "x", "z", "ch", "sh", "go", "do")):
        return word + "es"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1] + "ies"
    return word + "s"


def _ing(word: str) -> str:
    if word in _DOUBLED:
        return word + word[-1] + "ing"
    if word.endswith("ie"):
        return word[:-2] + "ying"
    return (word[:-1] if word.endswith("e") and not word.endswith(("ee", "oe")) else word) + "ing"
