"""`vignette models`: what lies in the folder of models, and what each is."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.errors import CliError
from bot.cli.output import print_result
from bot.cli.parameters import Config, Json

Folder = Annotated[
    Path | None, typer.Argument(help="Where models lie; without it, the folder that engine.model lies in.")
]


def models(folder: Folder = None, config: Config = None, json: Json = False) -> None:
    """List the models in a folder: their family, how they are drawn, what they need, their size and licence."""
    from bot.settings import load
    from generation.load import facts_in

    place = folder or Path(load(config).engine.model).expanduser().parent
    if not place.is_dir() or (folder is None and place == Path()):
        raise CliError("Say which folder the models lie in: vignette models FOLDER.")
    found = facts_in(place)
    lines = [f"{'WRONG' if each.objections else 'ok   '}  {each.name}: {each.sentence()}" for each in found]
    print_result(
        {"models": [asdict(each) for each in found]}, lines or [f"There is no model in {place}."], as_json=json
    )
