"""What Prometheus is told."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from importlib.resources import files

from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot.domain.jobs import Job, JobStatus, Progress
from bot.domain.requester import Address, Requester
from bot.jobs.estimates import Accuracy
from bot.jobs.metrics import GAUGES, Metrics, Tally
from generation.engine import ImageRequest
from tests.bot.storage.kit import changed

NOBODY = dict.fromkeys(JobStatus, 0)


def job(**values: object) -> Job:
    made = Job(
        "0" * 32,
        Requester("web", "mia"),
        ImageRequest("a fox", 7),
        Address("console:1234", {}),
        JobStatus.QUEUED,
        1,
        datetime.now(UTC) - timedelta(seconds=3),
    )
    return changed(made, **values)


def figures(metrics: Metrics, estimates: Accuracy | None = None) -> dict[str, float]:
    """Sample → value; labels' values stand behind the name."""
    text = metrics.text({**NOBODY, JobStatus.QUEUED: 4}, estimates, gauges={"ready": 1}).decode()
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_a_job_is_counted_when_it_is_taken_begun_and_ended() -> None:
    metrics = Metrics(Tally())
    for event in (
        job(),
        Progress("0" * 32, 1, 8),
        job(status=JobStatus.RUNNING, attempt=1),
        job(status=JobStatus.SUCCEEDED, attempt=1, seconds=7.0),
    ):
        metrics.on_event(event)
    told = figures(metrics)
    assert told["vignette_jobs_submitted_total console image"] == 1
    assert told["vignette_jobs_ended_total image succeeded"] == 1
    assert told["vignette_job_drawing_seconds_sum image"] == 7
    assert 3 <= told["vignette_job_wait_seconds_sum image"] < 60
    assert told["vignette_queue_depth"] == 4 and told["vignette_ready"] == 1


def test_how_far_off_estimates_were_is_told_only_where_there_were_any() -> None:
    metrics = Metrics(Tally())
    told = figures(metrics, estimates=Accuracy(jobs=40, median_error=0.2, within_double=0.9))
    assert told["vignette_estimated_jobs"] == 40
    assert told["vignette_estimate_error_ratio"] == 0.2 and told["vignette_estimates_within_double_ratio"] == 0.9
    none = figures(metrics)
    assert none["vignette_estimated_jobs"] == 0 and math.isnan(none["vignette_estimate_error_ratio"])


def test_a_job_that_a_worker_died_of_is_not_taken_or_begun_twice() -> None:
    metrics = Metrics(Tally(worker_deaths=1, sent=5, unsent=2))
    for event in (job(status=JobStatus.RUNNING, attempt=1), job(attempt=1), job(status=JobStatus.RUNNING, attempt=2)):
        metrics.on_event(event)
    told = figures(metrics)
    assert told["vignette_job_wait_seconds_count image"] == 1
    assert "vignette_jobs_submitted_total console image" not in told
    assert told["vignette_worker_deaths_total"] == 1
    assert (told["vignette_deliveries_total sent"], told["vignette_deliveries_total failed"]) == (5, 2)


def test_the_dashboard_that_is_shipped_shows_every_metric_there_is_and_no_other() -> None:
    dashboard = json.loads(files("bot").joinpath("grafana.json").read_text(encoding="utf-8"))
    asked = [target["expr"] for panel in dashboard["panels"] for target in panel.get("targets", ())]
    named = {name for each in asked for name in re.findall(r"\bvignette_\w+", each)}
    metrics = Metrics(Tally(refused=Counter(full=1), outages=Counter(discord=1)))
    metrics.note_write(0.01)
    metrics.note_lag(0.01)
    for event in (job(), job(status=JobStatus.RUNNING, attempt=1), job(status=JobStatus.SUCCEEDED, attempt=1)):
        metrics.on_event(event)
    text = metrics.text(NOBODY, gauges=dict.fromkeys(GAUGES, 1), frontends={"discord": True}).decode()
    families = {family.name: family for family in text_string_to_metric_families(text)}
    samples = {sample.name for family in families.values() for sample in family.samples}
    assert named <= samples
    shown = {name for name, family in families.items() if not named.isdisjoint(_names(family))}
    assert {name for name in families if not name.endswith("_created")} == shown


def _names(family: Metric) -> set[str]:
    return {sample.name for sample in family.samples}
