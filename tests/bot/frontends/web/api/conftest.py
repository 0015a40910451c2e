"""One server for all tests of a module, because an engine takes a second to start."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.bot.frontends.web.api.kit import Server, server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def api(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Server]:
    limits = {"queue_per_user": 1000, "queue_depth": 1000}
    calm = {"requests_per_minute": 100_000}
    async with server(tmp_path_factory.mktemp("api"), limits=limits, api=calm) as running:
        yield running
