"""One server for all tests of a module, as it was for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import pytest

from generation.engines.remote import RemoteEngine, comfyui, connection, probe
from tests.generation.engines.remote.kit import engine_at
from tests.remote_doubles.double import Double
from tests.remote_doubles.openai_images import openai_double

SOON = 300.0  # seconds


@pytest.fixture(autouse=True)
def without_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "PAUSES", (0.0, 0.0))
    for module, name in (
        (connection, "CONNECT_SECONDS"),
        (connection, "FAREWELL_SECONDS"),
        (comfyui, "SECONDS"),
        (probe, "SECONDS"),
    ):
        monkeypatch.setattr(module, name, SOON)  # the machine may be slow and busy


@pytest.fixture(scope="module")
def server() -> Iterator[Double]:
    with openai_double() as double:
        yield double


@pytest.fixture
def double(server: Double) -> Double:
    server.answer = None
    for kept in (server.asked, server.answers, server.headers):
        kept.clear()
    for event in (server.arrived, server.hung_up):
        event.clear()
    return server


@pytest.fixture
def engine(double: Double) -> Iterator[RemoteEngine]:
    with closing(engine_at(double)) as engine:
        yield engine
