"""The figures of `vignette evaluate story` as tables for a person; the JSON has more."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

WIDE = 220  # characters, where no terminal sets a limit
MAIN = ("frame accuracy", "attributes", "place", "action")
DISTANCE = "Fréchet distance"
MISSED = "variance missed"
#: What the rows are about, of the pictures or of the text alone, and which rows of the group; None: all.
SECTIONS: Sequence[tuple[str, str, str, Sequence[str] | None]] = (
    ("all frames", "shown", "all frames", None),
    ("named frames", "shown", "named frames", MAIN),
    ("pronoun frames", "shown", "pronoun frames", MAIN),
    ("story", "shown", "story", None),
    ("every fact that people told", "shown", "facts told", None),
    ("told by the text alone", "told", "all frames", MAIN),
    ("told in pronoun frames", "told", "pronoun frames", MAIN),
    ("told over the story", "told", "story", None),
)


def show(document: Mapping[str, Any]) -> None:
    """Print one table per set of stories."""
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False, markup=False, emoji=False)
    console.print(f"{document['model']} with {document['context']} on {document['device']}, seed {document['seed']}")
    for name, figures in document["sets"].items():
        title = f"{name}: {figures['stories']} stories, {figures['frames']} frames"
        table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
        table.add_column("")
        columns = figures["columns"]
        for column in columns:
            table.add_column(column, justify="right")
        for heading, source, group, chosen in SECTIONS:
            parts = [each[source].get(group, {}) for each in columns.values()]
            rows = chosen or list(dict.fromkeys(row for part in parts for row in part))
            if any(row in part for part in parts for row in rows):
                table.add_row(Text(heading, "bold"))
                for row in rows:
                    table.add_row(row.replace("_", " "), *(_cell(row, part.get(row)) for part in parts))
                table.add_section()
        table.add_row(DISTANCE, *(f"{each[DISTANCE]:.3f}" for each in columns.values()))
        console.print(table)


def show_backdrops(document: Mapping[str, Any]) -> None:
    """Print a row per place, all places together, and how far off each column is as a whole."""
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False, markup=False, emoji=False)
    columns: Mapping[str, Any] = document["columns"]
    title = f"{document['model']}, {document['backdrops']} backdrops, seed {document['seed']}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    rows = list(next(iter(columns.values()))["mean"])
    table.add_column("")
    for row in rows:
        for name in columns:
            table.add_column(f"{row}, {name}", justify="right")
    for place in next(iter(columns.values()))["places"]:
        table.add_row(place, *(f"{each['places'][place][row]:.2f}" for row in rows for each in columns.values()))
    table.add_section()
    table.add_row("all places", *(f"{each['mean'][row]:.2f}" for row in rows for each in columns.values()))
    console.print(table)
    for name, each in columns.items():
        console.print(f"{name}: least gradient energy at {each['least energy']}, {DISTANCE} {each[DISTANCE]:.2f}")
    missed = ", ".join(f"{role} {100 * share:.1f} %" for role, share in document[MISSED].items())
    console.print(f"{MISSED} of true latents: {missed}")


def _cell(row: str, ratio: Mapping[str, float] | None) -> str:
    """A share in per cent, or seconds; empty where there was nothing to count."""
    if ratio is None:
        return ""
    factor, places = (1, 2) if row == "seconds" else (100, 1)
    value, half = ratio["value"] * factor, (ratio["high"] - ratio["low"]) / 2 * factor
    return f"{value:.{places}f} ±{half:.{places}f}"
