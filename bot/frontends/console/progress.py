"""Progress bars in a terminal: one per job, fed with the service's events, gone when the job has ended."""

from __future__ import annotations

from collections.abc import AsyncIterator
from textwrap import shorten
from types import TracebackType

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn

from bot.domain.jobs import Job, JobStatus
from bot.domain.jobs import Progress as JobProgress
from bot.domain.requests import prompt_text
from bot.text import format_estimate

PROMPT = 40  # characters of it before its bar


class JobBars:
    """A context manager; `show` may be called with any event of any job, before and after its end.

    Nothing is written where no terminal could take it back.
    """

    def __init__(self, console: Console) -> None:
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}", markup=False),
            BarColumn(complete_style="magenta", finished_style="magenta"),
            TextColumn("{task.fields[detail]}", style="dim"),
            TimeElapsedColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
            refresh_per_second=8,
        )
        self._tasks: dict[str, TaskID] = {}
        self._waiting: TaskID | None = None

    def __enter__(self) -> JobBars:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def refresh(self) -> None:
        """Write now what would be written within an eighth of a second."""
        self._bars.refresh()

    def say(self, what: str) -> None:
        """What everything waits for just now; "" for nothing."""
        if self._waiting is not None:
            self._bars.remove_task(self._waiting)
        self._waiting = self._bars.add_task(what, total=None, detail="") if what else None

    async def follow(self, events: AsyncIterator[Job | JobProgress]) -> None:
        async for event in events:
            self.show(event)

    def show(self, event: Job | JobProgress) -> None:
        if isinstance(event, Job):
            self._show_status(event)
        else:
            self._show_step(event)

    def _show_status(self, job: Job) -> None:
        if job.status.ended:
            if job.id in self._tasks:
                self._bars.remove_task(self._tasks.pop(job.id))
        else:
            doing = "waiting" if job.status is JobStatus.QUEUED else "drawing"
            prompt = prompt_text(job.request)
            self._bars.update(self._task(job.id), description=f"{doing}: {shorten(prompt, PROMPT, placeholder='…')}")

    def _show_step(self, progress: JobProgress) -> None:
        task = self._task(progress.job_id)
        left = "" if progress.estimated_seconds is None else f", {format_estimate(progress.estimated_seconds)}"
        if progress.position:
            self._bars.update(task, detail=f"place {progress.position} in the queue{left}")
        else:
            detail = f"step {progress.step} of {progress.num_steps}{left}"
            self._bars.update(task, detail=detail, completed=progress.step, total=progress.num_steps)

    def _task(self, job_id: str) -> TaskID:
        if job_id not in self._tasks:
            self._tasks[job_id] = self._bars.add_task("waiting", total=None, detail="")
        return self._tasks[job_id]
