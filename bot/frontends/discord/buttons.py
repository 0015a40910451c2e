"""The buttons and menus under a finished job. What they act on stands in their custom_id, so they survive restarts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import discord

from bot.chat.actions import ACTIONS, job_actions, lone_picture, offers_of, panel_actions, picture_actions
from bot.domain.jobs import Frame, Job
from bot.frontends.discord.custom_ids import ANYWAY, PICTURES, CustomId
from bot.frontends.discord.text import cut
from generation.engine import EngineInfo

MAX_OPTIONS = 25  # of a menu
MAX_LABEL = 100  # characters of an option in a menu
IN_A_ROW = 5
EMOJI = {
    "redo": "🔁",
    "prompt": "✏️",
    "vary": "🎲",
    "enlarge": "🔍",
    "video": "🎬",
    "continue": "➡️",
    "restyle": "🎨",
    "export": "📖",
    "panel-redo": "🔁",
    "panel-edit": "✏️",
    "panel-insert": "➕",
    "panel-remove": "➖",
    "plan-draw": "🖌️",
    "plan-edit": "✏️",
    "report": "🚩",
    "delete": "🗑️",
}
_OF_A_PICTURE = ("vary", "enlarge", "video")
Row = list[discord.ui.Item[Any]]


def rows(job: Job) -> list[Row]:
    """What can be done with a job that ended."""
    picture = lone_picture(job)
    place = None if picture is None else picture.index + 1
    custom_ids = [CustomId(job.id, verb, place if verb in _OF_A_PICTURE else None) for verb in job_actions(job)]
    buttons = _button_rows(custom_ids)
    if picture is not None:
        return buttons
    menus: list[Row] = []  # one for up to 25 pictures, of which any can be worked on
    frames = [frame for frame in job.outcome.frames if picture_rows(job, frame)]
    for number, start in enumerate(range(0, len(frames), MAX_OPTIONS), start=1):
        options = []
        for frame in frames[start : start + MAX_OPTIONS]:
            position = str(frame.index + 1)
            label = cut(f"{position} · {' '.join(frame.sentence.split())}".rstrip(" ·"), MAX_LABEL)
            options.append(discord.SelectOption(label=label, value=position))
        custom_id = CustomId(job.id, PICTURES, number).custom_id
        menus.append([discord.ui.Select(custom_id=custom_id, placeholder="Work on one picture…", options=options)])
    return [*buttons, *menus]


def picture_rows(job: Job, frame: Frame) -> list[Row]:
    """What can be done with one of several pictures."""
    verbs = [*panel_actions(job, frame), *picture_actions(job, frame)]
    return _button_rows([CustomId(job.id, verb, frame.index + 1) for verb in verbs])


def anyway_row() -> Row:
    """Under a question: what is asked about is drawn as far as it can be."""
    return [discord.ui.Button(label="Draw it anyway", emoji=EMOJI["plan-draw"], custom_id=ANYWAY)]


def choice_row(press: CustomId, info: EngineInfo | None) -> Row:
    """A menu of the words that an action offers."""
    offers = offers_of(press.verb, info)[:MAX_OPTIONS]
    options = [discord.SelectOption(label=words, value=words) for words in offers]
    return [discord.ui.Select(custom_id=press.custom_id, placeholder=ACTIONS[press.verb].label, options=options)]


def view(button_rows: Sequence[Row]) -> discord.ui.View:
    """Rows as a message takes them. They keep no state, so discord.py is told not to keep them either."""
    message_view = discord.ui.View(timeout=None)
    for number, row in enumerate(button_rows):
        for item in row:
            item.row = number
            message_view.add_item(item)
    message_view.stop()
    return message_view


def _button_rows(custom_ids: Sequence[CustomId]) -> list[Row]:
    buttons: list[discord.ui.Button[Any]] = [
        discord.ui.Button(label=ACTIONS[each.verb].label, emoji=EMOJI[each.verb], custom_id=each.custom_id)
        for each in custom_ids
    ]
    return [[*buttons[start : start + IN_A_ROW]] for start in range(0, len(buttons), IN_A_ROW)]
