"""The form that asks for words, with what stands there already; what was written comes back as an interaction."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import discord

from bot.chat.actions import ACTIONS
from bot.commands import format_request, typed_text
from bot.domain.jobs import Job
from bot.frontends.discord.custom_ids import CustomId
from bot.frontends.discord.text import cut
from generation.engine import ImageRequest
from story.request import StoryRequest

MAX_WORDS = 4000  # of a field of a form
MAX_TITLE = 45


def modal(press: CustomId, job: Job) -> discord.ui.Modal | None:
    """None where the words that stand there are too many for a form."""
    words, action = "", ACTIONS[press.verb]  # the words that stand in the form when it opens
    if press.verb == "prompt" and isinstance(job.request, ImageRequest | StoryRequest):
        words = re.split(r"\s", format_request(job.request, prefix=""), maxsplit=1)[1].strip()
    elif press.verb == "panel-edit":
        panels = (frame for frame in job.outcome.frames if frame.index + 1 == press.place)
        words = next((typed_text(frame.sentence) for frame in panels), "")
    elif press.verb == "plan-edit":
        words = job.outcome.text
    if len(words) > MAX_WORDS:
        return None
    field: discord.ui.TextInput[Any] = discord.ui.TextInput(
        custom_id="words",
        style=discord.TextStyle.long,
        default=words or None,
        required=not action.optional,
        max_length=MAX_WORDS,
    )
    form = discord.ui.Modal(title=cut(action.label, MAX_TITLE), custom_id=press.custom_id)
    form.add_item(discord.ui.Label(text=cut(action.asks, MAX_TITLE), component=field))
    form.stop()  # discord.py need not remember it: its custom_id says everything
    return form


def read_words(data: Mapping[str, Any]) -> str:
    """The words in a form that was sent."""
    return "\n".join(_values(data)).strip()


def edited_line(job: Job, words: str) -> str:
    """The command that these words are the rest of; without its prefix."""
    return f"{'story' if job.kind == 'story' else 'imagine'} {words}"


def _values(component: Mapping[str, Any]) -> Iterator[str]:
    if "value" in component:
        yield str(component["value"])
    inner = component.get("component")
    for child in [*component.get("components", ()), *([inner] if inner else [])]:
        yield from _values(child)
