"""Whether a worker still lives and gets on, told from when it was heard of last."""

from __future__ import annotations

import time
from collections.abc import Collection

from bot.domain.jobs import Job
from bot.worker.pace import Pace

SILENT_SECONDS = 30.0  # without a sign of life: it gets no more jobs
DEAD_SECONDS = 75.0  # without one: it is killed, and its jobs go elsewhere
LOAD_SECONDS = 1800.0  # for a model that lies on this machine
FETCH_SECONDS = 86_400.0  # for one that is fetched, which takes as long as the way there


class Watch:
    """Over one worker, from process to process: how long its steps take, it keeps."""

    def __init__(self, max_batch: int, unmeasured: float, *, fetches: bool) -> None:
        self._pace = Pace(max_batch, unmeasured)
        self._load_seconds = FETCH_SECONDS if fetches else LOAD_SECONDS
        self._started = self._word = self._news = time.monotonic()
        self._step: float | None = None  # when the last one was; None: there is none to measure the next one from
        self._steps: dict[str, int] = {}  # how far jobs are

    @property
    def silent(self) -> bool:
        return time.monotonic() - self._word >= SILENT_SECONDS

    def started(self) -> None:
        """A new process."""
        self._started = self._word = time.monotonic()
        self._steps.clear()

    def heard(self) -> None:
        """Anything at all."""
        self._word = time.monotonic()

    def busy(self) -> None:
        """It had nothing to draw, and now it has."""
        self._news, self._step = time.monotonic(), None

    def news(self) -> None:
        """Something that shows that drawing goes on."""
        self._news = time.monotonic()

    def step(self, job_id: str, step: int, jobs: Collection[Job]) -> None:
        """A job is so far. Steps in a row measure each other."""
        if step == self._steps.get(job_id, -1):
            return
        self._steps[job_id], now = step, time.monotonic()
        if self._step is not None:
            self._pace.measured(now - self._step, jobs)
        self._news = self._step = now

    def ended(self, job_id: str) -> None:
        """With pictures or without: what comes next measures no step."""
        self._steps.pop(job_id, None)
        self._pace.finished()
        self.busy()

    def dropped(self, job_id: str) -> None:
        self._steps.pop(job_id, None)

    def stood_still(self, seconds: float) -> None:
        """We ourselves: what we did not hear meanwhile is no silence."""
        self._word += seconds
        self._news += seconds
        self._started += seconds

    def killed(self) -> None:
        """Because it hung; once is enough."""
        self._pace.hung()
        self._word = self._news = self._started = time.monotonic()

    def trouble(self, jobs: Collection[Job], *, loaded: bool) -> str:
        """What it does not do any more; empty while all is well."""
        now = time.monotonic()
        if now - self._word >= DEAD_SECONDS:
            return f"no sign of life for {now - self._word:.0f} s"
        if not loaded:
            return "" if now - self._started < self._load_seconds else f"still loading after {self._load_seconds:.0f} s"
        if jobs and now - self._news >= (allowed := self._pace.allowance(jobs)):
            return f"no step within {allowed:.1f} s"
        return ""
