"""`vignette evaluate little`: the ways to hold a story together, side by side."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot.cli.errors import WITH_TRAINING, CliError
from bot.cli.evaluate_tables import WIDE

SECONDS = "seconds per frame"


def measured(
    model: Path, context: Path | None, stories: int, seed: int, report: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Figures by way."""
    try:
        from generation.load import load_engine
        from story.little.evaluate import evaluate
        from story.storybook.judge import judge
    except ModuleNotFoundError as error:
        raise CliError(f"Evaluating needs {error.name}, too: {WITH_TRAINING}.") from error
    from story.conditioning import module_of

    settings = {"name": "diffusers", "model": str(model), "options": {"num_inference_steps": 20, "guidance_scale": 3.0}}
    alone, adapter = load_engine(settings), None
    sharing = load_engine({**settings, "options": {**settings["options"], "shared_attention": 1}})  # type: ignore[dict-item]
    if context is not None:
        conditioned: Any = load_engine({**settings, "options": {"context": str(context)}})
        adapter = module_of(conditioned)
    return {
        "model": str(model), "context": context and str(context), "seed": seed,
        **evaluate(alone, sharing, adapter, judge, stories, seed, report),
    }  # fmt: skip


def show_little(document: Mapping[str, Any]) -> None:
    """A row per way, a column per figure."""
    console = Console(width=None if sys.stdout.isatty() else WIDE, highlight=False, markup=False, emoji=False)
    columns: Mapping[str, Any] = document["columns"]
    title = f"{document['model']}: {document['stories']} stories, {document['frames']} frames, seed {document['seed']}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    figures = [*next(iter(columns.values())), SECONDS]
    table.add_column("")
    for name in figures:
        table.add_column(name, justify="right")
    for way, own in columns.items():
        table.add_row(way, *(_cell(own.get(name)) for name in figures))
    console.print(table)
    if document["context"] is None:
        console.print("Without --context nothing is told of a context encoder.")


def _cell(figure: Mapping[str, float] | float | None) -> str:
    if figure is None:
        return ""
    if isinstance(figure, float):
        return f"{figure:.2f}"
    return f"{figure['value'] * 100:.1f} ±{(figure['high'] - figure['low']) * 50:.1f}"
