"""Lines said to a chat with pictures attached, and what came of them."""

from __future__ import annotations

from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.jobs.service import Service
from tests.bot.service_kit import HERE, MIA, chat_of, end_of


async def said(service: Service, line: str, *attached: bytes, by: Requester = MIA) -> str | Job:
    """The job of a line, drawn; or what is said of it instead."""
    async with service.attachments.taken(attached) as attachments:
        [answer] = await chat_of(service).handle_text(by, line, HERE, attachments=attachments) or []
    return answer.text if answer.job is None else await end_of(service, answer.job)


async def made(service: Service, line: str, *attached: bytes) -> Job:
    job = await said(service, line, *attached)
    assert isinstance(job, Job) and job.outcome.error == "", job
    return job
