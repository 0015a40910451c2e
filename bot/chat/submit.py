"""A request to the service, and what is said of the job at once; the same for every command that makes one."""

from __future__ import annotations

from dataclasses import dataclass

from bot.chat.context import Answer
from bot.chat.reply import cast_fact, seed_fact, sheets_fact, title_fact, without_fact
from bot.domain.jobs import Parent
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request, prompt_text
from bot.jobs.service import Service
from bot.text import credits, escape_markdown, format_estimate, plural
from story.request import StoryRequest


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A request to hand in."""

    request: Request
    parent: Parent | None = None
    note: str = ""  # what else is to be said of it


async def submit(
    service: Service, requester: Requester, request: Request, address: Address, parent: Parent | None = None
) -> Answer:
    """Raises Refused."""
    job = await service.submit(requester, request, address, parent)
    ahead = next((place for place, each in enumerate(await service.queue()) if each.id == job.id), 0)
    count = plural(len(request.sentences), "picture") if isinstance(request, StoryRequest) else ""
    price = credits(job.cost)
    place = f"{plural(ahead, 'job')} ahead of it" if ahead else "starts now"
    if job.estimated_seconds is not None:
        place = f"{place}, {format_estimate(job.estimated_seconds)}"
    if not job.cost and service.info is None:
        price, place = "its price is known once the model is loaded", "waits for that"
    facts = filter(None, (count, seed_fact(request), price, place, f"job `{job.short_id}`"))
    read = (title_fact(request), cast_fact(request), sheets_fact(request), without_fact(request))
    lines = filter(None, (f"**{escape_markdown(prompt_text(request))}**", *read, " · ".join(facts)))
    return Answer("\n".join(lines), job)
