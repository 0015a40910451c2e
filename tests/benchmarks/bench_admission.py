"""How many requests a service takes in, beside another checkout's: `python -m tests.benchmarks.bench_admission OTHER`.

OTHER is the root of another checkout, such as one of an earlier commit; `.` stands for this one alone. Both are served
in turn, this, that, that, this: `vignette run` in a process of its own, with the echo engine, on a new SQLite file.
`CLIENTS` clients ask over HTTP for `SECONDS`. What counts is the server's CPU for each request, as the rate depends on
what else the machine does. Then requests come at half that rate, for the time that answers take. Both are done while
nearly nothing is drawn; for how much drawing is slowed down, a service that draws fast is asked as often as it draws.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp

HERE = Path(__file__).parents[2]
CLIENTS = 16
WAITING = 200  # jobs that are there to be drawn
SETTINGS = {
    "VIGNETTE_ENGINE__NAME": "echo",
    "VIGNETTE_WEB__PORT": "0",
    "VIGNETTE_API__REQUESTS_PER_MINUTE": "100000",
    "VIGNETTE_LIMITS__QUEUE_DEPTH": "100000",
    "VIGNETTE_LIMITS__QUEUE_PER_USER": "10000",
    "VIGNETTE_QUOTAS__USER_DAILY": "1000000000",
    "VIGNETTE_QUOTAS__USER_MONTHLY": "1000000000",
}
SLOWLY, FAST = 20.0, 0.01  # seconds a step
TICK = os.sysconf("SC_CLK_TCK")


@dataclass
class Served:
    """A service that runs."""

    url: str
    process: asyncio.subprocess.Process
    session: aiohttp.ClientSession

    def cpu(self) -> float:
        """Seconds of its own process; the worker's is another."""
        parts = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(parts[11]) + int(parts[12])) / TICK

    async def ask(self, number: int) -> float:
        """Seconds until it was taken in."""
        begun = time.perf_counter()
        body = {"prompt": f"a red fox {number}", "seed": number}
        async with self.session.post(f"{self.url}/api/v1/images", json=body) as response:
            text = await response.text()
            if response.status != 202:
                raise RuntimeError(f"{response.status}: {text}")
        return time.perf_counter() - begun

    async def ready(self) -> bool:
        async with self.session.get(f"{self.url}/readyz") as response:
            return response.status == 200

    async def drawn(self) -> int:
        async with self.session.get(f"{self.url}/metrics") as response:
            lines = (await response.text()).splitlines()
        ended = [line for line in lines if line.startswith("vignette_jobs_ended_total{")]
        return int(sum(float(line.split()[-1]) for line in ended))


@dataclass
class Figures:
    cpu: list[float] = field(default_factory=list)  # milliseconds for each request
    rate: list[float] = field(default_factory=list)  # a second
    half: list[float] = field(default_factory=list)  # seconds of each answer at half rate
    drawn_alone: list[float] = field(default_factory=list)  # a second
    drawn_beside: list[float] = field(default_factory=list)


