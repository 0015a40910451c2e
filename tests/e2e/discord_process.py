"""The bot on a Discord double in a process of its own, to be killed.

`python -m tests.e2e.discord_process FOLDER URL TOKEN` serves until it is killed.
"""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import bootstrap
from bot.frontends.discord import DiscordFrontend
from bot.settings import Settings
from tests.discord_double import DiscordDouble

ROOT = Path(__file__).parents[2]
READY = "ready"  # a file in the folder, once commands are taken
ENGINE = {"name": "echo", "options": {"width": 64, "height": 64}}


@contextmanager
def process(discord: DiscordDouble, folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    """It ends at the latest with the block, killed."""
    arguments = [sys.executable, "-m", "tests.e2e.discord_process", str(folder), discord.url, discord.token]
    running = subprocess.Popen(arguments, cwd=ROOT)
    try:
        yield running
    finally:
        running.kill()
        running.wait(300)


async def serve(folder: Path, url: str, token: str) -> None:
    elsewhere = DiscordDouble(token=token)  # stands for the one that runs at `url`
    elsewhere.url = url
    with pytest.MonkeyPatch.context() as patch:
        elsewhere.point_client(patch)
        settings = Settings(data_dir=folder, engine=ENGINE, discord={"token": token})
        app = bootstrap.app(settings, [DiscordFrontend(settings, edit_seconds=0.05)])
        service = app.service
        await app.start()
        await service.ready()
        (folder / READY).touch()
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2], sys.argv[3]))
