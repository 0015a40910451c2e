"""The Discord front-end on the double, with a service that takes jobs and draws them when a test says so."""

from __future__ import annotations

import io
import random
import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from bot.domain.errors import NotInWorld, Refused
from bot.domain.jobs import Frame, Job, JobStatus, Parent, Progress
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request, drawing_of, prompt_text
from bot.frontends.discord import DiscordFrontend
from bot.jobs.attachments import Attachments
from bot.jobs.estimates import Estimates
from bot.jobs.events import Event, EventBus
from bot.jobs.metrics import Tally
from bot.settings import Settings
from bot.storage.files.data_folder import DataFolder
from tests.bot.service_kit import build_stores, chat_of
from tests.bot.storage.kit import changed
from tests.discord_double import DiscordDouble, Person
from tests.discord_double.world import Channel, Message

SIZE = 16


class HandService:
    """What the front-end and the chat need of a service; nothing is drawn by itself, and jobs are in memory."""

    info = None  # no engine has said anything yet

    def __init__(self, folder: Path) -> None:
        self.stores = build_stores(folder)
        self.attachments = Attachments(self.stores, DataFolder(folder))
        self.estimates = Estimates(self.stores.database, self.stores.state, ["discord"])
        self.events, self.tally = EventBus(), Tally()
        self.jobs: dict[str, Job] = {}
        self.refusal = ""
        self.unknown = ""  # a word that no model here has ever seen
        self.inspires = False

    @property
    def last(self) -> Job:
        return list(self.jobs.values())[-1]

    async def submit(
        self, requester: Requester, request: Request, address: Address, parent: Parent | None = None
    ) -> Job:
        if self.refusal:
            raise Refused(self.refusal)
        drawing = drawing_of(request)
        if self.unknown and self.unknown in prompt_text(request) and drawing is not None and not drawing.anyway:
            raise NotInWorld(f"I cannot draw a {self.unknown}: add `--anyway` to draw the rest.")
        number, now = secrets.token_hex(16), datetime.now(UTC)
        job = Job(number, requester, request, address, JobStatus.QUEUED, 3, now, parent=parent)
        return self.change(job)

    def change(self, job: Job) -> Job:
        self.jobs[job.id] = job
        self.events.publish(job)
        return job

    def advance(self, job: Job, step: int, preview: bytes | None = None) -> None:
        self.events.publish(Progress(job.id, step, 10, preview=preview))

    async def job(self, job_id: str) -> Job | None:
        return self.jobs.get(job_id)

    async def history(self, requester: Requester, count: int) -> list[Job]:
        mine = [job for job in self.jobs.values() if job.requester.is_same_person(requester)]
        return mine[::-1][:count]

    async def queue(self) -> list[Job]:
        return [job for job in self.jobs.values() if not job.status.ended]

    def watch(self, job_id: str | None = None) -> AsyncIterator[Event]:
        return self.events.subscribe(job_id).events()


class Stage:
    """Everything a test of the front-end needs."""

    def __init__(self, discord: DiscordDouble, folder: Path, **settings: Any) -> None:
        self.discord = discord
        self.folder = folder
        self.guild = discord.world.add_guild("Atelier", discord.owner)
        self.channel = discord.world.add_channel(self.guild, "general")
        self.ann = discord.person("ann", self.guild)
        self.service = HandService(folder)
        self.settings = Settings(data_dir=folder, discord={"token": discord.token, **settings})
        self.restart()

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        service: Any = self.service
        await service.stores.database.open()
        await self.frontend.start(chat_of(service), service)
        await self.discord.until(lambda: self.discord.gateway.connected)
        try:
            yield
        finally:
            await self.frontend.close()
            await service.stores.database.close()

    def restart(self) -> None:
        """A new process, as far as the front-end can tell."""
        self.frontend = DiscordFrontend(self.settings, edit_seconds=0.02)

    async def asked(self, text: str = ".imagine a red fox", channel: Channel | None = None) -> tuple[Job, Message]:
        """Ann asks; the job that came of it, and the message that shows it."""
        known = set(self.service.jobs)
        self.ann.says(text, channel or self.channel)
        await self.discord.until(lambda: set(self.service.jobs) - known)
        job = self.service.last
        place = self.discord.world.channels[int(job.address.place["channel"])]
        return job, place.messages[int(job.address.place["message"])]

    def finished(self, job: Job, pictures: int = 1, *, page: bool = False, heavy: bool = False) -> Job:
        """The job as the service delivers it; heavy pictures are over Discord's limit of 10 MiB."""
        frames = [self._frame(index, heavy) for index in range(pictures)]
        done = changed(
            job,
            status=JobStatus.SUCCEEDED,
            model="Hand",
            device="cpu",
            seconds=1.0,
            frames=tuple(frames),
            page=self._frame(-1, heavy) if page else None,
        )
        return self.service.change(done)

    def replies(self) -> Sequence[Message]:
        """The bot's messages in the channel."""
        return [message for message in self.channel.messages.values() if message.author is self.discord.world.bot]

    def moderator(self) -> Person:
        return self.discord.person("mod", self.guild, "manage_messages")

    def _frame(self, index: int, heavy: bool) -> Frame:
        path = self.folder / f"{index}.png"
        path.write_bytes(noise(SIZE) + bytes(heavy * (10 << 20)))
        return Frame(index, path, "0" * 64, SIZE, SIZE, seed=7, sentence=f"sentence {index}" if index >= 0 else "")


def noise(size: int) -> bytes:
    written = io.BytesIO()
    pixels = random.Random(size).randbytes(size * size * 3)
    Image.frombytes("RGB", (size, size), pixels).save(written, "PNG")
    return written.getvalue()
