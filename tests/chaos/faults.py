"""The faults by their names. Each begins, lasts as long as it is told, and ends before it returns."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from typing import TYPE_CHECKING

from tests.chaos.served import FULL
from tests.discord_double.faults import ANY
from tests.e2e.discord_troubles import is_final

if TYPE_CHECKING:
    from tests.chaos.rounds import Rounds, Service

LONGEST = 1.5  # seconds that a fault lasts which ends by itself


async def kill_service(chaos: Rounds, chance: random.Random) -> None:
    service = chance.choice(chaos.services)
    await service.kill()
    chaos.table.kills += 1
    await service.start()
    chaos.table.back.append(service.seconds_to_start)


async def kill_worker(chaos: Rounds, chance: random.Random) -> None:
    chaos.table.kills += _signal_worker(chance.choice(chaos.services), signal.SIGKILL)


async def kill_both(chaos: Rounds, chance: random.Random) -> None:
    """The machine goes: the worker first, so that the service may begin to see to it."""
    service = chance.choice(chaos.services)
    chaos.table.kills += _signal_worker(service, signal.SIGKILL)
    await asyncio.sleep(chance.uniform(0, 0.2))
    await service.kill()
    chaos.table.kills += 1
    await service.start()
    chaos.table.back.append(service.seconds_to_start)


async def stop_worker(chaos: Rounds, chance: random.Random) -> None:
    service = chance.choice(chaos.services)
    stopped = service.workers
    for pid in stopped:
        _send(pid, signal.SIGSTOP)
    await asyncio.sleep(chance.uniform(0.1, LONGEST))
    for pid in stopped:
        _send(pid, signal.SIGCONT)


async def lock_database(chaos: Rounds, chance: random.Random) -> None:
    """Another program takes SQLite for itself."""
    file = chaos.services[0].place.folder / "vignette.db"
    with closing(sqlite3.connect(file, timeout=30.0, isolation_level=None, check_same_thread=False)) as database:
        await asyncio.to_thread(database.execute, "BEGIN EXCLUSIVE")
        await asyncio.sleep(chance.uniform(0.1, LONGEST))
        await asyncio.to_thread(database.execute, "ROLLBACK")


async def restart_database(chaos: Rounds, chance: random.Random) -> None:
    """PostgreSQL crashes, and recovers."""
    assert chaos.postgresql is not None
    await asyncio.to_thread(chaos.postgresql.stop)
    await asyncio.sleep(chance.uniform(0, LONGEST))
    await asyncio.to_thread(chaos.postgresql.start)


async def fill_disk(chaos: Rounds, chance: random.Random) -> None:
    """On a disk of its own every byte is taken; elsewhere the service is told that it is so."""
    places = [service.place.folder for service in chaos.services]
    ballast = [folder / "ballast" for folder in places] if chaos.own_disk else []
    for folder in places:
        (folder / FULL).touch()
    for file in ballast:
        await asyncio.to_thread(_fill, file)
    await asyncio.sleep(chance.uniform(0.1, LONGEST))
    for file in [*ballast, *(folder / FULL for folder in places)]:
        file.unlink(missing_ok=True)


async def refuse_replies(chaos: Rounds, chance: random.Random) -> None:
    """The next replies are not carried out; discord.py does not try these again."""
    chaos.discord.faults.when = is_final
    chaos.discord.faults.server_error(ANY, 503, times=chance.randint(2, 4))


async def lose_answers(chaos: Rounds, chance: random.Random) -> None:
    """The next replies are carried out, and nobody hears of it."""
    chaos.discord.faults.when = is_final
    chaos.discord.faults.lost_answer(ANY, times=chance.randint(2, 4))


async def ask_for_patience(chaos: Rounds, chance: random.Random) -> None:
    chaos.discord.faults.when = is_final
    chaos.discord.faults.rate_limit(ANY, 0.05, times=chance.randint(2, 4))


async def drop_gateway(chaos: Rounds, chance: random.Random) -> None:
    await chaos.discord.gateway.drop()


def _fill(file: os.PathLike[str]) -> None:
    with contextlib.suppress(OSError), open(file, "wb", buffering=0) as content:
        while True:
            content.write(bytes(1 << 20))


def _signal_worker(service: Service, number: int) -> int:
    """How many there were."""
    return sum(_send(pid, number) for pid in service.workers)


def _send(pid: int, number: int) -> bool:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return False
    return True


Fault = Callable[["Rounds", random.Random], Awaitable[None]]
EVERYWHERE: dict[str, tuple[Fault, int]] = {  # with how often each comes, beside the others
    "SIGKILL of the service": (kill_service, 6),
    "SIGKILL of a worker": (kill_worker, 5),
    "SIGKILL of both": (kill_both, 2),
    "SIGSTOP of a worker": (stop_worker, 2),
    "a full disk": (fill_disk, 2),
    "503 from Discord": (refuse_replies, 2),
    "answers of Discord lost": (lose_answers, 2),
    "429 from Discord": (ask_for_patience, 1),
    "the gateway breaks": (drop_gateway, 1),
}
ON_SQLITE: dict[str, tuple[Fault, int]] = {**EVERYWHERE, "a locked database": (lock_database, 2)}
ON_POSTGRESQL: dict[str, tuple[Fault, int]] = {**EVERYWHERE, "the database restarted": (restart_database, 2)}
