"""How a caption is typed: openers, styles, articles, capitals, punctuation. None of it tells a fact."""

from __future__ import annotations

import re
from random import Random

from story.storybook.english.nouns import pick
from story.storybook.english.words import DETERMINERS, OPENERS, STYLE_TAGS, STYLES

_SEVERAL = ("two ", "three ", "2 ", "3 ")
_ONE = re.compile(r"an? (?!couple|pair|group|trio)")
_ARTICLES = re.compile(r"\b(?:an?|the) (?=\w)")
_SHORTHAND = ((" with ", " w/ "), (" and ", " & "), (" and ", " n "), (", ", "; "), (", ", " - "), (" and ", " + "))


def dressed(text: str, rng: Random, *, opens: bool) -> str:
    """The caption as somebody may type it; `opens` if "a picture of" may come before it."""
    text = text.replace(",,", ",").replace(",.", ".").replace(" ,", ",").strip(" ,.")
    dice = rng.random()
    if dice < 0.2:
        text = _ARTICLES.sub("", text)
    elif dice < 0.24 and opens and _ONE.match(text):
        text = f"{pick(rng, DETERMINERS)} {text.split(' ', 1)[1]}"
    if rng.random() < 0.3:
        text = text.replace("it is ", "it's ").replace("It is ", "It's ")
    if opens and rng.random() < 0.22:
        opener = pick(rng, OPENERS if rng.random() < 0.6 else STYLES)
        text = f"{opener.replace(' is', ' are') if text.startswith(_SEVERAL) else opener} {text}"
    if rng.random() < 0.08:
        text = f"{text}, {pick(rng, STYLE_TAGS)}"
    if rng.random() < 0.06:
        text = text.replace(*pick(rng, _SHORTHAND))
    if rng.random() < 0.06:
        text = text.replace(",", "")
    return _cased(text, rng)


def _cased(text: str, rng: Random) -> str:
    """Capitals and the final stop, or not."""
    dice = rng.random()
    if ". " in text:
        if dice < 0.1:
            return text.lower()
        sentences = ". ".join(part[:1].upper() + part[1:] for part in text.split(". "))
        return sentences + ("." if dice < 0.8 else "")
    if dice < 0.35:
        return f"{text[0].upper()}{text[1:]}{'.' if dice < 0.33 else '!'}"
    if dice < 0.55:
        return text[0].upper() + text[1:]
    if dice < 0.57:
        return text.upper()
    return text.lower() if dice < 0.8 else text
