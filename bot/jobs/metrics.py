"""What Prometheus is told of the service: how much is asked for, how long it waits and draws, and what goes wrong."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.domain.jobs import Job, JobStatus
from bot.jobs.estimates import Accuracy
from bot.jobs.events import Event

WAITS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800)  # seconds
DRAWINGS = (0.1, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, 640)  # seconds


@dataclass(slots=True)
class Tally:
    """What the service counts as it happens, since it was started."""

    worker_deaths: int = 0
    sent: int = 0  # replies
    unsent: int = 0  # tries that failed


class Metrics:
    """Listens to events; answers with the text that Prometheus reads."""

    def __init__(self, tally: Tally) -> None:
        self._registry = CollectorRegistry()
        self._submitted = Counter(
            "vignette_jobs_submitted", "Jobs taken in.", ["kind", "frontend"], registry=self._registry
        )
        self._ended = Counter("vignette_jobs_ended", "Jobs that ended.", ["kind", "status"], registry=self._registry)
        self._wait = Histogram(
            "vignette_job_wait_seconds",
            "From asking to the first stroke.",
            ["kind"],
            buckets=WAITS,
            registry=self._registry,
        )
        self._drawing = Histogram(
            "vignette_job_drawing_seconds",
            "Time it took to draw.",
            ["kind"],
            buckets=DRAWINGS,
            registry=self._registry,
        )
        self._jobs = Gauge("vignette_jobs", "Jobs in the database.", ["status"], registry=self._registry)
        self._depth = Gauge("vignette_queue_depth", "Jobs that wait.", registry=self._registry)
        self._ready = Gauge("vignette_ready", "1 when a worker can draw.", registry=self._registry)
        self._estimated = Gauge(
            "vignette_estimated_jobs",
            "Jobs of the last 24 hours that were drawn and told when they would be.",
            registry=self._registry,
        )
        self._error = Gauge(
            "vignette_estimate_error_ratio",
            "Median of the absolute errors of these estimates, as shares of the time it took; NaN without any.",
            registry=self._registry,
        )
        self._close = Gauge(
            "vignette_estimates_within_double_ratio",
            "Share of these estimates within a factor of two; NaN without any.",
            registry=self._registry,
        )
        self._registry.register(_TallyCollector(tally))

    def on_event(self, event: Event) -> None:
        """An event of the service."""
        if not isinstance(event, Job):
            return
        kind = event.kind
        if event.status is JobStatus.QUEUED and not event.attempt:
            self._submitted.labels(kind, event.address.frontend.partition(":")[0]).inc()
        elif event.status is JobStatus.RUNNING and event.attempt == 1:
            self._wait.labels(kind).observe(max(0.0, (datetime.now(UTC) - event.created_at).total_seconds()))
        elif event.status.ended:
            self._ended.labels(kind, event.status.value).inc()
            if event.status is JobStatus.SUCCEEDED:
                self._drawing.labels(kind).observe(event.outcome.seconds)

    def text(self, jobs: Mapping[JobStatus, int], estimates: Accuracy | None = None, *, ready: bool) -> bytes:
        """All figures, in Prometheus' text format."""
        for status, count in jobs.items():
            self._jobs.labels(status.value).set(count)
        self._depth.set(jobs[JobStatus.QUEUED])
        self._ready.set(ready)
        self._estimated.set(estimates.jobs if estimates else 0)
        self._error.set(estimates.median_error if estimates else math.nan)
        self._close.set(estimates.within_double if estimates else math.nan)
        return generate_latest(self._registry)


class _TallyCollector(Collector):
    """Counters that others keep."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterable[Metric]:
        yield CounterMetricFamily("vignette_worker_deaths", "Workers that died.", value=self._tally.worker_deaths)
        deliveries = CounterMetricFamily("vignette_deliveries", "Replies, by how it went.", labels=["outcome"])
        deliveries.add_metric(["sent"], self._tally.sent)
        deliveries.add_metric(["failed"], self._tally.unsent)
        yield deliveries
