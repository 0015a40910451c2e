"""NAME=NUMBER on the command line → a figure of a frozen dataclass."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, TypeVar, get_type_hints

from bot.cli.errors import USAGE, CliError

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Figures = TypeVar("Figures", bound="DataclassInstance")


def with_figures(figures: Figures, given: Iterable[str]) -> Figures:
    """The same figures with those given in place; numbers keep their kind, whole or not, and are never negative."""
    for each_given in given:
        name, _, text = each_given.partition("=")
        known = asdict(figures)
        if name not in known:
            there_are = ", ".join(f"{each}={value}" for each, value in known.items())
            raise CliError(f"There is no figure {name!r}; there are: {there_are}.", USAGE)
        whole = get_type_hints(type(figures))[name] is int
        try:
            number = int(text) if whole else float(text)
        except ValueError:
            number = -1
        if not math.isfinite(number) or number < 0:
            raise CliError(f"{name} takes a {'whole ' if whole else ''}number from 0, not {text!r}.", USAGE)
        figures = replace(figures, **{name: number})
    return figures
