"""Runs the real command line in a process of its own, in the test's folder, with the echo engine.

`vignette` forks that process from the tests' fork server, which has imported everything (tests/conftest.py): it is
as much on its own as a new Python, without the seconds of imports. What has something typed into it, and `command`,
start a new Python: they are for pipes, signals, kills and what the entry point does.
"""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "bot", *arguments]


def vignette(
    folder: Path, *arguments: str, given: str | None = None, settings: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    if given is None:
        return _forked(folder, arguments, environment(**(settings or {})))
    return subprocess.run(
        command(*arguments),
        cwd=folder,
        env=environment(**(settings or {})),
        input=given,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )


def _forked(folder: Path, arguments: tuple[str, ...], settings: dict[str, str]) -> subprocess.CompletedProcess[str]:
    with tempfile.TemporaryDirectory() as kept:
        out, err = Path(kept, "out"), Path(kept, "err")
        process = multiprocessing.get_context("forkserver").Process(
            target=_main, args=(str(folder), arguments, settings, str(out), str(err), fork_server.address())
        )
        process.start()
        process.join(SECONDS)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(arguments, SECONDS)
        return subprocess.CompletedProcess(arguments, process.exitcode, out.read_text(), err.read_text())


def _main(folder: str, arguments: tuple[str, ...], settings: dict[str, str], out: str, err: str, server: str) -> None:
    """In the forked process: take over its folder, environment and streams, then be `vignette`."""
    for descriptor, path in ((0, os.devnull), (1, out), (2, err)):
        opened = os.open(path, os.O_RDONLY if descriptor == 0 else os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, descriptor)
        os.close(opened)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(settings)
    sys.argv = ["vignette", *arguments]
    from bot.__main__ import main
    from bot.worker import starters

    starters.START_METHOD = "forkserver"
    fork_server.share(server)  # its workers have their imports, too
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
