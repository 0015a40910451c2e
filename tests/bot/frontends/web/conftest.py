"""One site for all tests of a module, because an engine takes a second to start; new visitors for every test."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.bot.frontends.web.site import Site, Visitor, site


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def web(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Site]:
    async with site(tmp_path_factory.mktemp("web")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def visitor(web: Site) -> AsyncIterator[Visitor]:
    async with Visitor(web) as somebody:
        yield somebody


@pytest_asyncio.fixture(loop_scope="module")
async def stranger(web: Site) -> AsyncIterator[Visitor]:
    async with Visitor(web) as somebody_else:
        yield somebody_else
