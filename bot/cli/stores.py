"""The stores for commands that need no service: opened, and closed whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TypeVar

from bot import bootstrap, logs
from bot.settings import Settings, load
from bot.storage.stores import Stores

Result = TypeVar("Result")


def with_stores(config: Path | None, work: Callable[[Stores], Awaitable[Result]]) -> Result:
    """Run this work on the stores of these settings, whose database is brought up to date before."""

    async def run() -> Result:
        async with _opened(settings) as stores:
            return await work(stores)

    settings = load(config)
    logs.to_file(settings)
    return asyncio.run(run())


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Stores]:
    stores = bootstrap.stores(settings)
    await stores.database.open()
    try:
        yield stores
    finally:
        await stores.database.close()
