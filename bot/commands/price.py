"""`.price`: the command after it, whose price is asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from bot.commands.advice import meant
from bot.commands.catalogue import COMMANDS, FOLLOWUPS
from bot.commands.drawing import Imagine, Story
from bot.commands.errors import CommandError
from bot.commands.followups import Continue, Describe, Enlarge, Panel, Plan, Restyle, Vary, Video
from bot.commands.preferences import CastSheet, Inspire

PricedCommand = (
    Imagine | Story | Inspire | Describe | Enlarge | Vary | Video | Panel | Plan | Continue | Restyle | CastSheet
)
PRICED = ("imagine", "story", "inspire", *(name for name in FOLLOWUPS if name != "export"), "cast")


@dataclass(frozen=True, slots=True)
class Price:
    """What a command would cost."""

    command: PricedCommand


def read_price(rest: str, prefix: str, parse: Callable[[str], object]) -> Price:
    """The command after `.price`, with or without its dot; `parse` reads a whole line."""
    line = rest.strip().removeprefix(prefix)
    name = (re.match(r"\w*", line) or [""])[0].lower()
    if name in PRICED and isinstance(command := parse(f"{prefix}{line}"), PricedCommand):
        return Price(command)
    if name in COMMANDS:
        raise CommandError(f"`{name}` costs nothing.", None)
    raise CommandError(f"Write the command whose price you want after `price`{meant(name, PRICED)}")
