"""The bot on a Discord double in a process of its own, to be killed."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.process import BaseProcess
from pathlib import Path

import pytest

from bot import bootstrap
from bot.frontends.discord import DiscordFrontend
from bot.settings import Settings
from tests import fork_server
from tests.discord_double import DiscordDouble

READY = "ready"  # a file in the folder, once commands are taken
ENGINE = {"name": "echo", "options": {"width": 64, "height": 64}}


@contextmanager
def process(discord: DiscordDouble, folder: Path) -> Iterator[BaseProcess]:
    """It serves until it is killed, at the latest with the block."""
    with open(os.devnull) as nothing:
        running = fork_server.fork(_main, folder, discord.url, discord.token, streams=(nothing.fileno(), 1, 2))
    try:
        yield running
    finally:
        running.kill()
        running.join(300)


def _main(folder: Path, url: str, token: str) -> None:
    asyncio.run(_serve(folder, url, token))


async def _serve(folder: Path, url: str, token: str) -> None:
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
