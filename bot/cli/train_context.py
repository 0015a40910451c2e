"""`vignette train context`: the model of the settings, the stories of a folder, and what is said meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot import bootstrap
from bot.cli.output import print_note
from bot.cli.overrides import with_figures
from bot.settings import load


def run(
    stories: Path, folder: Path, layout: str | None, precision: str, change: Sequence[str], config: Path | None
) -> None:
    """Train on the stories of a folder, in front of the first engine of the settings."""
    from generation.load import load_engine
    from story.adapter.denoising import FrozenPipeline
    from story.adapter.sheet import sheets_of
    from story.adapter.train import ContextTraining, Recipe, train_adapter
    from story.datasets.folder import open_stories

    recipe = with_figures(Recipe(), change)
    found = open_stories(stories, layout, "train")
    left_out = f"; {found.left_out} lack a picture" if found.left_out else ""
    print_note(f"{len(found)} stories to learn from, of the layout {found.layout}{left_out}")
    engine = load_engine(bootstrap.engines(load(config))[0])
    training = ContextTraining(FrozenPipeline(engine), found, recipe, precision=precision)
    train_adapter(training, folder, print_note, sheets_of(engine, found))
    print_note(f"the encoder is in {folder / 'model'}; name that folder as context in engine.options")
