"""`vignette story`: a few sentences, drawn into one PNG file each, and a page of them all."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.parameters import (
    Anyway,
    AspectRatio,
    By,
    Causal,
    Config,
    Guidance,
    Json,
    Layout,
    Lora,
    No,
    NoContext,
    PaperSize,
    PlanOnly,
    Ref,
    Seed,
    Steps,
    Style,
    Title,
    given,
    text_of,
)

if TYPE_CHECKING:
    from story.request import StoryRequest


def story(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help='The story; "-" reads it from standard input.')],
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder for the frames and the page.")] = None,
    seed: Seed = None,
    ar: AspectRatio = None,
    steps: Steps = None,
    guidance: Guidance = None,
    no: No = None,
    style: Style = None,
    ref: Ref = None,
    lora: Lora = None,
    title: Title = None,
    by: By = None,
    no_context: NoContext = False,
    causal: Causal = False,
    layout: Layout = None,
    paper: PaperSize = None,
    plan: PlanOnly = False,
    anyway: Anyway = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Draw TEXT, one frame for every sentence, and a page of all frames.

    A line "Mia: a red fox" before the sentences says what Mia looks like; "[NC]" before a sentence keeps everybody out
    of its frame. The files' paths are printed on standard output. With --plan nothing is drawn: a table shows who would
    be in each frame, where and when.
    """
    from bot.cli.draw import draw
    from bot.cli.files import check_folder, copy, story_paths
    from bot.cli.parsing import story_request
    from bot.cli.results import show, story_document
    from bot.settings import load

    settings = load(config)
    options = given(
        seed=seed,
        ar=ar,
        steps=steps,
        guidance=guidance,
        no=no,
        style=style,
        ref=ref,
        lora=lora,
        title=title,
        by=by,
        no_context=no_context,
        causal=causal,
        layout=layout,
        paper=paper,
        anyway=anyway,
    )
    request = story_request(text_of(text), options, settings.limits.of_a_command)
    if plan:
        _show_plan(request, as_json=json)
        return
    check_folder(out)
    [job] = draw(settings, [request])
    paths = story_paths(out, job.id, len(job.outcome.frames))
    copy(job.outcome.pictures, paths)
    show([job], paths, story_document(job, paths), as_json=json)


def _show_plan(request: StoryRequest, *, as_json: bool) -> None:
    """No service is needed for it, as nothing is drawn or charged."""
    from dataclasses import asdict

    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    from bot.chat.plan_table import COLUMNS, plan_rows
    from bot.cli.output import print_json
    from story.plans.notation import format_plan
    from story.plans.rules import plan_story

    planned = plan_story(request.sentences, request.cast, context=request.context)
    if as_json:
        told = zip(request.sentences, asdict(planned)["frames"], strict=True)
        return print_json({"frames": [{"sentence": sentence, **frame} for sentence, frame in told]})
    rows = plan_rows(format_plan(planned, request.sentences), request.sentences)
    table = Table(*COLUMNS, box=SIMPLE_HEAD, pad_edge=False)
    for row in rows:
        table.add_row(*row)
    return Console(highlight=False, markup=False, emoji=False).print(table)
