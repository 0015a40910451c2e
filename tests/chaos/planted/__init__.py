"""Mistakes on purpose, one a file, each as a patch; and the command that shows each of them being caught.

`python -m tests.chaos.planted [NAME...]` puts each into a copy of the sources, runs the check of `tests.chaos.trial`
that its patch names, and says what that found; ends with 1 where one was missed or no longer applies or, where none is
named, where the sources as they are do not pass every check.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]
FOLDER = Path(__file__).parent
CAUGHT_BY = "# caught by: "


class DoesNotApply(Exception):
    """The lines that a patch changes are not there, or not once."""


@dataclass(frozen=True)
class Hunk:
    """A block of lines and what stands there instead."""

    file: str
    old: str
    new: str


def patches() -> dict[str, Path]:
    return {path.stem: path for path in sorted(FOLDER.glob("*.patch"))}


def caught_by(patch: Path) -> str:
    """The check that it names in its second line."""
    return patch.read_text(encoding="utf-8").splitlines()[1].removeprefix(CAUGHT_BY)


def hunks(patch: Path) -> list[Hunk]:
    """Of a unified diff; its line numbers are not looked at, so that a block may move."""
    found: list[Hunk] = []
    file, old, new = "", [], []

    def end() -> None:
        if old or new:
            found.append(Hunk(file, "".join(old), "".join(new)))
        old.clear()
        new.clear()

    for line in patch.read_text(encoding="utf-8").splitlines(keepends=True):
        if line.startswith(("--- ", "+++ ", "@@", "#")):
            end()
            file = line.split()[1].removeprefix("b/") if line.startswith("+++ ") else file
        else:
            sign, rest = line[:1], line[1:]
            old += [rest] if sign in " -" else []
            new += [rest] if sign in " +" else []
    end()
    return found


def apply(patch: Path, root: Path) -> dict[Path, str]:
    """The files as they would be. Raises DoesNotApply."""
    changed: dict[Path, str] = {}
    for hunk in hunks(patch):
        path = root / hunk.file
        content = changed.get(path) or path.read_text(encoding="utf-8")
        if content.count(hunk.old) != 1:
            raise DoesNotApply(f"{patch.name}: {content.count(hunk.old)} places in {hunk.file} for\n{hunk.old}")
        changed[path] = content.replace(hunk.old, hunk.new)
    return changed
