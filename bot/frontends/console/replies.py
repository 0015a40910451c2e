"""Replies on their way from the service to whoever waits for them in this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict

from bot.domain.jobs import Job


class Replies:
    """Ended jobs by id; it does not matter whether a job ends first or is waited for first."""

    def __init__(self) -> None:
        self._ended: defaultdict[str, asyncio.Future[Job]] = defaultdict(
            lambda: asyncio.get_running_loop().create_future()
        )

    def put(self, job: Job) -> None:
        """The same job can come twice."""
        if not (ended := self._ended[job.id]).done():
            ended.set_result(job)

    async def take(self, job_id: str) -> Job:
        """Wait for the job's end."""
        try:
            return await self._ended[job_id]
        finally:
            del self._ended[job_id]
