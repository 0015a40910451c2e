"""Run as a program: forks a child that admits jobs without pause, and kills it; again and again.

Prints one JSON list per kill: the ids of the jobs whose commit was acknowledged. The parent never opens the database,
so that it can fork safely.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from pathlib import Path

from tests.bot.storage.kit import Stores, sqlite_url


async def admit_for_ever(folder: Path, acknowledged: int) -> None:
    stores = Stores(sqlite_url(folder / "vignette.db"), folder / "frames")
    await stores.database.open()
    while True:
        job = await stores.submit(cost=0)
        os.write(acknowledged, f"{job.id}\n".encode())


def one_life(folder: Path, seconds: float) -> list[str]:
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        asyncio.run(admit_for_ever(folder, writer))
    os.close(writer)
    acknowledged = os.read(reader, 33)  # it lives and writes
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    while chunk := os.read(reader, 65536):
        acknowledged += chunk
    os.close(reader)
    return acknowledged.decode().split()


if __name__ == "__main__":
    folder, kills, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    moments = random.Random(seed)
    for _ in range(kills):
        print(json.dumps(one_life(folder, moments.uniform(0, 0.05))), flush=True)
