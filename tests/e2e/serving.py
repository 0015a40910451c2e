"""A service in a process of its own, to be killed.

It says every line of chat, prints its workers and the ids of the jobs that were accepted, and serves until it is
killed. Each time a reply is sent, a line goes to `FOLDER/sent`. While there is a file `FOLDER/gate`, nothing is drawn
to its end.
"""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Sequence
from pathlib import Path

from bot.chat.chat import Chat
from bot.domain.jobs import Job
from bot.domain.requester import Address
from bot.jobs.service import Service
from tests.bot.service_kit import MIA, build_app, chat_of, running

LEASE_SECONDS = 1.5


class FileFrontend:
    """Writes down every reply it sends; idempotent, as the port asks of every front-end."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._sent = folder / "sent"

    async def start(self, chat: Chat, service: Service) -> None:
        self._sent.touch()

    async def deliver(self, job: Job) -> None:
        """Once: the job's id is the key by which it knows what went out before it was killed."""
        if job.id in self._sent.read_text():
            return
        with self._sent.open("a") as sent:
            sent.write(f"{job.id} {job.status}\n")

    async def close(self) -> None:
        return None


def build(folder: Path, frontend: str = "file", step_seconds: float = 0.0) -> Service:
    engine = {"step_seconds": step_seconds, "gate": str(folder / "gate")}
    return build_app(folder, FileFrontend(folder, frontend), engine=engine, lease_seconds=LEASE_SECONDS)


def serve(folder: Path, frontend: str, lines: Sequence[str], step_seconds: float = 0.0) -> None:
    asyncio.run(_serve(folder, frontend, lines, step_seconds))


async def _serve(folder: Path, frontend: str, lines: Sequence[str], step_seconds: float) -> None:
    async with running(build(folder, frontend, step_seconds)) as service:
        await service.ready()
        print("workers", *(worker.pid for worker in multiprocessing.active_children()), flush=True)
        for line in lines:
            for answer in await chat_of(service).handle_text(MIA, line, Address(frontend, {})) or []:
                print("accepted", answer.job.id if answer.job else answer.text, flush=True)
        await asyncio.Event().wait()
