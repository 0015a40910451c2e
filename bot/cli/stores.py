"""The stores for commands that need no service: opened, and closed whatever happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from bot import bootstrap, logs
from bot.rules.quota_admin import QuotaAdmin
from bot.settings import Settings, load
from bot.storage.stores import Stores

Result = TypeVar("Result")


def with_stores(config: Path | None, work: Callable[[Stores], Awaitable[Result]]) -> Result:
    """Run this work on the stores of these settings, whose database is brought up to date before."""
    return _run(load(config), work)


def with_quotas(config: Path | None, work: Callable[[Stores, QuotaAdmin], Awaitable[Result]]) -> Result:
    """As `with_stores`, for work on credits."""
    settings = load(config)
    limits = bootstrap.default_limits(settings)
    return _run(settings, lambda stores: work(stores, bootstrap.quota_admin(stores, limits)))


def _run(settings: Settings, work: Callable[[Stores], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        stores = bootstrap.stores(settings)
        await stores.database.open()
        try:
            return await work(stores)
        finally:
            await stores.database.close()

    logs.to_file(settings)
    return asyncio.run(run())
