"""What can be done with a finished job by a press: each act is a line of chat, so that it has one door."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import get_args

from bot.commands.followups import ExportFormat
from bot.frontends.discord.custom_ids import CustomId
from generation.request.styles import STYLES

PICTURES = "picture"  # the verb of a menu of pictures
MAX_OPTIONS = 25  # of a menu


@dataclass(frozen=True, slots=True)
class Act:
    """A button."""

    label: str
    emoji: str
    line: str = ""  # without its prefix: {job}, {place} and {words} are filled in
    asks: str = ""  # the label of the words to add; "": a press is enough
    optional: bool = False  # those words may be left out
    offers: tuple[str, ...] = ()  # the words to choose from instead

    def said(self, press: CustomId, words: str) -> str:
        """The line of chat that means this press."""
        return self.line.format(job=press.job, place=press.place or "", words=words).rstrip()


ACTS: Mapping[str, Act] = MappingProxyType(
    {
        "redo": Act("Redo", "🔁"),
        "prompt": Act("Edit", "✏️", asks="The words and options"),
        "vary": Act("Vary", "🎲", "vary {job} {place}"),
        "enlarge": Act("Enlarge", "🔍", "enlarge {job} {place}"),
        "video": Act("Video", "🎬", "video {job} {place}"),
        "continue": Act("Go on", "➡️", "continue {job} {words}", asks="What happens next"),
        "restyle": Act("Restyle", "🎨", "restyle {job} {words}", offers=tuple(STYLES)[:MAX_OPTIONS]),
        "export": Act("Export", "📖", "export {job} {words}", offers=get_args(ExportFormat)),
        "panel-redo": Act("Redo", "🔁", "panel {job} {place} redo"),
        "panel-edit": Act("Edit sentence", "✏️", "panel {job} {place} edit {words}", asks="The sentence"),
        "panel-insert": Act("Insert before", "➕", "panel {job} {place} insert {words}", asks="The new sentence"),
        "panel-remove": Act("Remove", "➖", "panel {job} {place} remove"),
        "report": Act("Report", "🚩", "report {job} {words}", asks="What is wrong with it", optional=True),
        "delete": Act("Delete", "🗑️"),
    }
)
