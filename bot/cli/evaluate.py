"""`vignette evaluate`: how good the drawings are, every figure with its baselines beside it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.cli.errors import USAGE, WITH_TRAINING, CliError
from bot.cli.evaluate_bars import story_bars
from bot.cli.evaluate_tables import show, show_backdrops
from bot.cli.output import print_json, print_note
from bot.cli.parameters import Config, Json

if TYPE_CHECKING:
    from generation.engine import LoadedEngine
    from story.storybook.evaluation.columns import Column

#: How many times fewer stories of a split are measured than of the test split, unless splits are asked for by name.
FEWER = {"test": 1, "held_out": 4, "long": 10, "people": 4}

evaluate = typer.Typer(help="Measure what the drawings show.", no_args_is_help=True)


@evaluate.callback()
def _subjects() -> None:
    """A group even while there is a single subject to name."""


@evaluate.command()
def story(
    stories: Annotated[int, typer.Option(min=1, help="How many stories.")] = 50,
    split: Annotated[
        list[str] | None, typer.Option(metavar="|".join(FEWER), help="Only these stories; may be repeated.")
    ] = None,
    columns: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="Only this column; may be repeated.")
    ] = None,
    seed: Annotated[int, typer.Option(min=0, help="Which stories.")] = 1,
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Measure nothing, draw the first 24 stories as a JPEG.")
    ] = None,
    styles: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Measure nothing, draw one scene in every style as a JPEG.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Draw unseen stories of the picture-book world and let a judge, who sees nothing but pixels, tell what they show.

    Splits: "test", "held_out" (looks never seen in training), "long" (8 to 12 sentences) and "people" (prompts and
    stories written by hand). Without --split there are fewer stories of the last three than of the first.

    The first column, "truth", is the judge on true pictures: what it cannot see there, it cannot see anywhere. Shares
    are in per cent, ± half of their 95 % interval; the JSON has all figures. Where a column has no weights yet, it is
    named with how to train them.
    """
    try:
        from story.storybook.evaluation.columns import COLUMNS
    except ModuleNotFoundError as error:
        raise CliError(f"Evaluating needs {error.name}, too: {WITH_TRAINING}.") from error
    counts = {name: stories if split else max(1, stories // FEWER[name]) for name in _known(split, tuple(FEWER))}
    if sheet:
        return _draw_sheet(_engine(config), list(counts), seed, sheet)
    if styles:
        return _draw_styles(_engine(config), seed, styles)
    not_run: dict[str, str] | None = None if columns else {}  # who names a column wants it, or to know why not
    document = _measured(_engine(config), _known(columns, COLUMNS), counts, seed, not_run)
    return print_json(document) if json else show(document)


@evaluate.command()
def pictures(
    each: Annotated[int, typer.Option(min=2, help="How many backdrops of every place.")] = 20,
    seed: Annotated[int, typer.Option(min=0, help="Which backdrops.")] = 1,
    config: Config = None,
    json: Json = False,
) -> None:
    """Measure how sharp drawn backdrops are, place by place, beside true renders and those through the autoencoder.

    Gradient energy is the true render's share; a seam is how much more neighbouring pixels differ across the lines of
    the grid of latents than elsewhere; the Fréchet distance is under the judge's features. Of all layers, figures and
    props too, the share of the true latents' variance is told that a drawing misses.
    """
    try:
        from story.storybook.evaluation.backdrops import measure_backdrops
        from story.storybook.evaluation.columns import storybook_of
        from story.storybook.judge import judge
    except ModuleNotFoundError as error:
        raise CliError(f"Evaluating needs {error.name}, too: {WITH_TRAINING}.") from error
    engine = _engine(config)
    pipeline = storybook_of(engine)
    with story_bars() as report:
        document = {"model": engine.info.model, "seed": seed} | measure_backdrops(pipeline, judge, each, seed, report)
    return print_json(document) if json else show_backdrops(document)


@evaluate.command()
def plan(
    mistakes: Annotated[bool, typer.Option(help="Print the sentences whose cast was not exact, too.")] = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Compare who the plan of a story puts on stage with who is there, frame by frame.

    On sentences of old tales and on the stories that people wrote by hand; rules were written with the tales that are
    "seen", and nobody looked at the others meanwhile. Exact: the share of frames with exactly those on stage.
    """
    from bot.cli.evaluate_plan import measured, show_plans

    document = measured(config, with_mistakes=mistakes)
    return print_json(document) if json else show_plans(document)


@evaluate.command()
def little(
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where `vignette train little` wrote.")] = Path(
        "runs/little"
    ),
    context: Annotated[
        Path | None, typer.Option(metavar="DIR", help="An encoder of `vignette train context STORIES` for it.")
    ] = None,
    stories: Annotated[int, typer.Option(min=1, help="How many stories.")] = 50,
    seed: Annotated[int, typer.Option(min=0, help="Which stories.")] = 1,
    json: Json = False,
) -> None:
    """Measure what each way to hold a story together is worth, in front of the little Stable Diffusion.

    Ways: each sentence alone, its cast told in it, attention shared by the frames, the context encoder, and all of them
    together. A judge that sees nothing but pixels tells who is on stage; shares are in per cent, ± half of their 95 %
    interval.
    """
    from bot.cli.evaluate_little import measured, show_little

    with story_bars() as report:
        document = measured(folder / "model", context, stories, seed, report)
    return print_json(document) if json else show_little(document)


@evaluate.command()
def panels(
    stories: Annotated[int, typer.Option(min=1, help="How many stories.")] = 20,
    redraws: Annotated[int, typer.Option(min=0, max=5, help="How often a frame is drawn again at most.")] = 3,
    steps: Annotated[int | None, typer.Option(min=1, help="Draw in so many, as a model that fails more often.")] = None,
    seed: Annotated[int, typer.Option(min=0, help="Which stories.")] = 1,
    config: Config = None,
    json: Json = False,
) -> None:
    """Let a panel checker choose among pictures of each frame, and measure what that is worth and costs.

    `engine.panel_checker` chooses, or else the judge. Per number of times: frames with exactly those on stage by the
    judge, and by templates (true renders of every kind, which each figure's layer is compared with, and no network);
    what the model was told to draw, which no redrawing changes; and the judge on true pictures, which tells its limits.
    """
    try:
        from bot.cli.evaluate_panels import measured, show_panels

        document = measured(_engine(config), config, stories, seed, redraws, steps)
    except ModuleNotFoundError as error:
        raise CliError(f"Evaluating needs {error.name}, too: {WITH_TRAINING}.") from error
    return print_json(document) if json else show_panels(document)


@evaluate.command()
def clevr(
    stories: Annotated[int, typer.Option(min=2, help="How many stories, of four frames each.")] = 100,
    seed: Annotated[int, typer.Option(min=0, help="Which stories.")] = 1,
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where `vignette train clevr` left its weights.")] = Path(
        "runs/clevr"
    ),
    sheet: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Measure nothing, draw the first stories as a PNG.")
    ] = None,
    json: Json = False,
) -> None:
    """Measure CLEVR-SV, StoryGAN's own test, on solids rendered anew.

    SSIM is scikit-image's with Gaussian weights, of 64 pixels in [0, 1]; "foreground" is its mean where the picture is
    not empty floor. An empty picture wins the first, so it is never printed alone. Attributes, count and position are
    told by a reader of pixels, whose score on true pictures is the column "truth"; "remembered" are solids of earlier
    sentences that are drawn with every attribute right.
    """
    try:
        from story.clevr import evaluate as clevr_sv
    except ModuleNotFoundError as error:
        raise CliError(f"Evaluating needs {error.name}, too: {WITH_TRAINING}.") from error
    from bot.cli.evaluate_clevr import show_clevr

    try:
        modules = clevr_sv.load(folder)
    except FileNotFoundError as error:
        raise CliError(str(error)) from error
    if sheet:
        return clevr_sv.sheet(modules, seed).save(sheet)
    with story_bars() as report:
        document = clevr_sv.document(modules, stories, seed, report)
    return print_json(document) if json else show_clevr(document)


def _known(given: list[str] | None, names: Sequence[str]) -> list[str]:
    """The names that were given, or all."""
    if unknown := [name for name in given or [] if name not in names]:
        raise CliError(f"There is no {unknown[0]!r}; there are: {'; '.join(names)}.", USAGE)
    return list(dict.fromkeys(given or names))


def _engine(config: Path | None) -> LoadedEngine:
    from bot import bootstrap
    from bot.settings import load
    from generation.load import load_engine

    return load_engine(bootstrap.engines(load(config))[0])


def _measured(
    engine: LoadedEngine, columns: Sequence[str], counts: Mapping[str, int], seed: int, not_run: dict[str, str] | None
) -> dict[str, Any]:
    from story.storybook.evaluation.evaluate import evaluate as measure
    from story.storybook.judge import judge

    opened, info = _columns(engine, columns, not_run), engine.info
    for reason in (not_run or {}).values():
        print_note(reason)
    try:
        judge.committed()
    except FileNotFoundError as error:
        raise CliError(str(error)) from error
    sets: dict[str, Any] = {}
    with story_bars() as report:
        for split, count in counts.items():
            sets |= measure(opened, judge, split, count, seed, report)
    return {
        "model": info.model, "context": info.context, "device": info.device, "seed": seed,
        "num_inference_steps": info.num_inference_steps, "not_run": not_run or {}, "sets": sets,
    }  # fmt: skip


def _columns(engine: LoadedEngine, names: Sequence[str], not_run: dict[str, str] | None = None) -> list[Column]:
    from generation.load import load_engine
    from story.storybook.evaluation.columns import open_columns

    def storygan() -> LoadedEngine:
        return load_engine({"name": "storygan", "device": engine.info.device})

    return open_columns(engine, names, storygan, not_run=not_run)


def _draw_styles(engine: LoadedEngine, seed: int, file: Path) -> None:
    from generation.engine import ImageRequest
    from generation.request.resolve import image_drawings
    from story.storybook.evaluation.contact_sheet import jpeg, strip

    told = [
        ImageRequest("a red fox with a ball in the garden", seed, style=each) for each in (None, *engine.info.styles)
    ]
    drawings = [drawing for request in told for drawing in image_drawings(engine, request).drawings]
    while drawings[0].step < drawings[0].num_steps:
        engine.advance(drawings)
    file.write_bytes(jpeg(strip(engine.finish(drawings))))
    print_note(f"Plain, {', '.join(engine.info.styles)}:")
    sys.stdout.write(f"{file}\n")


def _draw_sheet(engine: LoadedEngine, splits: Sequence[str], seed: int, file: Path) -> None:
    from story.storybook.evaluation.columns import OURS
    from story.storybook.evaluation.contact_sheet import STORIES, jpeg, sheet
    from story.storybook.evaluation.stories import stories

    [column] = _columns(engine, [OURS])
    *_, told = stories(splits[0], STORIES, seed).values()
    with story_bars() as report:
        rows = []
        for number, each in enumerate(told):
            report(splits[0], number, len(told))
            rows.append(([frame.sentence for frame in each], column.draw(each, seed + number).pictures))
        report(splits[0], len(told), len(told))
    file.write_bytes(jpeg(sheet(rows)))
    print_note(f"{len(rows)} stories of the split {splits[0]}, whole and in order:")
    sys.stdout.write(f"{file}\n")
