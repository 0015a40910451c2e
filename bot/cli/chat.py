"""`vignette chat`: the chat in this terminal."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.parameters import Config


def chat(
    out: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Where pictures go; without it, the data folder's pictures.")
    ] = None,
    config: Config = None,
) -> None:
    """Talk to the bot in this terminal: the same commands as everywhere, with or without their dot.

    Ctrl-C cancels what is being drawn, Ctrl-D leaves. With lines from a pipe it ends with 1 if any of them failed.
    """
    from bot import bootstrap, logs
    from bot.cli.files import check_folder
    from bot.frontends.console import ConsoleFrontend
    from bot.settings import load

    check_folder(out)
    settings = load(config)
    logs.to_file(settings)

    async def talk() -> bool:
        console = ConsoleFrontend(settings, folder=out)
        app = bootstrap.app(settings, [console])
        await app.start()
        try:
            await console.left()
        finally:
            await app.stop()
        return console.failed and console.piped

    if asyncio.run(talk()):
        raise typer.Exit(1)
