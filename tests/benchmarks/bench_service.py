"""What strangers cost a running service: `python -m tests.benchmarks.bench_service --silent 2000 --streams 2000`.

It starts `vignette run` with the echo engine in a folder of its own, is unkind to it, and prints a table. Processor
time is the service's own, read from the system, so that it means the same on a busy machine. Same seed, same requests.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import resource
import socket
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import aiohttp
import psutil

IDLE_SECONDS = 30.0  # over which the idle are watched
PATHS = (
    "/",
    "/gallery",
    "/jobs",
    "/say",
    "/events",
    "/readyz",
    "/api/v1/images",
    "/api/v1/jobs",
    "/v1/models",
    "/desk",
)
METHODS = ("GET", "POST", "PUT", "HEAD", "OPTIONS", "DELETE", "PATCH", "BREW")
MALFORMED = (
    b"GET / HTTP/1.1\r\nHost : localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX: " + b"a" * 9000 + b"\r\n\r\n",
    b"POST /say HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
)


@dataclass
class Target:
    """The service, and what it uses up."""

    port: int
    process: psutil.Process

    def cpu(self) -> float:
        """Seconds."""
        times = self.process.cpu_times()
        return float(times.user + times.system)

    def memory(self) -> float:
        """MiB, without those of its worker."""
        return float(self.process.memory_info().rss / 2**20)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"


@asynccontextmanager
async def service(folder: Path) -> AsyncIterator[Target]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    given = {
        "VIGNETTE_DATA_DIR": str(folder / "data"),
        "VIGNETTE_ENGINE__NAME": "echo",
        "VIGNETTE_ENGINE__OPTIONS": '{"width": 32, "height": 32}',
        "VIGNETTE_WEB__PORT": str(port),
        "VIGNETTE_WEB__PUBLIC": "true",
        "VIGNETTE_API__REQUESTS_PER_MINUTE": "100000",
        "VIGNETTE_QUOTAS__USER_DAILY": "1000000000",
        "VIGNETTE_QUOTAS__USER_MONTHLY": "1000000000",
        "VIGNETTE_QUOTAS__SERVER_DAILY": "1000000000",
        "VIGNETTE_QUOTAS__SERVER_MONTHLY": "1000000000",
        "VIGNETTE_LOG_JSON": "true",
    }
    environment = {name: value for name, value in os.environ.items() if not name.startswith("VIGNETTE_")} | given
    with (folder / "log").open("wb") as log:
        command = (sys.executable, "-m", "bot", "run")
        child = await asyncio.create_subprocess_exec(*command, env=environment, stdout=log, stderr=log)
        try:
            target = Target(port, psutil.Process(child.pid))
            async with aiohttp.ClientSession() as session:
                while not await is_ready(session, target):  # noqa: ASYNC110  # it is another process
                    await asyncio.sleep(0.5)
            yield target
        finally:
            child.terminate()
            await child.wait()


async def is_ready(session: aiohttp.ClientSession, target: Target) -> bool:
    with suppress(aiohttp.ClientError):
        async with session.get(f"{target.url}/readyz") as response:
            return response.status == 200
    return False


def row(name: str, **values: float | int | str) -> None:
    shown = (f"{key} {value:,.3f}" if isinstance(value, float) else f"{key} {value:,}" for key, value in values.items())
    print(f"{name:<22}", " · ".join(shown), flush=True)


def percentile(values: list[float], percent: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * percent / 100))] if values else float("nan")


async def idle(target: Target, silent: int, streams: int, seconds: float) -> None:
    """Connections that say nothing, and pages that only listen, while somebody asks for `/healthz` again and again."""
    rest, _ = await asyncio.gather(usage(target, seconds), health(target, seconds))
    quiet = [await asyncio.open_connection("127.0.0.1", target.port) for _ in range(silent)]
    listening = []
    for number in range(0, streams, 10):
        listening += await listen(target, number, min(10, streams - number))
    used, waits = await asyncio.gather(usage(target, seconds), health(target, seconds))
    each = max(0.0, used - rest) * 1000 / max(1, len(quiet) + len(listening))
    row(
        "idle",
        silent=len(quiet),
        streams=len(listening),
        healthz_p50_ms=percentile(waits, 50) * 1000,
        healthz_p99_ms=percentile(waits, 99) * 1000,
        asked=len(waits),
        cpu_ms_each_per_s=each,
        memory_mib=target.memory(),
    )
    for _, writer in (*quiet, *listening):
        writer.close()


async def listen(target: Target, number: int, count: int) -> list[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """So many streams of one visitor, who comes from an address of their own by way of a proxy."""
    peer = f"X-Forwarded-For: 10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    writer.write(f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\n{peer}\r\nConnection: close\r\n\r\n".encode())
    head = (await reader.read()).partition(b"\r\n\r\n")[0].decode()
    writer.close()
    cookies = [line.partition(":")[2].partition(";")[0].strip() for line in head.split("\r\n") if "et-Cookie" in line]
    opened = []
    for _ in range(count):
        reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
        lines = [f"GET /events HTTP/1.1\r\nHost: 127.0.0.1:{target.port}", peer, f"Cookie: {'; '.join(cookies)}"]
        writer.write("\r\n".join([*lines, "", ""]).encode())
        status = await reader.readline()
        if b" 200 " in status:
            opened.append((reader, writer))
        else:
            print("a stream was refused:", status.decode().strip())
            writer.close()
    return opened


async def usage(target: Target, seconds: float) -> float:
    """Processor seconds per second."""
    before, began = target.cpu(), time.monotonic()
    await asyncio.sleep(seconds)
    return (target.cpu() - before) / (time.monotonic() - began)


async def health(target: Target, seconds: float) -> list[float]:
    """How long each answer took."""
    waits: list[float] = []
    until = time.monotonic() + seconds
    async with aiohttp.ClientSession() as session:
        while time.monotonic() < until:
            began = time.monotonic()
            async with session.get(f"{target.url}/healthz") as response:
                await response.read()
            waits.append(time.monotonic() - began)
            await asyncio.sleep(0.05)
    return waits


async def malformed(target: Target, count: int) -> None:
    """Requests that are none, each on a connection of its own."""
    before, answers = target.cpu(), Counter[str]()
    for number in range(count):
        answers[await send(target, MALFORMED[number % len(MALFORMED)])] += 1
    row("malformed", requests=count, cpu_ms_each=(target.cpu() - before) * 1000 / count, **answers)


async def fuzz(target: Target, count: int, seed: int) -> None:
    """Requests of random methods, paths, headers and bodies, sound and unsound."""
    chance, before, answers = random.Random(seed), target.cpu(), Counter[str]()
    for _ in range(count):
        answers[await send(target, fuzzed(chance, target.port))] += 1
    server_errors = sum(times for status, times in answers.items() if status.startswith("5"))
    cpu = (target.cpu() - before) * 1000 / count
    row("fuzz", requests=count, seed=seed, server_errors=server_errors, cpu_ms_each=cpu, **dict(answers.most_common(6)))


def fuzzed(chance: random.Random, port: int) -> bytes:
    path = chance.choice(PATHS) + chance.choice(
        ("", "/", "?", "/../x", "%00", "/%ff", "?a=" + "b" * chance.randrange(50))
    )
    body = chance.choice((b"", b"{}", b'{"prompt": 1}', b'{"prompt": "a fox"}', chance.randbytes(chance.randrange(60))))
    lines = [f"{chance.choice(METHODS)} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", "Connection: close"]
    lines += [f"X-Forwarded-For: 10.{chance.randrange(256)}.{chance.randrange(256)}.1", f"Content-Length: {len(body)}"]
    lines += chance.sample(
        (
            "Content-Type: application/json", "Content-Type: text/html; charset=\x7f", "Cookie: vignette=" + "0" * 32,
            "Authorization: Bearer vg_x", "Authorization: Basic !", "Range: bytes=9-1", "Prefer: wait=-1",
            "Idempotency-Key: x", "Sec-Fetch-Site: cross-site", "If-None-Match: \"", "Accept: \x01",
        ),
        chance.randrange(4),
    )  # fmt: skip
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body


async def send(target: Target, request: bytes) -> str:
    """The status of the answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", target.port)
    try:
        writer.write(request)
        if b"chunked" not in request and b"HTTP/1.1" not in request:
            writer.write_eof()
        line = await asyncio.wait_for(reader.readline(), 60)
        return line.split()[1].decode() if line.startswith(b"HTTP/") else "cut"
    except (ConnectionError, TimeoutError):
        return "cut"
    finally:
        writer.close()


