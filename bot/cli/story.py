"""`vignette story`: a few sentences, drawn into one PNG file each, and a page of them all."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.parameters import (
    Anyway,
    AspectRatio,
    By,
    Causal,
    Config,
    Guidance,
    Json,
    No,
    NoContext,
    Seed,
    Steps,
    Style,
    Title,
    given,
    text_of,
)


def story(
    text: Annotated[list[str], typer.Argument(metavar="TEXT", help='The story; "-" reads it from standard input.')],
    out: Annotated[Path | None, typer.Option(metavar="DIR", help="The folder for the frames and the page.")] = None,
    seed: Seed = None,
    ar: AspectRatio = None,
    steps: Steps = None,
    guidance: Guidance = None,
    no: No = None,
    style: Style = None,
    title: Title = None,
    by: By = None,
    no_context: NoContext = False,
    causal: Causal = False,
    anyway: Anyway = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Draw TEXT, one frame for every sentence, and a page of all frames.

    A line "Mia: a red fox" before the sentences says what Mia looks like; "[NC]" before a sentence keeps everybody out
    of its frame. The files' paths are printed on standard output.
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
        title=title,
        by=by,
        no_context=no_context,
        causal=causal,
        anyway=anyway,
    )
    request = story_request(text_of(text), options, settings.limits.of_a_command)
    check_folder(out)
    [job] = draw(settings, [request])
    paths = story_paths(out, job.id, len(job.outcome.frames))
    copy(job.outcome.pictures, paths)
    show([job], paths, story_document(job, paths), as_json=json)
