"""The buttons and menus under a finished job. What they act on stands in their custom_id, so they survive restarts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import discord

from bot.domain.jobs import Frame, Job
from bot.domain.media import PNG
from bot.domain.requests import DescribeRequest, EnlargeRequest
from bot.frontends.discord.actions import ACTS, MAX_OPTIONS, PICTURES
from bot.frontends.discord.custom_ids import CustomId
from bot.frontends.discord.text import cut
from generation.engine import ImageRequest
from story.request import StoryRequest

MAX_LABEL = 100  # characters of an option in a menu
IN_A_ROW = 5
Row = list[discord.ui.Item[Any]]


def rows(job: Job) -> list[Row]:
    """What can be done with a job that ended."""
    alone = job.outcome.frames[0] if len(job.outcome.frames) == 1 and job.kind != "story" else None
    acts = [*_of_request(job), *(_of_picture(job, alone) if alone else ()), *_of_story(job), "report", "delete"]
    place = None if alone is None else alone.index + 1
    menus = [] if alone else _menus(job)
    return [*_button_rows([CustomId(job.id, act, place if act in _PLACED else None) for act in acts]), *menus]


def picture_rows(job: Job, frame: Frame) -> list[Row]:
    """What can be done with one of several pictures."""
    acts = [*(_PANEL if job.kind == "story" else ()), *_of_picture(job, frame)]
    return _button_rows([CustomId(job.id, act, frame.index + 1) for act in acts])


def choice_row(press: CustomId) -> Row:
    """A menu of the words that an act offers."""
    act = ACTS[press.verb]
    options = [discord.SelectOption(label=words, value=words) for words in act.offers]
    return [discord.ui.Select(custom_id=press.custom_id, placeholder=act.label, options=options)]


def view(given: Sequence[Row]) -> discord.ui.View:
    """Rows as a message takes them. They keep no state, so discord.py is told not to keep them either."""
    shown = discord.ui.View(timeout=None)
    for number, row in enumerate(given):
        for item in row:
            item.row = number
            shown.add_item(item)
    shown.stop()
    return shown


_PANEL = ("panel-redo", "panel-edit", "panel-insert", "panel-remove")
_PLACED = {"vary", "enlarge", "video"}


def _of_request(job: Job) -> list[str]:
    if isinstance(job.request, ImageRequest | StoryRequest):
        return ["redo", "prompt"]
    return [] if isinstance(job.request, EnlargeRequest | DescribeRequest) else ["redo"]  # the same would come of it


def _of_picture(job: Job, frame: Frame) -> list[str]:
    if frame.mime != PNG:
        return []
    filmed = job.outcome.context is None and job.kind != "enlarge"
    return ["vary", "enlarge", *(["video"] if filmed else [])]


def _of_story(job: Job) -> list[str]:
    if not job.outcome.frames:
        return []
    if job.kind == "story":
        return ["continue", "restyle", "export"]
    return ["restyle"] if job.kind == "image" else []


def _button_rows(presses: Sequence[CustomId]) -> list[Row]:
    buttons = [_button(press) for press in presses]
    return [[*buttons[start : start + IN_A_ROW]] for start in range(0, len(buttons), IN_A_ROW)]


def _button(press: CustomId) -> discord.ui.Button[Any]:
    act = ACTS[press.verb]
    return discord.ui.Button(label=act.label, emoji=act.emoji, custom_id=press.custom_id)


def _menus(job: Job) -> list[Row]:
    """One menu for up to 25 pictures, of which any can be worked on."""
    frames = [frame for frame in job.outcome.frames if picture_rows(job, frame)]
    return [
        _menu(CustomId(job.id, PICTURES, number), frames[start : start + MAX_OPTIONS])
        for number, start in enumerate(range(0, len(frames), MAX_OPTIONS), start=1)
    ]


def _menu(press: CustomId, frames: Sequence[Frame]) -> Row:
    options = [discord.SelectOption(label=label, value=value) for label, value in _options(frames)]
    return [discord.ui.Select(custom_id=press.custom_id, placeholder="Work on one picture…", options=options)]


def _options(frames: Sequence[Frame]) -> Iterator[tuple[str, str]]:
    for frame in frames:
        place = str(frame.index + 1)
        yield cut(f"{place} · {' '.join(frame.sentence.split())}".rstrip(" ·"), MAX_LABEL), place
