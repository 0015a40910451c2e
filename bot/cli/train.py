"""`vignette train`: the recipes of the models that come with Vignette."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import USAGE, WITH_TRAINING, CliError
from bot.cli.output import print_note
from bot.cli.parameters import Config

Change = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=NUMBER", help="Change a figure of the recipe; may be repeated."),
]

train = typer.Typer(help="Train the models that come with Vignette.", no_args_is_help=True)


@train.command()
def storybook(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints and the model.")] = Path(
        "runs/storybook"
    ),
    stage: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Only this stage; may be repeated.")] = None,
    recipe: Annotated[str, typer.Option(metavar="cpu|gpu", help="Which figures to start from.")] = "cpu",
    change: Change = None,
    onward: Annotated[
        bool, typer.Option(help="Where DIR has no checkpoints, begin with the weights that come with Vignette.")
    ] = False,
) -> None:
    """Train the embedded model on the picture-book world that it draws itself.

    Stages: "text" learns to tell the facts of a caption, "context" to carry them through a story, "together" goes on
    with both. "autoencoder" learns to draw a layer from its latents, "denoiser" to make the latents from the layer's
    facts, "polish" to draw well from those, too. "assemble" writes the folder that the engine loads, DIR/model. Text
    and pictures meet only in the facts, so the first three stages and the next three can run side by side, each with
    --stage. Every stage saves itself every two minutes and goes on from there when the command is run again.

    Figures of a recipe are the seconds of each stage, as in --set text=60, how many steps each takes at most (steps),
    the layers per step of the denoiser (batch), its width, and the processes that draw for it (workers). The recipe
    "cpu" made the committed weights on two cores; "gpu" is meant for half an hour of one data-centre GPU beside 16
    cores, and nobody has run it yet.
    """
    try:
        from story.storybook.training.recipe import RECIPES, STAGES, run
    except ModuleNotFoundError as error:
        raise CliError(f"Training needs {error.name}, too: {WITH_TRAINING}.") from error
    from bot.cli.overrides import with_figures

    if unknown := [name for name in stage or [] if name not in STAGES]:
        raise CliError(f"There is no stage named {unknown[0]!r}; there are: {', '.join(STAGES)}.", USAGE)
    if recipe not in RECIPES:
        raise CliError(f"There is no recipe named {recipe!r}; there are: {', '.join(RECIPES)}.", USAGE)
    run(with_figures(RECIPES[recipe], change or []), folder, tuple(stage or STAGES), print_note, onward=onward)


@train.command()
def context(
    stories: Annotated[Path, typer.Argument(metavar="STORIES", help="A folder of stories with their pictures.")],
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints, sheets and the model.")] = Path(
        "runs/context"
    ),
    layout: Annotated[
        str | None, typer.Option(metavar="NAME", help="How the stories lie there, where it can't be seen.")
    ] = None,
    precision: Annotated[str, typer.Option(metavar="no|bf16", help="What the denoiser computes in.")] = "no",
    change: Change = None,
    config: Config = None,
) -> None:
    """Train StoryGAN's context encoder in front of the model that the settings name, which stays as it is.

    STORIES has a stories.jsonl: a line for each story, {"id": "1", "frames": [{"sentence": "...", "picture":
    "1/1.png", "caption": "..."}, ...]}, where a caption, if there is one, needs no story to be understood; or it is
    CLEVR-SV, Pororo-SV, FlintstonesSV or VIST as published. The encoder is written to DIR/model; name that folder as
    context in engine.options. A story is drawn every ten minutes and kept in DIR. It saves itself every two minutes and
    goes on from there when the command is run again.

    Figures of the recipe are the seconds it takes, as in --set seconds=600, how many steps at most (steps), the stories
    per step, the share of the run in which it learns from words alone (words) before it learns from pictures, too, the
    rate, how often sentences are told with their cast (described), the seconds between two sheets, the width inside and
    the slots of the encoder, and the seed.
    """
    try:
        from bot.cli.train_context import run
    except ModuleNotFoundError as error:
        raise CliError(f"Training needs {error.name}, too: {WITH_TRAINING}.") from error
    if precision not in ("no", "bf16"):
        raise CliError(f"There is no precision {precision!r}; there are: no, bf16.", USAGE)
    run(stories, folder, layout, precision, change or [], config)


@train.command()
def little(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints and the model.")] = Path("runs/little"),
    change: Change = None,
    stories: Annotated[
        int, typer.Option(min=0, help="Train nothing; write so many stories of its world to DIR/stories instead.")
    ] = 0,
) -> None:
    """Train a little Stable Diffusion of 64 pixels, to try on it what is built for large ones.

    It learns single frames of a very small part of the picture-book world. The model, an ordinary folder of diffusers,
    is written to DIR/model. It saves itself every two minutes and goes on from there when the command is run again.

    Figures of the recipe are the seconds of its two stages (vae, unet), how many steps each takes at most (steps), the
    pictures per step (batch), the texts that its words are learned from, and the seed.
    """
    try:
        from story.little.train import Recipe, run, write_little_stories
    except ModuleNotFoundError as error:
        raise CliError(f"Training needs {error.name}, too: {WITH_TRAINING}.") from error
    from bot.cli.overrides import with_figures

    recipe = with_figures(Recipe(), change or [])
    if stories:
        write_little_stories(folder / "stories", stories, recipe.seed)
    else:
        run(recipe, folder, print_note)


@train.command()
def storygan(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints and the model.")] = Path("runs/storygan"),
    change: Change = None,
) -> None:
    """Train StoryGAN, the baseline, on stories of the same picture-book world.

    It reads with a copy of the embedded model's text encoder as it is when training begins. The model is written to
    DIR/model. It saves itself every two minutes and goes on from there when the command is run again.

    Figures of the recipe are the seconds it takes, as in --set seconds=60, how many steps at most (steps), the stories
    it learns from, and how many of them are in a batch; with --set bfloat16=1 it takes half the time on a processor
    that has that format. The default is what one CPU core does while somebody waits: a GPU, used where there is one, or
    an hour gets further.
    """
    _run("story.storygan.train", folder, change)


@train.command()
def clevr(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints, which are the model.")] = Path(
        "runs/clevr"
    ),
    change: Change = None,
) -> None:
    """Train on CLEVR-SV, StoryGAN's own test, whose stories are rendered anew: solids on a floor, one more per frame.

    The "reader" learns to tell what pictures show, for `vignette evaluate clevr`; the "painter" to draw frames of which
    every number is given; the "context" encoder to remember the solids of earlier sentences. Each saves itself every
    two minutes and goes on from there when the command is run again.

    Figures of the recipe are the seconds of one processor core that each of the three takes, as in --set painter=60,
    how many steps at most (steps), the stories to learn from, and how many frames are in a batch.
    """
    _run("story.clevr.training", folder, change)


@train.command()
def baselines(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints and the models.")] = Path(
        "runs/baselines"
    ),
    change: Change = None,
) -> None:
    """Train the memories that the context encoder is measured against: mean, GRU, attention, GRU + Text2Gist alone.

    Only `vignette evaluate story` needs them. They learn from the embedded model's text encoder, so train that one
    first. They are written to DIR/model. Each saves itself every two minutes and goes on from there when the command is
    run again.

    Figures of the recipe are the seconds that each takes, as in --set seconds=60, how many steps at most (steps), and
    the seed.
    """
    _run("story.storybook.training.baselines", folder, change)


@train.command()
def judge(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="For checkpoints.")] = Path("runs/judge"),
    change: Change = None,
) -> None:
    """Train the judge, which tells what a picture shows, on the picture-book world that Vignette draws itself.

    Only `vignette evaluate story` needs it. Weights and their accuracy replace those that come with Vignette. It saves
    itself every two minutes and goes on from there when the command is run again.

    Figures of the recipe are the seconds it takes, as in --set seconds=60, how many steps at most (steps), and the
    pictures it learns from. The defaults are those of the committed weights; the seconds are counted of one CPU core,
    however busy it is.
    """
    _run("story.storybook.training.judge", folder, change)


def _run(recipe: str, folder: Path, change: list[str] | None) -> None:
    """Run the recipe of a module with these figures changed."""
    try:
        module = import_module(recipe)
    except ModuleNotFoundError as error:
        raise CliError(f"Training needs {error.name}, too: {WITH_TRAINING}.") from error
    from bot.cli.overrides import with_figures

    module.run(with_figures(module.Recipe(), change or []), folder, print_note)
