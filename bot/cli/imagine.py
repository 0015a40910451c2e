"""`vignette imagine`: one prompt, drawn into PNG files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from bot.cli.parameters import (
    Anyway,
    AspectRatio,
    Config,
    Count,
    Guidance,
    Json,
    Lora,
    No,
    Ref,
    Seed,
    Steps,
    Style,
    given,
    text_of,
)


def imagine(
    prompt: Annotated[
        list[str], typer.Argument(metavar="PROMPT", help='What to draw; "-" reads it from standard input.')
    ],
    out: Annotated[Path | None, typer.Option(metavar="PATH", help="The PNG file, or a folder for several.")] = None,
    seed: Seed = None,
    ar: AspectRatio = None,
    steps: Steps = None,
    guidance: Guidance = None,
    no: No = None,
    n: Count = None,
    style: Style = None,
    ref: Ref = None,
    lora: Lora = None,
    anyway: Anyway = False,
    config: Config = None,
    json: Json = False,
) -> None:
    """Draw a picture of PROMPT.

    "{fox,owl}" in it draws one picture of each. The pictures' paths are printed on standard output.
    """
    from bot.cli.draw import draw
    from bot.cli.files import check_file, copy, image_paths
    from bot.cli.parsing import image_requests
    from bot.cli.results import image_document, show
    from bot.settings import load

    settings = load(config)
    options = given(
        seed=seed, ar=ar, steps=steps, guidance=guidance, no=no, n=n, style=style, ref=ref, lora=lora, anyway=anyway
    )
    requests = image_requests(text_of(prompt), options, settings.limits.of_a_command)
    check_file(out)
    jobs = draw(settings, requests)
    frames = [frame for job in jobs for frame in job.outcome.frames]
    paths = image_paths(out, jobs[0].id, len(frames))
    copy(frames, paths)
    show(jobs, paths, image_document(jobs, paths), as_json=json)
