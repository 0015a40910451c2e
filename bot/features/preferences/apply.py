"""Lays what was decided beforehand into a command; what was typed counts before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from bot.commands import Command, Imagine, Price, Restyle, Story, options
from bot.commands.errors import CommandError
from bot.commands.reading_options import no_style, read_options
from bot.domain.errors import Refused
from bot.domain.limits import Limits
from bot.domain.requester import Requester
from bot.features.preferences.cast import in_prompt, in_story
from bot.features.preferences.preferences import Preferences, load_preferences, sheets_of
from bot.storage.stores import Stores
from generation.engine import ImageRequest
from generation.request.styles import STYLES, todays
from story.request import StoryRequest

_OF_STORY = frozenset(each.name for each in fields(StoryRequest))


async def apply_preferences(stores: Stores, requester: Requester, command: Command, limits: Limits) -> Command:
    """The command as its requester would have typed it in full; raises Refused, StorageError."""
    if isinstance(command, Price) and isinstance(command.command, Imagine | Story | Restyle):
        return Price(liked(command.command, await load_preferences(stores, requester), limits))
    if isinstance(command, Imagine | Story | Restyle):
        return liked(command, await load_preferences(stores, requester), limits)
    return command


def liked(command: Imagine | Story | Restyle, likes: Preferences, limits: Limits) -> Imagine | Story | Restyle:
    """Raises Refused for a style that nobody knows, and for a default that no longer is one."""
    match command:
        case Imagine(requests):
            given = defaults("imagine", likes.defaults, command.given, limits)
            changed = []
            for each in requests:
                # Where there is nothing to start from, there is nothing to say of how far.
                fitting = {name: value for name, value in given.items() if each.image is not None or name != "strength"}
                described = replace(each, prompt=in_prompt(each.prompt, likes.cast), **fitting)
                changed.append(_styled(described, likes.styles))
            return replace(command, requests=tuple(changed))
        case Story(request):
            given = defaults("story", likes.defaults, command.given, limits)
            plan_only = given.pop("plan_only", command.plan_only)
            of_drawing = {name: value for name, value in given.items() if name not in _OF_STORY}
            of_story = {name: value for name, value in given.items() if name in _OF_STORY}
            drawing = _styled(replace(request.drawing, **of_drawing), likes.styles)
            told = with_saved_cast(replace(request, drawing=drawing, **of_story), likes)
            return replace(command, request=told, plan_only=plan_only)
        case Restyle():
            return replace(command, words=style_words(command.style, likes.styles))


def with_saved_cast(request: StoryRequest, likes: Preferences) -> StoryRequest:
    """The story with whom it names of those saved, and their sheets."""
    told = in_story(request, likes.cast)
    return replace(told, sheets=sheets_of(told.cast, likes))


def defaults(name: str, kept: Mapping[str, str], typed: frozenset[str], limits: Limits) -> dict[str, Any]:
    """The request's fields of the defaults that go with this command and were not typed otherwise."""
    known = options(limits)
    found = [(each, value) for each, value in kept.items() if each in known and each not in typed]
    try:
        return read_options(name, [each for each in found if name in known[each[0]].commands], limits)
    except CommandError as error:
        raise Refused(f"One of your defaults does not go any more: {error} `defaults clear` takes them away.") from None


def style_words(style: str | None, styles: Mapping[str, str]) -> str:
    """What a server's own style says; nothing of ours, or of none. Raises Refused for what is neither."""
    if style is None or todays(style) in STYLES:
        return ""
    if style not in styles:
        raise Refused(no_style(style, [*STYLES, *styles]))
    return styles[style]


def _styled(drawing: ImageRequest, styles: Mapping[str, str]) -> ImageRequest:
    return replace(drawing, style_words=style_words(drawing.style, styles))
