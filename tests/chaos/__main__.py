"""The long form: `python -m tests.chaos --kills 1000 --seed 7 [--postgres]` prints a table and writes it as JSON.

It can be stopped at any time (Ctrl-C, SIGTERM); the table so far is printed, and the file is renewed after every round.
Ends with 1 where anything that must hold did not.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.chaos.rounds import Rounds, Table
from tests.postgresql import server

DISK = "size=192m"  # with the 64 MiB that the service keeps free


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--kills", type=int, default=1000, help="until so many processes were killed")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--faults", type=int, default=6, help="in a round, after which everything is checked")
    parser.add_argument("--requests", type=int, default=12, help="in a round")
    parser.add_argument("--postgres", action="store_true", help="two services on one PostgreSQL, which crashes as well")
    parser.add_argument("--out", type=Path, default=Path("chaos.json"), help="the table as JSON")
    return parser.parse_args()


@contextmanager
def own_disk(folder: Path) -> Iterator[bool]:
    """A small file system of the folder's own, where we may mount one; else False."""
    mounted = (
        os.getuid() == 0
        and not subprocess.run(
            ["mount", "-t", "tmpfs", "-o", DISK, "tmpfs", str(folder)], capture_output=True, check=False
        ).returncode
    )
    try:
        yield mounted
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)


def write(table: Table, out: Path) -> None:
    part = out.with_name(f"{out.name}.part")
    part.write_text(json.dumps(table.as_dict(), indent=2) + "\n")
    part.replace(out)


def show(table: Table) -> None:
    facts = table.as_dict()
    print(f"\n| seed {table.seed} | |\n|---|---|")
    for name, value in facts.items():
        if name not in ("seed", "broken", "faults", "statuses"):
            print(f"| {name.replace('_', ' ')} | {value} |")
    for name, count in [*sorted(table.faults.items()), *sorted(table.statuses.items())]:
        print(f"| {name} | {count} |")
    for sentence in table.broken[:50]:
        print(f"BROKEN {sentence}")


async def until_stopped(chaos: Rounds, given: argparse.Namespace) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    told = asyncio.create_task(stopped.wait())
    while chaos.table.kills < given.kills and not stopped.is_set():
        turn = asyncio.create_task(chaos.round(faulty=given.faults, requests=given.requests))
        await asyncio.wait({turn, told}, return_when=asyncio.FIRST_COMPLETED)
        if not turn.done():
            turn.cancel()
            await asyncio.gather(turn, return_exceptions=True)
            break
        found = turn.result()
        write(chaos.table, given.out)
        print(
            f"round {chaos.table.rounds}: {chaos.table.kills} kills, {chaos.table.jobs} jobs, {len(found)} broken",
            flush=True,
        )
    told.cancel()


async def main() -> int:
    given = arguments()
    with ExitStack() as stack:
        cluster = stack.enter_context(server("")) if given.postgres else None
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="vignette-chaos-")))
        disk = stack.enter_context(own_disk(folder))
        async with Rounds(folder, given.seed, postgresql=cluster, own_disk=disk) as chaos:
            await until_stopped(chaos, given)
    write(chaos.table, given.out)
    show(chaos.table)
    return bool(chaos.table.broken)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
