"""The service under test, in a process of its own: Discord on the double, the page and the API, the echo engine."""

from __future__ import annotations

import asyncio
import errno
import json
import multiprocessing
import os
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from bot import bootstrap, logs
from bot.domain.credits import DefaultLimits
from bot.domain.limits import Limits, QueueLimits
from bot.frontends.discord import DiscordFrontend
from bot.frontends.port import Frontend
from bot.frontends.web import WebFrontend
from bot.settings import Settings
from bot.storage import Database
from bot.storage.files.data_folder import DataFolder
from bot.storage.files.shared_store import SharedStore
from bot.storage.stores import Stores
from bot.worker import starters
from tests import fork_server
from tests.discord_double import DiscordDouble

LEASE = timedelta(seconds=2)
DRAWN = {"width": 32, "height": 32, "num_inference_steps": 6, "step_seconds": 0.02}
ENGINE = {"name": "echo", "max_batch": 4, "checker": "", "inspirer": "", "options": DRAWN}
CREDITS_A_DAY = 10**9  # nobody is refused for want of them
LOG, STATE, FULL = "service.log", "state.json", "full"  # files in the folder


@dataclass(frozen=True)
class Place:
    """Where one service runs; it starts again at the same."""

    folder: Path
    database: str  # its URL
    port: int
    token: str  # of the Discord double
    nursery: str  # the address of the fork server that all processes come from
    discord: str = ""  # its address; "": this service is not on Discord
    pictures: str = ""  # where services share them

    def app(self) -> bootstrap.App:
        settings = Settings(
            data_dir=self.folder,
            database_url=self.database,
            engine={"name": "echo", "devices": ["cpu"]},
            web={"port": self.port},
            api={"requests_per_minute": 100_000},
            discord={"token": self.token},
        )
        logs.to_terminal(settings)
        frontends: list[Frontend] = [WebFrontend(settings)]
        frontends += [DiscordFrontend(settings, edit_seconds=0.05)] if self.discord else []
        return bootstrap.build_app(
            Stores.build(
                Database(self.database),
                self.folder / bootstrap.FRAMES,
                store=SharedStore(self.pictures) if self.pictures else None,
            ),
            DataFolder(self.folder),
            frontends,
            engines=[ENGINE],
            limits=Limits(),
            queue_limits=QueueLimits(10**6, 10**6),
            default_limits=DefaultLimits(user_daily=CREDITS_A_DAY, user_monthly=CREDITS_A_DAY),
            lease=LEASE,
        )


def serve(place: Place) -> None:
    """Until it is killed. What it says goes to a file in its folder; who its workers are, and whether it draws, too."""
    place.folder.mkdir(parents=True, exist_ok=True)
    log = os.open(place.folder / LOG, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for stream in (1, 2):
        os.dup2(log, stream)
    sys.stdout = sys.stderr = os.fdopen(2, "w", buffering=1, closefd=False)
    starters.START_METHOD = "forkserver"
    fork_server.share(place.nursery)
    with pytest.MonkeyPatch.context() as patch:
        _hurry(patch)
        _obey_full(patch, place.folder / FULL)
        if place.discord:
            elsewhere = DiscordDouble(token=place.token)
            elsewhere.url = place.discord
            elsewhere.point_client(patch)
        asyncio.run(_serve(place))


def _hurry(patch: pytest.MonkeyPatch) -> None:
    """What failed is tried again at once."""
    patch.setattr("bot.storage.outbox.DELAYS", (0.1,) * 1000)
    patch.setattr("bot.jobs.outbox_relay.LOOK_SECONDS", 0.2)
    patch.setattr("bot.jobs.outbox_relay.DELIVER_SECONDS", 5.0)
    patch.setattr("bot.frontends.discord.retry.PAUSES", (0.05,) * 3)
    patch.setattr("bot.frontends.discord.frontend.FIRST_PAUSE", 0.1)
    patch.setattr("bot.background.LAST_PAUSE", 1.0)


def _obey_full(patch: pytest.MonkeyPatch, sign: Path) -> None:
    """While that file is there the disk is full: for pictures, and for what is measured before anything is taken."""
    fsync, free = os.fsync, DataFolder._free

    def refuse(descriptor: int) -> None:
        if sign.exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        fsync(descriptor)

    patch.setattr(os, "fsync", refuse)
    patch.setattr(DataFolder, "_free", lambda folder: 0 if sign.exists() else free(folder))


async def _serve(place: Place) -> None:
    app = place.app()
    await app.start()
    ready = asyncio.create_task(app.service.ready())
    said, parent = "", os.getppid()
    while os.getppid() == parent:  # whoever wanted the chaos is there
        workers = sorted(child.pid or 0 for child in multiprocessing.active_children())
        state = json.dumps({"pid": os.getpid(), "workers": workers, "ready": ready.done()})
        if state != said:
            part = place.folder / f"{STATE}.part"
            part.write_text(said := state)
            part.replace(place.folder / STATE)
        await asyncio.sleep(0.02)
