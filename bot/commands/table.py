"""The commands: their names, a line that works, and what they do; read by the parser's answers and by the help."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class CommandInfo:
    example: str  # without the prefix
    meaning: str
    notes: tuple[str, ...] = ()  # further lines of its help


COMMANDS: Mapping[str, CommandInfo] = MappingProxyType(
    {
        "imagine": CommandInfo(
            "imagine a red fox in the snow",
            "draws a picture",
            ("`{fox,owl}` in it draws one picture of each.", "Options come after the text:"),
        ),
        "story": CommandInfo(
            "story Mia the red fox finds a lantern. She carries it up the hill.",
            "draws one picture for every sentence",
            (
                "Sentences may stand on lines of their own.",
                "`Mia: a red fox with a blue scarf` on a line before them says what Mia looks like.",
                "`[NC]` before a sentence keeps everybody out of its picture.",
                "Options come after the text:",
            ),
        ),
        "queue": CommandInfo("queue", "shows what is being drawn and what waits"),
        "cancel": CommandInfo("cancel 1a2b3c4d", "stops a picture; without its number, your latest"),
        "history": CommandInfo("history 5", "shows your latest pictures"),
        "quota": CommandInfo("quota", "shows your credits"),
        "help": CommandInfo("help imagine", "explains a command and lists its options"),
    }
)

QUOTA_FORMS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "set": ("quota set user 1234 day 500", "sets how many credits there are per day or month"),
        "grant": ("quota grant user 1234 day 200", "adds credits for this day or month"),
        "reset": ("quota reset user 1234 day", "makes what was used this day or month free again"),
        "show": ("quota show user 1234", "shows the credits of a user, a role, a server or the default"),
        "export": ("quota export", "gives the whole ledger as a file"),
    }
)
