"""The question before anything is charged: what a request is about, the engine may be unable to draw."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.errors import NotInWorld
from bot.domain.jobs import Parent
from bot.domain.requests import Request, drawing_of
from generation.engine import EngineInfo, ImageRequest
from story.request import StoryRequest
from story.undrawable import undrawable

NAMED = 3  # of what cannot be drawn, and of what could be instead
NEW_WORDS = (
    "panel",
    "continue",
    "plan",
)  # what is made of a job by other verbs has its words, and was asked about with it


def check_world(request: Request, info: EngineInfo | None, parent: Parent | None = None) -> None:
    """Raises NotInWorld where somebody has to say first whether it is worth drawing without what it is about."""
    drawing = drawing_of(request)
    if info is None or info.world is None or drawing is None or drawing.anyway:
        return
    if not isinstance(request, ImageRequest | StoryRequest) or (parent is not None and parent.verb not in NEW_WORDS):
        return
    told = request if isinstance(request, StoryRequest) else request.prompt
    if not (missing := undrawable(info.world, told)):
        return
    # "Storybook can't draw a horse (sentence 2). It can draw a pig, a fox or a cat: …".
    of_story = isinstance(request, StoryRequest)
    nouns = [_a(each.noun) + (f" (sentence {each.sentence + 1})" if of_story else "") for each in missing[:NAMED]]
    more = len(missing) - len(nouns)
    # The nearest to each of them first, then the second nearest: all of them have their turn.
    in_turn = (each.nearest[n] for n in range(NAMED) for each in missing if n < len(each.nearest))
    instead = [*dict.fromkeys(in_turn)][:NAMED]
    offer = f"It can draw {_or(map(_a, instead))}: write that" if instead else "Write something else"
    unable = f"{info.model} can't draw {_or(nouns)}{f', and {more} more' if more else ''}"
    raise NotInWorld(f"{unable}. {offer}, or add `--anyway` to draw the rest.", field="prompt")


def _or(words: Iterable[str]) -> str:
    """ "a pig, a fox or a cat"."""
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _a(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" and not noun.startswith("uni") else f"a {noun}"
