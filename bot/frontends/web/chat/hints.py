"""What the page suggests: examples for a stranger, and the commands and options while somebody types."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.commands import COMMANDS, Kind, options
from bot.domain.limits import Limits

ENDS_A_COMMAND = frozenset({"queue", "quota", "help", "history", "cancel"})  # may be sent as they stand


@dataclass(frozen=True, slots=True)
class Example:
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Hint:
    """One line of the list: what is typed for the person, how the word looks, what it does, what may follow it."""

    insert: str
    word: str
    about: str
    example: str = ""


EXAMPLES = (
    Example("Draw a picture", ".imagine a red fox in the snow"),
    Example(
        "Tell a story",
        ".story Mia the red fox finds a lantern in the forest. She carries it up the hill. It starts to rain. "
        "She sleeps under a big tree.",
    ),
    Example("See what else there is", ".help"),
    Example("Count your credits", ".quota"),
)


def hints(limits: Limits) -> Iterator[Hint]:
    """Every command, then every option, from the tables that the parser reads."""
    for name, command in COMMANDS.items():
        end = "" if name in ENDS_A_COMMAND else " "
        example = command.example.removeprefix(name).strip()
        yield Hint(f".{name}{end}", f".{name}", _without_marks(command.meaning), example)
    for option in options(limits).values():
        end = "" if option.kind in (Kind.FLAG, Kind.ATTACHED, Kind.FOLLOWED) else " "
        yield Hint(f"--{option.name}{end}", option.form, _without_marks(option.meaning))


def _without_marks(meaning: str) -> str:
    """Without the marks of code, which a list of choices does not show."""
    return meaning.replace("`", "")
