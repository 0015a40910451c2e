"""`vignette evaluate clevr`: the table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

HEADINGS = {
    "ssim": "SSIM",
    "foreground_ssim": "foreground",
    "attribute_f1": "attributes",
    "count_exact": "count",
    "position_error": "off by",
    "remembered": "remembered",
}


def show_clevr(document: Mapping[str, Any]) -> None:
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    title = f"{document['stories']} stories, {document['frames']} frames of {document['side']} pixels"
    table = Table("", *HEADINGS.values(), title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for name, figures in document["columns"].items():
        table.add_row(name, *("" if figures[key] is None else f"{figures[key]:.3f}" for key in HEADINGS))
    console.print(table)
