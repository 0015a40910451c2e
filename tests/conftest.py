"""What every test may rely on: nobody is impatient, and processes that run side by side leave each other a core."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Iterator
from typing import Any

import pytest

from tests.postgresql import Server, server

SOON = 300.0  # seconds: whatever has to come has come by then, on a slow and busy machine, too
# Started in the background by a shell, we would ignore Ctrl-C and so would every process that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # there is a process for every core


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """What the service allows itself in seconds is meant for people who wait; a slow machine must not fail for it."""
    from bot.chat import picture_followups
    from bot.frontends.discord import attachments, autocomplete, component_handler, messenger
    from bot.frontends.web.api import bodies
    from bot.jobs import dispatcher, service, vitals
    from bot.worker import watch

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "LOADING_PATIENCE", SOON)
        patch.setattr(picture_followups, "PATIENCE", SOON)
        patch.setattr(dispatcher, "SETTLE_SECONDS", SOON)
        patch.setattr(vitals, "PATIENCE", SOON)
        patch.setattr(watch, "SILENT_SECONDS", SOON)
        patch.setattr(watch, "DEAD_SECONDS", 2 * SOON)
        patch.setattr(attachments, "PATIENCE", SOON)
        patch.setattr(messenger, "LOGIN_PATIENCE", SOON)
        patch.setattr(autocomplete, "PATIENCE", SOON)
        patch.setattr(component_handler, "LOOKUP_PATIENCE", SOON)
        patch.setattr(bodies, "MAX_WAIT", int(SOON))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_workers() -> Iterator[None]:
    """Workers and commands are forked from one with its imports done; tests/bot/worker starts as the product does."""
    from bot.worker import starters

    multiprocessing.set_forkserver_preload(
        [
            "bot.worker.process",
            "bot.__main__",
            "bot.app",
            "bot.cli.draw",
            "bot.cli.job_records",
            "generation.engines.echo",
            "generation.engines.diffusers.engine",
            "tests.bot.service_kit",
            "tests.e2e.discord_process",
        ]
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(starters, "START_METHOD", "forkserver")
        yield


@pytest.fixture(scope="session", autouse=True)
def statements_compiled_once() -> Iterator[None]:
    """SQLAlchemy compiles every statement anew for every engine, and nearly every test has a database of its own."""
    from sqlalchemy.engine.base import Engine
    from sqlalchemy.engine.default import DefaultDialect
    from sqlalchemy.util import LRUCache

    compiled: LRUCache[Any, Any] = LRUCache(3000)
    with pytest.MonkeyPatch.context() as patch:
        shared = property(lambda engine: compiled, lambda engine, own: None)
        patch.setattr(Engine, "_compiled_cache", shared, raising=False)
        patch.setattr(DefaultDialect, "__hash__", lambda dialect: hash(type(dialect)))
        patch.setattr(DefaultDialect, "__eq__", lambda dialect, other: type(dialect) is type(other))
        yield


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for all tests that want a database of their own on it."""
    with server() as cluster:
        yield cluster


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: one that began last would keep one core busy and leave the others idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector need not look through it again."""
    gc.collect()
    gc.freeze()
