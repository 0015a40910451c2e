"""Whom a server has saved by name: their looks, put into a prompt or a story that names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from story.coreference.cast import cast_of
from story.request import StoryRequest

Cast = Sequence[tuple[str, str]]  # (name, description)
_ARTICLE = re.compile(r"\A(?i:an?|the) ")


def in_prompt(prompt: str, saved: Cast) -> str:
    """The prompt in which everybody saved is described where they are named: "Mia the small red fox waves"."""
    named = named_in(prompt, saved)
    if not named:
        return prompt
    [told] = cast_of([_capitalised(prompt, named)], named)
    missing = []
    for name, looks in named:
        # What surely stands in a prompt that describes them so: rules may tell what they wear elsewhere.
        first_words = " ".join(_ARTICLE.sub("", looks).lower().split()[:2])
        if first_words not in told.described.lower():
            missing.append(f"{name} is {looks}.")
    if not missing:
        return told.described
    stop = "" if told.described.endswith((".", "!", "?", "…")) else "."
    return " ".join([f"{told.described}{stop}", *missing])


def in_story(request: StoryRequest, saved: Cast) -> StoryRequest:
    """The story with whom it names in its cast; its own lines count before what was saved."""
    own = {name.casefold() for name, _ in request.cast}
    named = [each for each in named_in("\n".join(request.sentences), saved) if each[0].casefold() not in own]
    told = _capitalised("\n".join(request.sentences), named).split("\n")
    drawing = replace(request.drawing, prompt=" ".join(told))
    return replace(request, sentences=tuple(told), drawing=drawing, cast=(*request.cast, *named)) if named else request


def newcomers(story: StoryRequest, text: str, saved: Cast) -> list[tuple[str, str]]:
    """Those saved whom new text brings into a story. Whom it tells of already stay who they are: so are they drawn."""
    known = {name.casefold() for name, _ in story.cast}
    told = "\n".join(story.sentences)
    known |= {name.casefold() for name, _ in saved if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", told, re.I)}
    return [each for each in named_in(text, saved) if each[0].casefold() not in known]


def told_of(text: str, named: Cast) -> str:
    """The text with the names as they are saved."""
    return _capitalised(text, named)


def named_in(text: str, saved: Cast) -> list[tuple[str, str]]:
    """Those whose names stand in the text as saved, but for whom it introduces itself, as in "Mia the owl".

    A text without any capital may have their names in small letters too, but not behind an article: "a rose" is a rose.
    """
    small = text == text.lower()
    return [(name, looks) for name, looks in saved if _pattern(name, small).search(text)]


def _pattern(name: str, small: bool) -> re.Pattern[str]:
    before = r"(?<!\w)(?<!\ba )(?<!\ban )(?<!\bthe )" if small else r"(?<!\w)"
    return re.compile(rf"{before}{re.escape(name.lower() if small else name)}(?!\w)(?!,? (?:is |was )?(?:an?|the)\b)")


def _capitalised(prompt: str, named: Cast) -> str:
    """With names as they are saved, which is how the rules for casts know them."""
    small = prompt == prompt.lower()
    for name, _ in named if small else ():
        prompt = name.join(_pattern(name, small).split(prompt))
    return prompt
