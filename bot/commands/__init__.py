"""Text → commands: pure, the same for every front-end, and the only place that knows how a command is written."""

from __future__ import annotations

from bot.commands.help import help_text
from bot.commands.lines import format_request
from bot.commands.options import Kind, Option, options
from bot.commands.parse import parse
from bot.commands.requests import imagine, random_seed, story
from bot.commands.table import COMMANDS
from bot.commands.values import (
    Cancel,
    Command,
    CommandError,
    Help,
    History,
    Imagine,
    Limits,
    Queue,
    Quota,
    QuotaCommand,
    QuotaExport,
    QuotaGrant,
    QuotaReset,
    QuotaSet,
    QuotaShow,
    Story,
    Subject,
    SubjectKind,
    Window,
)

__all__ = [
    "COMMANDS",
    "Cancel",
    "Command",
    "CommandError",
    "Help",
    "History",
    "Imagine",
    "Kind",
    "Limits",
    "Option",
    "Queue",
    "Quota",
    "QuotaCommand",
    "QuotaExport",
    "QuotaGrant",
    "QuotaReset",
    "QuotaSet",
    "QuotaShow",
    "Story",
    "Subject",
    "SubjectKind",
    "Window",
    "format_request",
    "help_text",
    "imagine",
    "options",
    "parse",
    "random_seed",
    "story",
]
