"""`vignette evaluate panels`: what drawing again is worth, by how often, beside what it costs."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from bot.cli.evaluate_bars import story_bars
from generation.engine import LoadedEngine


def measured(
    engine: LoadedEngine, config: Path | None, stories: int, seed: int, redraws: int, steps: int | None
) -> dict[str, Any]:
    """By the checker of the settings, or by the judge that comes with Vignette."""
    from bot.settings import load
    from story.panels.load import STORYBOOK, load_panel_checker
    from story.storybook.evaluation.redraws import measure_redraws
    from story.storybook.judge import judge

    own = load(config).engine
    named = own.panel_checker or STORYBOOK
    checker = load_panel_checker(named, own.panel_threshold)
    with story_bars() as report:
        figures = measure_redraws(engine, checker, judge, stories, seed, redraws, report, steps)
    facts = {"model": engine.info.model, "seed": seed, "judge": STORYBOOK, "judge chose": named == STORYBOOK}
    return {**facts, **figures}


def show_panels(document: Mapping[str, Any]) -> None:
    """Print a column for each number of times, and who chose and who measured."""
    console = Console(highlight=False, markup=False, emoji=False, soft_wrap=True)
    chosen = f"{document['checker']} chooses which picture of a frame is kept"
    drawn = f"{document['model']} in {document['num_inference_steps']} steps"
    title = f"{drawn}: {document['stories']} stories, {document['frames']} frames, seed {document['seed']}"
    rounds = document["redraws"]
    table = Table("drawn again, at most", title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for times in range(len(rounds)):
        table.add_column(str(times), justify="right")
    for row in rounds[0]:
        name = "seconds per frame" if row == "seconds" else f"{row}, %"
        table.add_row(name, *(_cell(each[row], 1 if row == "seconds" else 100) for each in rounds))
    console.print(table)
    if document["judge chose"]:
        console.print(
            f"{chosen}, so “by the judge” is its own opinion of its own choice; “by templates” chose nothing."
        )
    else:
        console.print(f"{chosen}; the judge and the templates measure, and chose nothing.")


def _cell(ratio: Mapping[str, float], factor: int) -> str:
    half = factor * (ratio["high"] - ratio["low"]) / 2
    places = 2 if factor == 1 else 1
    return f"{factor * ratio['value']:.{places}f} ±{half:.{places}f}"
