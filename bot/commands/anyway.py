"""The same command, carried out although it is about what the model has never seen."""

from __future__ import annotations

from dataclasses import replace

from bot.commands.drawing import Imagine, Story
from bot.commands.followups import Continue, Panel, Plan
from bot.commands.parse import Command
from bot.commands.preferences import CastSheet


def anyway(command: Command) -> Command:
    """As if `--anyway` had been typed; a command that is never asked about is as it was."""
    match command:
        case Imagine(requests):
            return replace(command, requests=tuple(replace(each, anyway=True) for each in requests))
        case Story(request):
            return replace(command, request=replace(request, drawing=replace(request.drawing, anyway=True)))
        case Continue() | Panel() | Plan() | CastSheet():
            return replace(command, anyway=True)
        case _:
            return command
