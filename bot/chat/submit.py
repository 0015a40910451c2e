"""A request to the service, and what is said of the job at once; the same for every command that makes one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.chat.reply import cast_fact, credits, number, prompt_of, quiet, seed_fact
from bot.domain.jobs import Address, Answer, Parent, Request, Requester
from bot.jobs.estimates import about

if TYPE_CHECKING:  # the service makes the chat
    from bot.jobs.service import Service


async def submit(
    service: Service, requester: Requester, request: Request, address: Address, parent: Parent | None = None
) -> Answer:
    """Raises Refused."""
    job = await service.submit(requester, request, address, parent)
    ahead = next((place for place, each in enumerate(await service.queue()) if each.id == job.id), 0)
    facts = filter(
        None, (seed_fact(request), credits(job.cost), _place(ahead, job.estimated_seconds), f"job `{number(job)}`")
    )
    lines = filter(None, (f"**{quiet(prompt_of(request))}**", cast_fact(request), " · ".join(facts)))
    return Answer("\n".join(lines), job)


def _place(ahead: int, seconds: float | None) -> str:
    place = "starts now" if not ahead else f"{ahead} job{'' if ahead == 1 else 's'} ahead of it"
    return place if seconds is None else f"{place}, {about(seconds)}"
