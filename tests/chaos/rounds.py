"""Rounds: a burst of requests, faults in the middle of it, then rest, and a look at everything that must hold."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import random
import socket
import time
from collections import Counter
from collections.abc import Awaitable, Sequence
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path
from statistics import median
from typing import Any

from tests import fork_server
from tests.chaos import faults
from tests.chaos.invariants import Facts, broken, is_at_rest, read
from tests.chaos.load import Load
from tests.chaos.served import LOG, STATE, Place, serve
from tests.discord_double import DiscordDouble
from tests.postgresql import Server

PRELOADED = ["bot.worker.process", "generation.engines.echo", "aiosqlite", "bot.storage.database.migrations"]
PRELOADED += ["tests.chaos.served"]
SOON = 900.0  # seconds until rest has come on a slow and busy machine, too
TOKEN = "a.canary.of.the.chaos.tests"


@dataclass
class Table:
    """What was done and what became of it."""

    seed: int
    rounds: int = 0
    kills: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    requests: int = 0
    acknowledged: int = 0
    jobs: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    finals_sent: int = 0  # requests to Discord that carry a reply; edits of the same message among them
    back: list[float] = field(default_factory=list)  # seconds from a service's death until it draws again
    broken: list[str] = field(default_factory=list)

    def count(self, prefix: str, word: str = "") -> int:
        return sum(each.startswith(prefix) and word in each for each in self.broken)

    def as_dict(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "rounds": self.rounds,
            "kills": self.kills,
            "faults": dict(self.faults),
            "requests": self.requests,
            "acknowledged": self.acknowledged,
            "jobs": self.jobs,
            "statuses": dict(self.statuses),
            "lost": self.count("I1", "lost") + self.count("I4", "0 replies") + self.count("I4", "owed"),
            "double_jobs": self.count("I1", "became"),
            "double_captures": self.count("I2"),
            "double_deliveries": self.count("I4", "replies") - self.count("I4", "0 replies"),
            "finals_sent": self.finals_sent,
            "back_p50_seconds": round(median(self.back), 2) if self.back else None,
            "back_max_seconds": round(max(self.back), 2) if self.back else None,
            "broken": self.broken,
        }


class Service:
    """A service that is killed and starts again at its place."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self.seconds_to_start = 0.0
        self._process: BaseProcess | None = None

    @property
    def workers(self) -> list[int]:
        return list(self._state().get("workers", []))

    async def start(self) -> None:
        """Returns when it draws."""
        begun = time.monotonic()
        (self.place.folder / STATE).unlink(missing_ok=True)
        context = multiprocessing.get_context("forkserver")
        self._process = context.Process(target=serve, args=(self.place,))
        await asyncio.to_thread(self._process.start)
        async with asyncio.timeout(SOON):
            while not self._state().get("ready"):
                if not self._process.is_alive():
                    raise AssertionError(f"it does not start: {self.last_words()}")
                await asyncio.sleep(0.02)
        self.seconds_to_start = time.monotonic() - begun

    async def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            await asyncio.to_thread(self._process.join)

    def last_words(self) -> str:
        log = self.place.folder / LOG
        return log.read_text(errors="replace")[-2000:] if log.exists() else ""

    def _state(self) -> dict[str, Any]:
        try:
            state: dict[str, Any] = json.loads((self.place.folder / STATE).read_text())
        except FileNotFoundError:
            return {}
        return state