async def soak(target: Target, jobs: int, key: str) -> None:
    """Echo jobs through the API, some at a time; memory after a first tenth against that at the end."""
    left, done, marks = iter(range(jobs)), Counter[str](), [target.memory()]
    began, before = time.monotonic(), target.cpu()

    async def client(session: aiohttp.ClientSession) -> None:
        for number in left:
            body = {"prompt": f"a red fox, number {number}", "num_inference_steps": 1}
            headers = {"Prefer": "wait=60", "Authorization": f"Bearer {key}"}
            async with session.post(f"{target.url}/api/v1/images", json=body, headers=headers) as response:
                answer = json.loads(await response.read())
            done[str(answer.get("status", response.status))] += 1
            if done.total() in (jobs // 10, jobs):
                marks.append(target.memory())

    async with aiohttp.ClientSession() as session:
        await asyncio.gather(*(client(session) for _ in range(8)))
    growth = (marks[-1] - marks[1]) / max(1, jobs - jobs // 10) * 10_000
    seconds, cpu = time.monotonic() - began, (target.cpu() - before) * 1000 / jobs
    row("soak", jobs=jobs, **done, seconds=seconds, cpu_ms_each=cpu, mib_per_10_000_jobs=growth)


async def make_key(folder: Path) -> str:
    command = (sys.executable, "-m", "bot", "keys", "create", "bench", "--json")
    environment = os.environ | {"VIGNETTE_DATA_DIR": str(folder / "data")}
    child = await asyncio.create_subprocess_exec(*command, env=environment, stdout=asyncio.subprocess.PIPE)
    out, _ = await child.communicate()
    return str(json.loads(out)["key"])


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("silent", "streams", "malformed", "fuzz", "soak"):
        parser.add_argument(f"--{name}", type=int, default=0, metavar="N")
    parser.add_argument("--seconds", type=float, default=IDLE_SECONDS, help="to watch the idle for")
    parser.add_argument("--seed", type=int, default=7)
    asked = parser.parse_args()
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    with tempfile.TemporaryDirectory() as name:
        async with service(folder := Path(name)) as target:
            if asked.silent or asked.streams:
                await idle(target, asked.silent, asked.streams, asked.seconds)
            if asked.malformed:
                await malformed(target, asked.malformed)
            if asked.fuzz:
                await fuzz(target, asked.fuzz, asked.seed)
            if asked.soak:
                await soak(target, asked.soak, await make_key(folder))
        written = (folder / "log").read_bytes()
        row("log", bytes=len(written), tracebacks=written.count(b"Traceback"))


if __name__ == "__main__":
    asyncio.run(main())
