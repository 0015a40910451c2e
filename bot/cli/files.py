"""Where finished pictures go: the names of their files, decided by one rule each, and the copies."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from bot.cli.errors import USAGE, CliError
from bot.domain.jobs import Frame
from bot.storage.database.errors import folder_errors

PNG = ".png"


def check_file(out: Path | None) -> None:
    """Pictures are PNG files: `out` has to be the name of one, or of a folder."""
    if out is None or out.is_dir():
        return
    if not out.suffix:
        check_folder(out)
    elif out.suffix.lower() != PNG:
        raise CliError(f"Pictures are written as PNG files: name it {out.with_suffix(PNG)}.", USAGE)


def check_folder(out: Path | None) -> None:
    if out is not None and out.exists() and not out.is_dir():
        raise CliError(f"{out} is a file: name a folder.", USAGE)


def image_paths(out: Path | None, job_id: str, count: int) -> list[Path]:
    """One file, or numbered ones: beside each other or in a folder. Without a name, one that nothing else has."""
    if out is not None and (out.is_dir() or not out.suffix):
        return [out / f"picture-{number}{PNG}" for number in range(1, count + 1)]
    path = out or Path(f"vignette-{job_id[:8]}{PNG}")
    return [path] if count == 1 else [path.with_stem(f"{path.stem}-{number}") for number in range(1, count + 1)]


def story_paths(out: Path | None, job_id: str, count: int) -> list[Path]:
    """The frames' files, and the page's."""
    folder = out or Path(f"story-{job_id[:8]}")
    return [*(folder / f"frame-{number}{PNG}" for number in range(1, count + 1)), folder / f"page{PNG}"]


def export_path(out: Path | None, name: str) -> Path:
    """Where a story's file of that name goes: `out` is the name of such a file, or a folder."""
    if out is None or out.is_dir() or not out.suffix:
        check_folder(out)
        return (out or Path()) / name
    ending = Path(name).suffix
    if out.suffix.lower() != ending:
        raise CliError(f"That is no name for it: call it {out.with_suffix(ending)}, or name a folder.", USAGE)
    return out


def copy(frames: Iterable[Frame], paths: Iterable[Path]) -> None:
    """The very bytes, so that a file's hash is the frame's."""
    for frame, path in zip(frames, paths, strict=True):
        with folder_errors(str(path.parent)):
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(frame.path, path)
