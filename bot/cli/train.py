"""`vignette train`: the recipes of the models that come with Vignette."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.failures import USAGE, CliError
from bot.cli.output import print_note

train = typer.Typer(help="Train the models that come with Vignette.", no_args_is_help=True)

Seconds = Annotated[float | None, typer.Option(metavar="SECONDS", help="Time for this stage, over all sessions.")]


@train.callback()
def _models() -> None:
    """A group even while there is a single model to name."""


@train.command()
def storybook(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints and results.")] = Path("runs/storybook"),
    stage: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this stage; may be repeated.")] = None,
    text: Seconds = None,
    autoencoder: Seconds = None,
    denoiser: Seconds = None,
    scenes: Annotated[int | None, typer.Option(min=1, help="How many single scenes to draw.")] = None,
    stories: Annotated[int | None, typer.Option(min=1, help="How many stories of four sentences to draw.")] = None,
    seed: Annotated[int | None, typer.Option(min=0, help="The same seed draws the same training set.")] = None,
) -> None:
    """Train the embedded model on the picture-book world that it draws itself.

    One after the other: the text encoder and the context encoder learn to tell a scene's facts, the autoencoder learns
    to draw from latents, the denoiser learns to make latents from text. Every stage saves itself every two minutes and
    goes on from there when the command is run again. A GPU is used where there is one.
    """
    try:
        from story.storybook.training.recipe import STAGES, Recipe, run
    except ModuleNotFoundError as error:
        raise CliError(f"Training needs {error.name}, too: pip install 'vignette[train]'.") from error

    if unknown := [name for name in stage or [] if name not in STAGES]:
        raise CliError(f"There is no stage named {unknown[0]!r}; there are: {', '.join(STAGES)}.", USAGE)
    seconds = {"text": text, "autoencoder": autoencoder, "denoiser": denoiser}
    given: dict[str, Any] = {**seconds, "scenes": scenes, "stories": stories, "seed": seed}
    recipe = replace(Recipe(), **{name: value for name, value in given.items() if value is not None})
    run(recipe, folder, tuple(stage or STAGES), print_note)