class Rounds:
    """`async with Rounds(...) as chaos:`, then `await chaos.round(...)` as often as wanted; `table` says what came."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        *,
        postgresql: Server | None = None,
        own_disk: bool = False,
    ) -> None:
        self.table = Table(seed)
        self.postgresql, self.own_disk = postgresql, own_disk
        self.services: list[Service] = []
        self.discord = DiscordDouble(token=TOKEN, bucket=(1000, 1.0), answer_within=SOON)
        self._folder = folder
        self._chance = random.Random(seed)
        self._load: Load | None = None
        self._url = ""

    async def __aenter__(self) -> Rounds:
        nursery = hurried_fork_server()
        await self.discord.__aenter__()
        if self.postgresql is None:
            self._url = f"sqlite+aiosqlite:///{self._folder / 'vignette.db'}"
        else:
            self._url = await asyncio.to_thread(self.postgresql.new_database)
        places = [Place(self._folder, self._url, free_port(), TOKEN, nursery, self.discord.url)]
        if self.postgresql is not None:  # a second host, which answers on its page and API
            places.append(Place(self._folder / "second", self._url, free_port(), TOKEN, nursery))
        self.services = [Service(place) for place in places]
        self._load = Load(self.discord, self._base, self._chance)
        try:
            for service in self.services:  # one after the other: the first one makes the tables
                await service.start()
        except BaseException:
            await self.__aexit__()
            raise
        await self.discord.until(lambda: self.discord.gateway.connected)
        return self

    async def __aexit__(self, *_: object) -> None:
        for service in self.services:
            await service.kill()
        await self.discord.__aexit__()

    async def round(self, kinds: Sequence[str] | None = None, *, faulty: int = 2, requests: int = 8) -> list[str]:
        """What is broken after it. `kinds` are the faults in their order; None: `faulty` ones at random."""
        assert self._load is not None
        known = faults.ON_SQLITE if self.postgresql is None else faults.ON_POSTGRESQL
        weights = [weight for _, weight in known.values()]
        self._load.refusals.clear()
        chosen = self._chance.choices(list(known), weights, k=faulty) if kinds is None else kinds
        load = asyncio.create_task(self._load.run(requests, over := asyncio.Event()))
        for kind in chosen:
            await asyncio.sleep(self._chance.uniform(0.05, 0.6))
            await known[kind][0](self, self._chance)
            self.table.faults[kind] += 1
        over.set()
        mistakes: list[str] = []
        try:
            load_ended = await self._ends(load)
        except* AssertionError as answers:
            load_ended, mistakes = True, [f"I1 an answer that no fault excuses: {each}" for each in answers.exceptions]
        rested = load_ended and await self._ends(self._rest())
        self.discord.faults.clear()
        self._load.look_at_discord()
        facts = await read(self._url)
        found = mistakes + broken(
            facts, self._load.asked, self.discord, [service.place.folder for service in self.services]
        )
        if not load_ended:
            heard = self._load.refusals.most_common(2)
            found.append(f"I1 somebody who asks again and again gets no answer: {heard}")
        if not rested and not found:
            found.append("I5 it does not come to rest")
        self._note(facts, found)
        return found

    async def _ends(self, work: Awaitable[None]) -> bool:
        try:
            async with asyncio.timeout(SOON):
                await work
        except TimeoutError:
            return False
        return True

    async def _rest(self) -> None:
        """Until all has ended and is told."""
        await self.discord.until(lambda: self.discord.gateway.connected)
        while not await is_at_rest(self._url):  # noqa: ASYNC110 - processes of others have no events of ours
            await asyncio.sleep(0.05)

    def _note(self, facts: Facts, found: list[str]) -> None:
        assert self._load is not None
        table = self.table
        table.rounds += 1
        table.requests, table.jobs = self._load.requests, len(facts.jobs)
        table.acknowledged = len(self._load.asked.acknowledged)
        table.statuses = Counter(job["status"] for job in facts.jobs)
        table.finals_sent = sum(":delete" in str(call.body) for call in self.discord.calls)
        table.broken += [each for each in found if each not in table.broken]

    def _base(self) -> str:
        """Where the next request goes: to any of the services."""
        return f"http://127.0.0.1:{self._chance.choice(self.services).place.port}"


def hurried_fork_server() -> str:
    """The address of one that has loaded what services and workers need."""
    multiprocessing.set_forkserver_preload(PRELOADED)
    return fork_server.address()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
