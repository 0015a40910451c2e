"""Runs the real command line in a process of its own, in the test's folder, with the echo engine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

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