@asynccontextmanager
async def served(root: Path, python: str, step_seconds: float) -> AsyncIterator[Served]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **SETTINGS, "VIGNETTE_DATA_DIR": folder, "PYTHONPATH": str(root)}
        options = {"width": 32, "height": 32, "step_seconds": step_seconds}
        environment["VIGNETTE_ENGINE__OPTIONS"] = json.dumps(options)
        process = await asyncio.create_subprocess_exec(
            *(python, "-m", "bot", "run"),
            cwd=folder,
            env=environment,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        assert process.stdout is not None
        try:
            url = await _address(process.stdout)
            reading = asyncio.create_task(process.stdout.read())
            async with aiohttp.ClientSession() as session:
                service = Served(url, process, session)
                while not await service.ready():  # noqa: ASYNC110 - another process
                    await asyncio.sleep(0.1)
                yield service
            reading.cancel()
        finally:
            process.kill()
            await process.wait()


async def _address(output: asyncio.StreamReader) -> str:
    seen = b""
    while line := await output.readline():
        seen += line
        for word in line.decode().split():
            if (begin := word.find("http://127.0.0.1:")) >= 0:
                return word[begin:].strip("\"'.,").rstrip("/")
    raise RuntimeError(seen.decode())


async def at_full_rate(service: Served, seconds: float) -> tuple[float, float]:
    """Requests a second, and milliseconds of CPU for each."""
    end, asked = time.perf_counter() + seconds, 0

    async def client(number: int) -> None:
        nonlocal asked
        while time.perf_counter() < end:
            await service.ask(number)
            asked += 1

    cpu, begun = service.cpu(), time.perf_counter()
    await asyncio.gather(*(client(number) for number in range(CLIENTS)))
    return asked / (time.perf_counter() - begun), (service.cpu() - cpu) / asked * 1000


async def at_rate(service: Served, rate: float, seconds: float) -> list[float]:
    """Seconds of every answer, each request at its time whether or not those before it are answered."""
    tasks, begun = [], time.perf_counter()
    for number in range(int(rate * seconds)):
        await asyncio.sleep(max(0.0, begun + number / rate - time.perf_counter()))
        tasks.append(asyncio.create_task(service.ask(number)))
    return await asyncio.gather(*tasks)


async def drawing(service: Served, seconds: float) -> float:
    """Jobs drawn a second."""
    before, begun = await service.drawn(), time.perf_counter()
    await asyncio.sleep(seconds)
    return (await service.drawn() - before) / (time.perf_counter() - begun)


async def measure(root: Path, figures: Figures, seconds: float, python: str) -> None:
    async with served(root, python, SLOWLY) as service:
        rate, cpu = await at_full_rate(service, seconds)
        figures.rate.append(rate)
        figures.cpu.append(cpu)
        figures.half += await at_rate(service, rate / 2, seconds)
    async with served(root, python, FAST) as service:
        for number in range(WAITING):
            await service.ask(number)
        alone = await drawing(service, seconds)
        figures.drawn_alone.append(alone)
        _, beside = await asyncio.gather(at_rate(service, alone, seconds), drawing(service, seconds))
        figures.drawn_beside.append(beside)


def show(name: str, figures: Figures) -> dict[str, float]:
    p99 = statistics.quantiles(figures.half, n=100)[98] if len(figures.half) > 1 else float("nan")
    found = {
        "requests_a_second": statistics.mean(figures.rate),
        "cpu_ms_a_request": statistics.mean(figures.cpu),
        "p99_ms_at_half_rate": p99 * 1000,
        "drawn_a_second_alone": statistics.mean(figures.drawn_alone),
        "drawn_a_second_beside": statistics.mean(figures.drawn_beside),
    }
    print(f"{name:12}" + "  ".join(f"{key} {value:.2f}" for key, value in found.items()), file=sys.stderr)
    return found


async def run(other: Path, seconds: float, python: str) -> None:
    mine, theirs = Figures(), Figures()
    rounds = [(HERE, mine), (other, theirs), (other, theirs), (HERE, mine)]
    for root, figures in rounds if other != HERE else rounds[:1]:
        await measure(root, figures, seconds, python)
        show("this" if figures is mine else "other", figures)  # so far
    found = {"this": show("this", mine)}
    if theirs.rate:
        found["other"] = show("other", theirs)
        names = ("requests_a_second", "cpu_ms_a_request")
        more, less = (found["this"][name] / found["other"][name] for name in names)
        found["ratio"] = {"requests_a_second": more, "cpu": 1 / less}
        print(f"{more:.1f} times the requests a second, for 1/{1 / less:.1f} of the CPU each", file=sys.stderr)
    print(json.dumps(found, indent=2))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("other", type=Path, help="another checkout, or . for none")
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--python", default=sys.executable, help="with the dependencies of both")
    given = parser.parse_args()
    asyncio.run(run(given.other.resolve(), given.seconds, given.python))


if __name__ == "__main__":
    main()
