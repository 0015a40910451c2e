"""The page of a real service for the tests of a module, and one Chromium for all."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser

from tests.e2e.chromium import Opened, chromium, opened
from tests.e2e.restartable import Restartable
from tests.plugin import Gate


@pytest.fixture(scope="module")
def gate_of_all(tmp_path_factory: pytest.TempPathFactory) -> Gate:
    return Gate(tmp_path_factory.mktemp("gate"))


@pytest.fixture
def gate(gate_of_all: Gate) -> Iterator[Gate]:
    """Open; for a test that looks at a drawing under way to shut."""
    yield gate_of_all
    gate_of_all.open()


@pytest.fixture(scope="module")
def engine(gate_of_all: Gate) -> dict[str, Any]:
    """The `engine` section of the settings."""
    gate_of_all.open()
    return {"name": "gated", "options": {"num_inference_steps": 10, **gate_of_all.engine}}


@pytest.fixture(scope="session")
def shots() -> Path | None:
    """Where screenshots go that people want to look at: the folder named by SCREENSHOTS."""
    if not (named := os.environ.get("SCREENSHOTS")):
        return None
    folder = Path(named)
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def serving(tmp_path_factory: pytest.TempPathFactory, engine: dict[str, Any]) -> AsyncIterator[Restartable]:
    serving = Restartable(tmp_path_factory.mktemp("served"), engine)
    await serving.start()
    yield serving
    await serving.stop()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def visit(browser: Browser, serving: Restartable, shots: Path | None) -> AsyncIterator[Opened]:
    """A stranger on the page, at a desktop; what went wrong in the browser meanwhile is told at the end."""
    async with opened(browser, serving.url, shots) as visit:
        yield visit
