"""Progress on Discord: every job's message is edited as it waits and is drawn, with a bar and a preview."""

from __future__ import annotations

from collections import deque
from datetime import UTC, datetime, timedelta

import discord

from bot.domain.jobs import Job, Progress
from bot.domain.requests import prompt_text
from bot.frontends.discord.edit_throttle import EditThrottle
from bot.frontends.discord.message_ref import FRONTEND, MessageRef
from bot.frontends.discord.messenger import Messenger
from bot.frontends.discord.uploads import Upload
from bot.jobs.service import Service
from bot.text import escape_markdown, format_estimate

# Discord counts edits of messages older than an hour apart, and grants few: they are kept for the final.
EDIT_WINDOW = timedelta(minutes=55)
BAR = 12  # characters


class ProgressEdits:
    """Follows all jobs whose replies go to Discord."""

    def __init__(self, messenger: Messenger, edits: EditThrottle) -> None:
        self._messenger, self._edits = messenger, edits
        self._live: dict[str, Job] = {}
        self._stopped: deque[str] = deque(maxlen=1000)  # jobs whose final edit has begun: nothing may come after it

    async def follow(self, service: Service) -> None:
        """Until the watch ends, because it fell behind."""
        async for event in service.watch():
            if isinstance(event, Job):
                self._note(event)
            elif job := self._live.get(event.job_id) or await service.job(event.job_id):
                self._note(job)
                self._offer(job, progress_text(job, event), event.preview)

    def show(self, job: Job, text: str) -> None:
        """What the chat said of a job it took."""
        self._note(job)
        self._offer(job, text)

    def stop(self, job_id: str) -> None:
        """No progress of this job any more."""
        self._stopped.append(job_id)
        self._live.pop(job_id, None)

    def _note(self, job: Job) -> None:
        if job.status.ended:
            self._live.pop(job.id, None)
        else:
            self._live[job.id] = job

    def _offer(self, job: Job, text: str, preview: bytes | None = None) -> None:
        if job.address.frontend != FRONTEND or job.status.ended or job.id in self._stopped:
            return
        if not self._messenger.logged_in:  # or edits would wait in vain, on a host that stands by for ever
            return
        place = MessageRef.of(job.address)
        if datetime.now(UTC) - discord.utils.snowflake_time(place.message) > EDIT_WINDOW:
            return
        files = None if preview is None else [Upload("preview.jpg", preview, "A preview of the picture being drawn")]

        async def edit() -> None:
            try:
                await self._messenger.edit(place, text, files=files)
            except discord.NotFound:  # somebody deleted it
                self.stop(job.id)

        self._edits.of(place.channel).offer(place.message, edit)


def progress_text(job: Job, progress: Progress) -> str:
    """Two lines: what is asked for, and how far it is."""
    prompt = f"**{escape_markdown(prompt_text(job.request))}**"
    left = "" if progress.estimated_seconds is None else f", {format_estimate(progress.estimated_seconds)}"
    if progress.position:
        return f"{prompt}\nIn the queue, place {progress.position}{left}"
    done = progress.step / max(1, progress.num_steps)
    bar = "▰" * round(done * BAR)
    return f"{prompt}\n{bar:▱<{BAR}} {done:.0%} · step {progress.step} of {progress.num_steps}{left}"
