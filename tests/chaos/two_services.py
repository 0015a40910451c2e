"""Two services on one PostgreSQL, one killed in the middle: `python -m tests.chaos.two_services`.

Requests go to both over HTTP; each draws what it gets hold of. One of them dies by SIGKILL while it draws and comes
back. Prints who drew what, from what both wrote to their logs, and ends with 1 unless every job was drawn to its end
once, charged once, heard of on the other host's stream and its picture shown by both.
"""

from __future__ import annotations

import asyncio
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import aiohttp

from bot.frontends.web.server.event_stream import MAX_STREAMS
from tests.chaos.invariants import Asked, broken, is_at_rest, read
from tests.chaos.rounds import TOKEN, Service, free_port, hurried_fork_server
from tests.chaos.served import LOG, Place
from tests.discord_double import DiscordDouble
from tests.postgresql import server

JOBS = 40
KILL_AFTER = 10  # jobs that have ended
GIVEN = re.compile(r"(\S+) .*job given to a worker.*attempt=(\d+) .*job=([0-9a-f]{32})")
BEGAN = time.monotonic()


def say(what: str) -> None:
    print(f"{time.monotonic() - BEGAN:6.1f} s  {what}", flush=True)


async def ask(session: aiohttp.ClientSession, service: Service, number: int) -> str:
    """The job's id; until there is an answer, as the service may just be gone."""
    headers = {"Idempotency-Key": f"request-{number}"}
    body = {"prompt": f"a red fox, number {number} there", "seed": number}
    while True:
        try:
            async with session.post(f"{base(service)}/images", json=body, headers=headers) as answer:
                if answer.status in (200, 202):
                    return str((await answer.json())["id"])
        except aiohttp.ClientError:
            pass
        await asyncio.sleep(0.1)


def base(service: Service) -> str:
    return f"http://127.0.0.1:{service.place.port}/api/v1"


async def heard_of(session: aiohttp.ClientSession, service: Service, job: str) -> bool:
    """Whether a service tells the end of a job that was asked of the other."""
    async with session.get(f"{base(service)}/jobs/{job}/events") as stream:
        async for line in stream.content:
            if line.startswith(b"event: finished"):
                return True
    return False


async def shown(session: aiohttp.ClientSession, service: Service, job: str) -> int:
    """The status of its first picture."""
    async with session.get(f"{base(service)}/jobs/{job}") as answer:
        found: dict[str, Any] = await answer.json()
    async with session.get(f"http://127.0.0.1:{service.place.port}{found['frames'][0]['url']}") as picture:
        return picture.status


def log_of(services: dict[str, Service]) -> dict[str, list[str]]:
    """Job → who was given it, in the order of time."""
    given: list[tuple[str, str, str, str]] = []
    for name, service in services.items():
        text = (service.place.folder / LOG).read_text(errors="replace")
        given += [(when, name, attempt, job) for when, attempt, job in GIVEN.findall(text)]
    drew: dict[str, list[str]] = defaultdict(list)
    for _, name, attempt, job in sorted(given):
        drew[job].append(f"{name}{'' if attempt == '1' else f' (attempt {attempt})'}")
    return drew


async def main() -> int:
    with server("") as cluster, tempfile.TemporaryDirectory(prefix="vignette-two-") as name:
        folder = Path(name)
        url = await asyncio.to_thread(cluster.new_database)
        nursery, pictures = hurried_fork_server(), f"file://{folder}/pictures"
        places = [Place(folder / each, url, free_port(), TOKEN, nursery, pictures=pictures) for each in "AB"]
        services = dict(zip("AB", map(Service, places), strict=True))
        for letter, service in services.items():
            await service.start()
            say(f"{letter} draws")
        try:
            async with aiohttp.ClientSession() as session:
                return await play(session, services, url)
        finally:
            for service in services.values():
                await service.kill()


async def play(session: aiohttp.ClientSession, services: dict[str, Service], url: str) -> int:
    asked = {number: "AB"[number % 2] for number in range(JOBS)}
    jobs = await asyncio.gather(*(ask(session, services[asked[number]], number) for number in asked))
    say(f"{JOBS} jobs are asked for, half of A, half of B")
    of_a = [job for number, job in enumerate(jobs) if asked[number] == "A"][-MAX_STREAMS:]
    listening = [asyncio.create_task(heard_of(session, services["B"], job)) for job in of_a]
    while (await ended(url)) < KILL_AFTER:  # noqa: ASYNC110 - processes of others have no events of ours
        await asyncio.sleep(0.02)
    await services["A"].kill()
    say("A is killed, and starts again")
    await services["A"].start()
    say(f"A draws again, {services['A'].seconds_to_start:.1f} s later")
    while not await is_at_rest(url):  # noqa: ASYNC110
        await asyncio.sleep(0.05)
    say("every job has ended, and its reply is noted")
    told = sum(await asyncio.gather(*listening))
    statuses = Counter([await shown(session, service, job) for job in jobs for service in services.values()])
    drew = log_of(services)
    for number, job in enumerate(jobs):
        print(f"  job {job[:8]}, asked of {asked[number]}, given to {', then '.join(drew[job])}")
    facts = await read(url)
    folders = [service.place.folder for service in services.values()]
    found = broken(facts, Asked(dict(enumerate(jobs))), DiscordDouble(token=TOKEN), folders)
    found += [] if told == len(of_a) else [f"B told the end of {told} of {len(of_a)} jobs of A"]
    found += [] if statuses == {200: 2 * JOBS} else [f"pictures were answered with {dict(statuses)}"]
    say(f"{len(facts.jobs)} jobs: {dict(Counter(job['status'] for job in facts.jobs))}")
    say(f"{sum(len(each) > 1 for each in drew.values())} of them that A had begun when it died were begun again")
    say(f"B told the end of {told} of {len(of_a)} jobs asked of A that were listened for there")
    for sentence in found:
        print(f"BROKEN {sentence}")
    return bool(found)


async def ended(url: str) -> int:
    return sum(job["status"] == "succeeded" for job in (await read(url)).jobs)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
