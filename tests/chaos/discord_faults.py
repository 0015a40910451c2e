"""Discord fails, over and over: `python -m tests.chaos.discord_faults --faults 5000 --seed 7` prints a table.

A bot on the double is asked for pictures, some at once, while one kind of trouble happens to the requests that carry
its replies. After every burst the double says what was sent: each reply once, whatever Discord said of it. It can be
stopped at any time (Ctrl-C, SIGTERM). Ends with 1 where a reply is missing, there twice, or charged and given up.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot import logs
from bot.domain.jobs import Job
from bot.domain.requester import Requester
from bot.jobs.service import Service
from bot.settings import Settings
from tests.bot.service_kit import until
from tests.discord_double import DiscordDouble
from tests.discord_double.exchange import Call
from tests.discord_double.faults import ANY
from tests.e2e.discord_kit import bot
from tests.e2e.discord_troubles import PASSING, Room, is_final

AT_ONCE = 8  # jobs in a burst
MOST = 3  # times as many faults as jobs, at most
ENGINE = {"name": "echo", "options": {"width": 32, "height": 32, "num_inference_steps": 6, "step_seconds": 0.05}}
LIMITS = {"queue_per_user": 1000}
PLENTY = {"user_daily": 10**9, "user_monthly": 10**9}


def deletes_what_waits(room: Room) -> None:
    """Of the many replies in the room those without pictures yet; a finished one that goes is nobody's fault."""
    room.discord.faults.change(ANY, lambda: [room.mod.removes(each) for each in room.replies if not each.files])


TROUBLES = {**PASSING, "the message is deleted": deletes_what_waits}


@dataclass
class Table:
    faults: Counter[str] = field(default_factory=Counter)
    jobs: int = 0
    broken: list[str] = field(default_factory=list)


async def burst(discord: DiscordDouble, service: Service, chance: random.Random, table: Table) -> None:
    number = len(discord.world.channels)
    guild = discord.world.add_guild(f"server {number}", discord.owner)
    ann, mod = discord.person(f"ann {number}", guild), discord.person(f"mod {number}", guild, "manage_messages")
    room = Room(discord, service, discord.world.add_channel(guild, "general"), ann, mod)
    await discord.until(lambda: discord.gateway.connected)
    await discord.gateway.pulse()  # what the last burst did to the connection is over
    await discord.gateway.introduce(guild)
    for seed in range(AT_ONCE):
        ann.says(f".imagine a lighthouse --seed {seed}", room.channel)
    jobs: list[Job] = []

    async def taken_in() -> bool:
        jobs[:] = await service.history(Requester("discord", str(ann.user.id)), AT_ONCE + 1)
        return len(jobs) == AT_ONCE

    await until(taken_in)  # what is typed while the connection is broken may go unheard
    name = chance.choice(list(TROUBLES))
    discord.faults.when = is_final
    for _ in range(chance.randint(1, MOST * AT_ONCE)):
        TROUBLES[name](room)
    for job in jobs:
        sent = await room.settled(job)
        if (found := len(room.delivered(job))) != int(sent):
            table.broken.append(f"{name}: job {job.short_id} has {found} replies, {'sent' if sent else 'given up'}")
    table.faults[name] += discord.faults.happened
    table.jobs += len(jobs)
    discord.faults.clear()
    table.broken += [f"{name}: {violation}" for violation in discord.violations]
    table.broken += (
        [f"{name}: {len(discord.pings)} pings"] if discord.pings or any(map(_can_ping, discord.calls)) else []
    )
    for seen in (discord.violations, discord.pings, discord.calls):
        seen.clear()


def _can_ping(call: Call) -> bool:
    return call.can_ping


def show(table: Table, seed: int, seconds: float) -> None:
    print(f"\n| seed {seed} | |\n|---|---|\n| faults | {table.faults.total()} |\n| jobs | {table.jobs} |")
    print(f"| broken | {len(table.broken)} |\n| seconds | {seconds:.0f} |")
    for name, count in sorted(table.faults.items()):
        print(f"| {name} | {count} |")
    for sentence in table.broken[:50]:
        print(f"BROKEN {sentence}")


async def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faults", type=int, default=5000, help="until so many happened")
    parser.add_argument("--seed", type=int, default=7)
    given = parser.parse_args()
    table, chance, begun = Table(), random.Random(given.seed), time.monotonic()

    async def bursts(discord: DiscordDouble, service: Service) -> None:
        while table.faults.total() < given.faults:
            await burst(discord, service, chance, table)
            print(f"{table.faults.total()} faults, {table.jobs} jobs, {len(table.broken)} broken", flush=True)

    logs.to_terminal(Settings(log_level="ERROR"))
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.storage.outbox.DELAYS", (0.02,) * 1000)
        patch.setattr("bot.jobs.outbox_relay.LOOK_SECONDS", 0.05)
        patch.setattr("bot.jobs.outbox_relay.DELIVER_SECONDS", 5.0)
        patch.setattr("bot.frontends.discord.retry.PAUSES", (0.02,) * 3)
        async with DiscordDouble(bucket=(1000, 1.0), answer_within=300.0) as discord:
            discord.point_client(patch)
            async with bot(discord, Path(folder), quotas=PLENTY, limits=LIMITS, engine=ENGINE) as service:
                work = asyncio.create_task(bursts(discord, service))
                for number in (signal.SIGINT, signal.SIGTERM):
                    asyncio.get_running_loop().add_signal_handler(number, work.cancel)
                with suppress(asyncio.CancelledError):
                    await work
    show(table, given.seed, time.monotonic() - begun)
    return bool(table.broken)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
