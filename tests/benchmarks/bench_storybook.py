"""The time and the memory that the embedded model takes: `python -m tests.benchmarks.bench_storybook --runs 5`.

Medians of N runs beside their targets on two cores, never asserted. Settings come from the environment as for any
command, so that VIGNETTE_ENGINE__NAME=echo measures everything but the model.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot import bootstrap, commands, logs
from bot.cli.draw import OneOffFrontend
from bot.domain.jobs import Job, JobStatus
from bot.domain.requester import Address
from bot.domain.requests import Request
from bot.frontends.console.requester import terminal_requester
from bot.jobs.service import Service
from bot.settings import Settings, load

PROMPT = "a red fox in the snow"
STORY = (
    "Mia the red fox finds a lantern in the forest. She carries it up the hill. "
    "It starts to rain. She sleeps under a big tree."
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured quantity, every run of it, and what it should be at most."""

    name: str
    unit: str
    runs: tuple[float, ...]
    target: float | None

    @property
    def median(self) -> float:
        return round(statistics.median(self.runs), 3)

    def document(self) -> dict[str, object]:
        return {**asdict(self), "median": self.median, "ok": self.target is None or self.median <= self.target}


def ready_seconds() -> float:
    """From nothing to an engine that draws: interpreter, imports, database, model."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "VIGNETTE_DATA_DIR": folder, "VIGNETTE_WEB__PORT": "0"}
        began = time.monotonic()
        command = [sys.executable, "-m", "bot", "run"]
        with subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as run:
            assert run.stdout is not None
            if not any(" draws on " in line for line in run.stdout):
                raise SystemExit("The service did not become ready; `vignette check` says why.")
            seconds = time.monotonic() - began
            run.terminate()
        return seconds


async def drawn(service: Service, frontend: OneOffFrontend, request: Request) -> Job:
    job = await service.submit(terminal_requester(), request, Address(frontend.name, {}))
    ended = await frontend.replies.take(job.id)
    if ended.status is not JobStatus.SUCCEEDED:
        raise SystemExit(f"A job {ended.status}: {ended.error}")
    return ended


async def seconds_of(runs: int, action: Callable[[int], Awaitable[object]]) -> tuple[float, ...]:
    """Every run with a seed of its own, after one that is not counted."""
    await action(0)
    measured = []
    for seed in range(1, runs + 1):
        began = time.monotonic()
        await action(seed)
        measured.append(round(time.monotonic() - began, 3))
    return tuple(measured)


async def measure(settings: Settings, runs: int) -> list[Figure]:
    """From submission to delivery, one after the other, then the memory of both processes."""
    frontend = OneOffFrontend()
    app = bootstrap.app(settings, [frontend])
    service = app.service
    await app.start()
    try:
        await service.ready()
        image = await seconds_of(runs, lambda seed: drawn(service, frontend, image_request(seed)))
        story = await seconds_of(runs, lambda seed: drawn(service, frontend, story_request(seed)))
        own, workers = resident(os.getpid()), [resident(child.pid) for child in multiprocessing.active_children()]
    finally:
        await app.stop()
    return [
        Figure("one picture", "s", image, 1.5),
        Figure("a story of four sentences", "s", story, 4.0),
        Figure("memory of the service", "MiB", (own,), None),
        Figure("memory of the worker", "MiB", (sum(workers),), None),
        Figure("memory together", "MiB", (own + sum(workers),), 2048.0),
    ]


def image_request(seed: int) -> Request:
    return commands.imagine(PROMPT, {"seed": str(seed)}).requests[0]


def story_request(seed: int) -> Request:
    return commands.story(STORY, {"seed": str(seed)}).request


def resident(pid: int | None) -> float:
    """The most memory a process ever had, in MiB; as Linux counts it."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return round(int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1024, 1)


def machine() -> dict[str, object]:
    cpu = Path("/proc/cpuinfo")
    models = [line.partition(": ")[2] for line in cpu.read_text().splitlines() if line.startswith("model name")]
    return {
        "processor": models[0] if models else platform.processor(),
        "cores": os.cpu_count(),
        "load": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "system": platform.platform(),
    }


def table(figures: list[Figure], facts: dict[str, object], runs: int) -> Table:
    caption = " · ".join(f"{name} {value}" for name, value in facts.items())
    result = Table(title=f"Medians of {runs} runs", caption=caption)
    for column in ("what", "median", "least", "most", "target"):
        result.add_column(column, justify="left" if column == "what" else "right")
    for figure in figures:
        target = "" if figure.target is None else f"≤ {figure.target:g} {figure.unit}"
        values = [f"{value:g} {figure.unit}" for value in (figure.median, min(figure.runs), max(figure.runs))]
        result.add_row(figure.name, *values, target)
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    facts = machine()  # before it is we who load it
    ready = tuple(round(ready_seconds(), 3) for _ in range(given.runs))
    with tempfile.TemporaryDirectory() as folder:
        settings = load().model_copy(update={"data_dir": Path(folder)})
        logs.to_file(settings)
        figures = [Figure("service ready", "s", ready, 20.0), *asyncio.run(measure(settings, given.runs))]
    if given.json:
        print(json.dumps({"machine": facts, "figures": [figure.document() for figure in figures]}, indent=2))
    else:
        Console().print(table(figures, facts, given.runs))


if __name__ == "__main__":
    main()
