"""What Prometheus is told of the service: how much is asked for, how long it waits and draws, and what goes wrong."""

from __future__ import annotations

import math
from collections import Counter as Counted
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from bot.domain.jobs import Job, JobStatus
from bot.jobs.estimates import Accuracy
from bot.jobs.events import Event

WAITS = (0.1, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1800)  # seconds
SHORT = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)  # seconds
DRAWINGS = (0.1, 0.5, 1, 2, 5, 10, 20, 40, 80, 160, 320, 640)  # seconds

GAUGES = {  # of the moment in which they are read; see `bot.jobs.readiness.Health.gauges`
    "ready": "1 when a worker can draw.",
    "workers": "Workers that there should be.",
    "workers_alive": "Workers that can draw and give signs of life.",
    "workers_down": "Workers that are not started again, or not soon, because they died too often.",
    "model_down": "1 while nothing can be drawn because every worker is down.",
    "queue_oldest_seconds": "How long ago the job was asked for that waits longest.",
    "outbox_depth": "Replies that are owed.",
    "outbox_oldest_seconds": "How long ago the job ended whose reply is owed longest.",
    "disk_free_bytes": "Free in the data folder.",
}


@dataclass(slots=True)
class Tally:
    """What the service and its front-ends count as it happens, since it was started."""

    worker_deaths: int = 0
    sent: int = 0  # replies
    unsent: int = 0  # tries that failed
    outages: Counted[str] = field(default_factory=Counted)  # by front-end: how often it lost its outside world
    connections: int = 0  # that are open
    streams: int = 0  # of these, that listen for events
    refused: Counted[str] = field(default_factory=Counted)  # connections, by reason


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
        self._moment = {name: Gauge(f"vignette_{name}", told, registry=self._registry) for name, told in GAUGES.items()}
        self._up = Gauge(
            "vignette_frontend_up",
            "1 while a front-end has its outside world, as Discord.",
            ["frontend"],
            registry=self._registry,
        )
        self._write = Histogram(
            "vignette_database_write_seconds",
            "Time that a small write took, tried every few seconds.",
            buckets=SHORT,
            registry=self._registry,
        )
        self._lag = Histogram(
            "vignette_event_loop_lag_seconds",
            "How much later than asked for the event loop turned.",
            buckets=SHORT,
            registry=self._registry,
        )
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

    def note_write(self, seconds: float) -> None:
        """A small write of the database took so long."""
        self._write.observe(seconds)

    def note_lag(self, seconds: float) -> None:
        """The event loop was so late."""
        self._lag.observe(seconds)

    def text(
        self,
        jobs: Mapping[JobStatus, int],
        estimates: Accuracy | None = None,
        *,
        gauges: Mapping[str, float],  # of this moment, some of GAUGES
        frontends: Mapping[str, bool] | None = None,  # which of them are up
    ) -> bytes:
        """All figures, in Prometheus' text format."""
        for status, count in jobs.items():
            self._jobs.labels(status.value).set(count)
        self._depth.set(jobs[JobStatus.QUEUED])
        for name, value in gauges.items():
            self._moment[name].set(value)
        for name, up in (frontends or {}).items():
            self._up.labels(name).set(up)
        self._estimated.set(estimates.jobs if estimates else 0)
        self._error.set(estimates.median_error if estimates else math.nan)
        self._close.set(estimates.within_double if estimates else math.nan)
        return generate_latest(self._registry)


class _TallyCollector(Collector):
    """What others count."""

    def __init__(self, tally: Tally) -> None:
        self._tally = tally

    def collect(self) -> Iterable[Metric]:
        tally = self._tally
        yield CounterMetricFamily("vignette_worker_deaths", "Workers that died.", value=tally.worker_deaths)
        deliveries = CounterMetricFamily("vignette_deliveries", "Replies, by how it went.", labels=["outcome"])
        deliveries.add_metric(["sent"], tally.sent)
        deliveries.add_metric(["failed"], tally.unsent)
        yield deliveries
        for name, told, label, counted in (
            ("vignette_frontend_outages", "How often a front-end lost its outside world.", "frontend", tally.outages),
            ("vignette_connections_refused", "Connections turned away or cut.", "reason", tally.refused),
        ):
            family = CounterMetricFamily(name, told, labels=[label])
            for value, count in counted.items():
                family.add_metric([value], count)
            yield family
        yield GaugeMetricFamily("vignette_connections", "Connections to the page that are open.", tally.connections)
        yield GaugeMetricFamily("vignette_streams", "Of these, those that listen for events.", tally.streams)
