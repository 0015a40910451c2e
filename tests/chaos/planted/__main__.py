"""The command: see the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.chaos.planted import ROOT, DoesNotApply, apply, caught_by, patches

COPIED, LINKED = ("bot", "migrations", "tests"), ("generation", "story", "pyproject.toml")


def found_with(patch: Path | None) -> list[str]:
    """What its check finds in a copy of the sources with that bug, or all checks in the sources as they are."""
    with tempfile.TemporaryDirectory(prefix="vignette-planted-") as folder:
        root = Path(folder)
        for name in COPIED:
            shutil.copytree(ROOT / name, root / name)  # with what Python compiled, which is half the time
        for name in LINKED:
            (root / name).symlink_to(ROOT / name)
        for path, content in (apply(patch, root) if patch else {}).items():
            path.write_text(content, encoding="utf-8")
        environment = {**os.environ, "PYTHONPATH": folder}
        done = subprocess.run(
            [sys.executable, "-m", "tests.chaos.trial", *([caught_by(patch)] if patch else [])],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode:
        return [f"the trial ended with {done.returncode}: {done.stderr[-300:]}"]
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> int:
    named = sys.argv[1:]
    chosen = {name: patches()[name] for name in named} if named else patches()
    print("| bug | check | what it found | s |\n|---|---|---|---|", flush=True)
    clean: list[str] = []
    if not named:
        clean, seconds = timed(None)
        print(f"| none | all | {'; '.join(clean[:2]) or 'nothing, as it should be'} | {seconds:.0f} |", flush=True)
    missed = 0
    for name, path in chosen.items():
        try:
            found, seconds = timed(path)
        except DoesNotApply as error:
            found, seconds = [], 0.0
            print(error, flush=True)
        missed += not found
        print(f"| {name} | {caught_by(path)} | {'; '.join(found[:2]) or 'NOTHING'} | {seconds:.0f} |", flush=True)
    print(f"\n{len(chosen) - missed} of {len(chosen)} caught")
    return bool(missed or clean)


def timed(patch: Path | None) -> tuple[list[str], float]:
    begun = time.monotonic()
    return found_with(patch), time.monotonic() - begun


if __name__ == "__main__":
    sys.exit(main())
