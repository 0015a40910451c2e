"""How much CPU a typed command takes, from its line to its answer: `python -m tests.benchmarks.bench_commands`.

A real service on SQLite with the echo engine, idle, whose requester has a history; the worker's process is not counted.
With `--profile` it prints where the time goes instead.
"""

from __future__ import annotations

import asyncio
import cProfile
import pstats
import sys
import tempfile
import time
from pathlib import Path

import structlog

from bot.jobs.service import Service
from generation.engine import ImageRequest
from tests.bot.service_kit import HERE, MIA, build_app, chat_of, drawn, running

LINES = (".help", ".queue", ".history", ".quota")
ROUNDS = 200
HISTORY = 20  # jobs


async def measure(service: Service, line: str) -> tuple[float, float]:
    """Milliseconds of CPU a command, and of waiting for the slowest answer."""
    chat, slowest = chat_of(service), 0.0
    await chat.handle_text(MIA, line, HERE)
    cpu = time.process_time()
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        await chat.handle_text(MIA, line, HERE)
        slowest = max(slowest, time.perf_counter() - begun)
    return (time.process_time() - cpu) / ROUNDS * 1000, slowest * 1000


async def run() -> None:
    profile = cProfile.Profile() if "--profile" in sys.argv else None
    with tempfile.TemporaryDirectory() as folder:
        async with running(build_app(Path(folder), credits_a_day=10_000)) as service:
            for seed in range(HISTORY):
                await drawn(service, ImageRequest("a red fox", seed=seed))
            if profile:
                profile.enable()
            for line in LINES:
                cpu, slowest = await measure(service, line)
                print(f"{line:10}{cpu:8.3f} ms CPU{slowest:9.1f} ms to the slowest answer")
    if profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("cumulative").print_stats(60)


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    asyncio.run(run())


if __name__ == "__main__":
    main()
