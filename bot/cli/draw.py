"""A few requests, drawn by a service that starts for them and stops after them: the same straight line as in a chat."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from rich.console import Console

from bot import bootstrap, logs
from bot.chat.chat import Chat
from bot.chat.references import with_pictures
from bot.cli.errors import CliError
from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Address
from bot.domain.requests import Request
from bot.frontends.console.progress import JobBars
from bot.frontends.console.replies import Replies
from bot.frontends.console.requester import terminal_requester
from bot.frontends.port import ephemeral_name
from bot.jobs.service import Service
from bot.settings import Settings


class OneOffFrontend:
    """The front-end of one command: nobody talks to it, and what is delivered to it is what the command waits for."""

    def __init__(self) -> None:
        self.name = ephemeral_name("console")
        self.replies = Replies()

    async def start(self, chat: Chat, service: Service) -> None:
        """There is nothing to listen to."""

    async def deliver(self, job: Job) -> None:
        self.replies.put(job)

    async def close(self) -> None:
        """There is nothing to close."""


def draw(settings: Settings, requests: Sequence[Request]) -> list[Job]:
    """The finished jobs of these requests, in order; CliError with the job's own sentence when one failed."""
    logs.to_file(settings)
    return asyncio.run(_draw(settings, requests, JobBars(Console(stderr=True))))


async def _draw(settings: Settings, requests: Sequence[Request], bars: JobBars) -> list[Job]:
    frontend = OneOffFrontend()
    app = bootstrap.app(settings, [frontend])
    service = app.service
    await app.start()
    try:
        with bars:
            bars.say("loading the model")
            await service.ready(patient=False)
            bars.say("")
            address = Address(frontend.name, {})
            asker = terminal_requester()
            found = [await with_pictures(service, asker, request) for request in requests]
            jobs = [await service.submit(asker, request, address) for request in found]
            await asyncio.gather(*(bars.follow(service.watch(job.id)) for job in jobs))
        finished = []
        for job in jobs:
            finished.append(await frontend.replies.take(job.id))
            if finished[-1].status is not JobStatus.SUCCEEDED:
                raise CliError(finished[-1].outcome.error or f"Job {job.id[:8]} was cancelled.")
        return finished
    finally:
        await app.stop()
