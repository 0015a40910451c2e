"""What every test may rely on: nobody is impatient, and processes that run side by side leave each other a core."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest

from tests import fork_server
from tests.postgresql import Server, server

SOON = 300.0  # seconds: whatever has to come has come by then, on a slow and busy machine, too
FORKED = ["tests.forked"]  # what the fork server imports
# An example that took long was found on a busy machine, and is no mistake.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")
# Started in the background by a shell, we would ignore Ctrl-C and so would every process that a test starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # there is a process for every core


@pytest.fixture(scope="session", autouse=True)
def patience() -> Iterator[None]:
    """What the service allows itself in seconds is meant for people who wait; a slow machine must not fail for it."""
    from bot.chat import picture_followups
    from bot.frontends.discord import attachments, autocomplete, component_handler, messenger
    from bot.frontends.web import frontend as web_frontend
    from bot.frontends.web.admin import forms
    from bot.frontends.web.api import bodies
    from bot.frontends.web.server import bodies as web_bodies
    from bot.jobs import dispatcher, service, vitals
    from bot.storage.database import role
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
        patch.setattr(web_frontend, "HEAD_SECONDS", SOON)
        patch.setattr(web_bodies, "DEADLINE", SOON)
        patch.setattr(forms, "DEADLINE", SOON)
        patch.setattr(role, "PATIENCE", SOON)
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_workers(request: pytest.FixtureRequest) -> Iterator[None]:
    """Workers and commands are forked from one with its imports done; tests/bot/worker starts as the product does."""
    from bot.worker import starters

    if (shared := getattr(request.config, "workerinput", {}).get("fork_server")) is not None:
        fork_server.share(shared)
    else:
        multiprocessing.set_forkserver_preload(FORKED)
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


@pytest.fixture(scope="session", autouse=True)
def power_stays() -> Iterator[Callable[..., None]]:
    """What a test writes ends with it, so nothing waits until it is on the disk; → what sets up SQLite otherwise.

    A killed process loses nothing by it, only a machine without power would.
    """
    from bot.storage.database import engines

    set_up = engines._set_up_sqlite

    def unsynced(connection: Any, record: object, *, write: bool) -> None:
        set_up(connection, record, write=write)
        connection.execute("PRAGMA synchronous = OFF")

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "_set_up_sqlite", unsynced)
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield set_up


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Server]:
    """One server for all tests that want a database of their own on it."""
    with server() as cluster:
        yield cluster


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """One fork server for all processes of the tests: it is started by the first, which has nothing else to do."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # what it forks works beside others, too
    multiprocessing.set_forkserver_preload(FORKED)
    node.workerinput["fork_server"] = fork_server.address()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first: one that began last would keep one core busy and leave the others idle."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the garbage collector need not look through it again."""
    gc.collect()
    gc.freeze()
