"""The command: see the package."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.chaos.planted import ROOT, apply, patches

COPIED, LINKED = ("bot", "migrations", "tests"), ("generation", "story", "pyproject.toml")


def found_with(patch: Path | None) -> list[str]:
    """What the trial finds in a copy of the sources with that bug, or as they are."""
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
            [sys.executable, "-m", "tests.chaos.trial"],
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
    chosen = {name: path for name, path in patches().items() if not sys.argv[1:] or name in sys.argv[1:]}
    print("| bug | caught by |\n|---|---|", flush=True)
    clean = found_with(None) if not sys.argv[1:] else []
    if not sys.argv[1:]:
        print(f"| none | {'; '.join(clean[:2]) or 'nothing, as it should be'} |", flush=True)
    missed = 0
    for name, path in chosen.items():
        found = found_with(path)
        missed += not found
        print(f"| {name} | {'; '.join(found[:2]) or 'NOTHING'} |", flush=True)
    print(f"\n{len(chosen) - missed} of {len(chosen)} caught")
    return bool(missed or clean)


if __name__ == "__main__":
    sys.exit(main())
