"""The parameters that commands share. Those of a drawing come from the table that the chat reads too."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from bot.commands import CommandError, options
from bot.domain.limits import DEFAULT_LIMITS


def _drawing_option(name: str) -> Any:
    option = options(DEFAULT_LIMITS)[name]
    return typer.Option(f"--{name}", metavar=option.example or None, help=f"{option.meaning.capitalize()}.")


Config = Annotated[
    Path | None, typer.Option("--config", metavar="FILE", help="Settings; without it, config.toml of this folder.")
]
Queue = Annotated[
    Literal["processes", "ray"] | None,
    typer.Option("--queue", help="Where workers run: processes of this machine, or Ray, as its settings say."),
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON document, and nothing else, on standard output.")]

Seed = Annotated[str | None, _drawing_option("seed")]
AspectRatio = Annotated[str | None, _drawing_option("ar")]
Steps = Annotated[str | None, _drawing_option("steps")]
Guidance = Annotated[str | None, _drawing_option("guidance")]
No = Annotated[str | None, _drawing_option("no")]
Count = Annotated[str | None, _drawing_option("n")]
Style = Annotated[str | None, _drawing_option("style")]
Lora = Annotated[list[str] | None, _drawing_option("lora")]
Title = Annotated[str | None, _drawing_option("title")]
By = Annotated[str | None, _drawing_option("by")]
NoContext = Annotated[bool, _drawing_option("no-context")]
Causal = Annotated[bool, _drawing_option("causal")]
Ref = Annotated[list[str] | None, _drawing_option("ref")]
Anyway = Annotated[bool, _drawing_option("anyway")]


Layout = Annotated[str | None, _drawing_option("layout")]
PaperSize = Annotated[str | None, _drawing_option("paper")]
PlanOnly = Annotated[bool, _drawing_option("plan")]


def given(**parameters: str | bool | list[str] | None) -> dict[str, str]:
    """The drawing options that were given, by their names in the table, as text; a flag has none."""
    return {
        name.replace("_", "-"): value if isinstance(value, str) else ",".join(value) if isinstance(value, list) else ""
        for name, value in parameters.items()
        if value is not None and value is not False and value != []
    }


def text_of(words: Sequence[str]) -> str:
    """The words of the command line as one text; "-" alone stands for standard input."""
    if list(words) != ["-"]:
        return " ".join(words)
    try:
        return sys.stdin.read()
    except UnicodeDecodeError:
        raise CommandError("Standard input is not text in UTF-8.", None) from None
