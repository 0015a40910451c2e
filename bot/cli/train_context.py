"""`vignette train context`, once torch may be imported."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot import bootstrap
from bot.cli.errors import USAGE, CliError
from bot.cli.output import print_note
from bot.cli.overrides import with_figures
from bot.settings import load
from generation.engines.diffusers.engine import DiffusersEngine
from generation.load import load_engine
from story.adapter.denoising import FrozenPipeline
from story.adapter.sheet import sheets_of
from story.adapter.train import ContextTraining, Recipe, train_adapter
from story.datasets.folder import open_stories


def run(
    stories: Path, folder: Path, layout: str | None, precision: str, change: Sequence[str], config: Path | None
) -> None:
    """Train on the stories of a folder, in front of the first engine of the settings."""
    recipe = with_figures(Recipe(), change)
    found = open_stories(stories, layout, "train")
    left_out = f"; {found.left_out} lack a picture" if found.left_out else ""
    print_note(f"{len(found)} stories to learn from, of the layout {found.layout}{left_out}")
    engine = load_engine(bootstrap.engines(load(config))[0])
    if not isinstance(engine, DiffusersEngine):
        raise CliError(
            "A context encoder is trained for a model of diffusers: set engine.name and engine.model.", USAGE
        )
    training = ContextTraining(FrozenPipeline(engine), found, recipe, precision=precision)
    train_adapter(training, folder, print_note, sheets_of(engine, found))
    print_note(f"the encoder is in {folder / 'model'}; name that folder as context in engine.options")
