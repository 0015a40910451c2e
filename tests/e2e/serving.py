"""A service in a process of its own, to be killed: `python -m tests.e2e.serving FOLDER FRONTEND STEP_SECONDS LINE…`.

It says every line of chat, prints the ids of the jobs that were accepted, and serves until it is killed. Each time a
reply is sent, a line goes to `FOLDER/sent`. While there is a file `FOLDER/gate`, nothing is drawn to its end.
"""

from __future__ import annotations

import asyncio
import sys
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


async def serve(folder: Path, frontend: str, step_seconds: float, lines: list[str]) -> None:
    async with running(build(folder, frontend, step_seconds)) as service:
        await service.ready()
        for line in lines:
            for answer in await chat_of(service).handle_text(MIA, line, Address(frontend, {})) or []:
                print("accepted", answer.job.id if answer.job else answer.text, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), sys.argv[4:]))
