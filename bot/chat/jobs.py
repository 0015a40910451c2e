"""`.queue`, `.cancel` and `.history`, answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.chat.context import Answer, ChatContext
from bot.chat.reply import seed_fact
from bot.commands.formatting import typed_options
from bot.commands.jobs import Cancel, History, JobCommand, Queue
from bot.domain.jobs import PAGE_INDEX, Job, JobStatus
from bot.domain.requester import Address, Requester
from bot.domain.requests import prompt_text
from bot.text import credits, escape_markdown, format_estimate

SHOWN = 10  # lines of the queue
LINE = 80  # characters of a prompt in a list


async def answer(
    chat_context: ChatContext, requester: Requester, command: JobCommand, address: Address
) -> list[Answer]:
    """Raises Refused."""
    service = chat_context.service
    match command:
        case Queue():
            queue = await service.queue()
            text = _queue_text(queue, requester, await service.estimates.left() if queue else {})
            return [Answer("\n".join(filter(None, (service.trouble, text))))]
        case Cancel(job):
            cancelled = await service.cancel(job, requester)
            free = f"{credits(cancelled.cost)} {'is' if cancelled.cost == 1 else 'are'} free again"
            return [Answer(f"Job `{cancelled.short_id}` is cancelled; its {free}.")]
        case History(count):
            jobs = await service.history(requester, count)
            lines = "\n".join(f"`{job.short_id}` {job.status}, {_summary(job)}" for job in jobs)
            return [Answer(lines or "You have asked for nothing yet.")]


def _queue_text(jobs: Sequence[Job], requester: Requester, left: Mapping[str, float]) -> str:
    if not jobs:
        return "The queue is empty."
    lines = []
    for place, job in enumerate(jobs[:SHOWN], start=1):
        state = "is being drawn" if job.status is JobStatus.RUNNING else "waits"
        soon = f", {format_estimate(left[job.id])}" if job.id in left else ""
        may_see = requester.admin or requester.is_same_person(job.requester)  # what others asked for is theirs to show
        what = f": {escape_markdown(prompt_text(job.request), LINE)}" if may_see else ""
        lines.append(f"{place}. `{job.short_id}` {state}{soon}{what}")
    more = [f"… and {len(jobs) - SHOWN} more"] if len(jobs) > SHOWN else []
    return "\n".join(lines + more)


def _summary(job: Job) -> str:
    """What tells a job from others of the same words: its seed, its options, and what it was made from."""
    words = ": ".join(filter(None, (seed_fact(job.request), escape_markdown(prompt_text(job.request), LINE))))
    options = [f"`{option}`" for option in typed_options(job.request)]
    origin = []
    if parent := job.parent:
        which = "" if parent.index == PAGE_INDEX else f" {parent.index + 1}"
        origin = [f"{parent.verb} of `{parent.job_id[:8]}`{which}"]
    return " · ".join([words, *options, *origin])
