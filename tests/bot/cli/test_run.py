"""`vignette run` as a process: its address, its engine, its end."""

from __future__ import annotations

import asyncio
import signal
import socket
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from urllib.request import urlopen

import pytest

from bot.cli.run import _greet, _until
from generation.engine import EngineInfo
from generation.engines.echo import EchoEngine, EchoOptions
from tests.bot.cli.kit import Started, sentence, started, vignette

ANY_PORT = {"VIGNETTE_WEB__PORT": "0"}


def running(folder: Path, **settings: str) -> AbstractContextManager[Started]:
    return started(folder, "run", settings={**ANY_PORT, **settings})


def test_it_says_where_the_page_is_and_what_draws_and_stops_when_told(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        url = process.out.readline().strip().removeprefix("Vignette is at ")
        assert "draws on cpu (there is no model to compute)." in process.out.readline()
        with urlopen(url) as page:
            assert page.status == 200
        process.send_signal(signal.SIGTERM)
        assert process.exit_code() == 0


def test_ctrl_c_while_the_engine_loads_is_no_failure(tmp_path: Path) -> None:
    with running(tmp_path) as process:
        process.out.readline()
        process.send_signal(signal.SIGINT)
        assert process.exit_code() == 0


def test_an_engine_that_cannot_load_ends_it_with_the_reason(tmp_path: Path) -> None:
    with running(tmp_path, VIGNETTE_ENGINE__NAME="nothing") as process:
        assert process.exit_code() == 1
        process.err.seek(0)
        assert process.err.read().splitlines()[-1].startswith("There is no engine named 'nothing'.")


def test_a_port_in_use_is_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = vignette(tmp_path, "run", settings={"VIGNETTE_WEB__PORT": port, "VIGNETTE_LOG_LEVEL": "ERROR"})
    assert "choose another port" in sentence(done, 1)


def test_an_address_and_a_models_name_are_printed_as_they_are(capsys: pytest.CaptureFixture[str]) -> None:
    """rich#3203: what looks like markup lost its end, or ended the program; as did every address of IPv6."""

    class Service:
        async def ready(self) -> EngineInfo:
            return replace(EchoEngine(EchoOptions()).info, model="sdxl[v2] [/b] :fox:")

    async def greet() -> None:
        _greet(cast(Any, [SimpleNamespace(url="http://[::1]:8420/"), SimpleNamespace()]))
        told_to_stop = asyncio.Event()
        told_to_stop.set()
        await _until(told_to_stop, cast(Any, SimpleNamespace(service=Service())))

    asyncio.run(greet())
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Vignette is at http://[::1]:8420/"
    assert lines[1].startswith("sdxl[v2] [/b] :fox: draws on cpu (")
