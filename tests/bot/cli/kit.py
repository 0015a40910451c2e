"""Runs the real command line in a process of its own, in the test's folder, with the echo engine.

That process is forked from the tests' fork server, which has imported everything; tests/test_wheel.py starts the
program as people do.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TextIO

from tests import fork_server
from tests.plugin import FOLDER, Gate

SMALL = '{"width": 32, "height": 32}'
SECONDS = 300.0  # for what takes a few; the machine may be slow and busy


def environment(**more: str) -> dict[str, str]:
    """Ours without any Vignette of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("VIGNETTE_")}
    return {**kept, "VIGNETTE_ENGINE__NAME": "echo", "VIGNETTE_ENGINE__OPTIONS": SMALL, **more}


def gated(gate: Gate) -> dict[str, str]:
    """The environment in which the gate holds what is drawn."""
    options = json.dumps({"width": 32, "height": 32, **gate.engine})
    paths = [FOLDER, *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    return {
        "VIGNETTE_ENGINE__NAME": "gated",
        "VIGNETTE_ENGINE__OPTIONS": options,
        "PYTHONPATH": os.pathsep.join(filter(None, paths)),
    }


def vignette(
    folder: Path, *arguments: str, given: str = "", settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """What became of a command, into which this was piped."""
    with TemporaryFile("w+") as typed, TemporaryFile("w+") as out, TemporaryFile("w+") as err:
        typed.write(given)
        typed.seek(0)
        streams = (typed.fileno(), out.fileno(), err.fileno())
        process = fork_server.fork(
            be_vignette, str(folder), arguments, environment(**(settings or {})), streams=streams
        )
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(arguments, SECONDS)
        out.seek(0)
        err.seek(0)
        return subprocess.CompletedProcess(arguments, process.exitcode, out.read(), err.read())


@dataclass
class Started:
    """A command under way."""

    process: BaseProcess
    out: TextIO
    err: TextIO

    def send_signal(self, number: int) -> None:
        os.kill(self.process.pid or 0, number)

    def exit_code(self) -> int | None:
        """Wait for its end; None where it does not come."""
        self.process.join(SECONDS)
        return self.process.exitcode


@contextmanager
def started(folder: Path, *arguments: str, settings: Mapping[str, str] | None = None) -> Iterator[Started]:
    """A command that is killed with the end of the block, if it has not ended."""
    reading, writing = os.pipe()
    with TemporaryFile("w+") as err, os.fdopen(reading, encoding="utf-8") as out, open(os.devnull) as nothing:
        streams = (nothing.fileno(), writing, err.fileno())
        process = fork_server.fork(
            be_vignette, str(folder), arguments, environment(**(settings or {})), streams=streams
        )
        os.close(writing)
        try:
            yield Started(process, out, err)
        finally:
            process.kill()
            process.join()


def _forked(
    folder: Path, arguments: tuple[str, ...], settings: Mapping[str, str] | None, streams: tuple[int, int, int]
) -> BaseProcess:
    return fork_server.fork(be_vignette, str(folder), arguments, environment(**(settings or {})), streams=streams)


def be_vignette(folder: str, arguments: tuple[str, ...], settings: dict[str, str]) -> None:
    """In the forked process: take over its folder and environment, then be `vignette`."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    sys.argv = ["vignette", *arguments]
    from bot.__main__ import main

    main()


def document(done: subprocess.CompletedProcess[str]) -> Any:
    """The one JSON document of a command that succeeded."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def sentence(done: subprocess.CompletedProcess[str], exit_code: int) -> str:
    """The one line that a command which failed says, on standard error and nowhere else."""
    assert done.returncode == exit_code, done.stderr
    assert done.stdout == ""
    assert done.stderr.count("\n") == 1
    return done.stderr.strip()
