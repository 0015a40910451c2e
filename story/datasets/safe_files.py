"""Reads files of a data set that somebody downloaded: JSON, plain arrays, pictures in the folder; never pickles."""

from __future__ import annotations

import json
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np
from numpy.typing import NDArray

from story.datasets.frames import DatasetError


def inside(folder: Path, name: str, where: str) -> Path:
    """The file `name` of a folder, which has to be there, not by a link or ".." anywhere else."""
    path = folder / name
    try:
        if PurePosixPath(name).is_absolute() or not path.resolve().is_relative_to(folder.resolve()):
            raise DatasetError(f"{where}: {name!r} is outside the folder; a picture is named relative to it.")
        is_there = path.is_file()
    except (OSError, ValueError, RuntimeError):  # too long a name, one with a zero byte, links in a circle
        is_there = False
    if not is_there:
        raise DatasetError(f"{where}: there is no file {name!r} in the folder.")
    return path


def read_json(path: Path) -> Any:
    """What a JSON file holds."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise DatasetError(f"{path.parent}: there is no {path.name}, which this layout needs.") from error
    except json.JSONDecodeError as error:
        raise DatasetError(f"{path.name}, line {error.lineno}: {error.msg}; it has to be JSON.") from error
    except UnicodeDecodeError as error:
        raise DatasetError(f"{path.name}: it is no UTF-8 text.") from error
    except RecursionError as error:
        raise DatasetError(f"{path.name}: it is nested too deeply.") from error


def read_array(path: Path) -> NDArray[Any]:
    """A plain array; one of objects would have to be unpickled, which can run anybody's code."""
    try:
        return np.asarray(np.load(path, allow_pickle=False))
    except FileNotFoundError as error:
        raise DatasetError(f"{path.parent}: there is no {path.name}, which this layout needs.") from error
    except (ValueError, EOFError, OSError) as error:
        raise DatasetError(f"{path.name}: it is no plain array; pickles are never opened.") from error


def read_converted(folder: Path, name: str) -> Any:
    """The JSON twin of a file that is published as a pickle; where only the pickle is there, how to make the twin."""
    pickle, twin = folder / name, (folder / name).with_suffix(".json")
    if pickle.exists() and not twin.exists():
        loaded = f"numpy.load('{name}', allow_pickle=True, encoding='latin1').tolist()"
        raise DatasetError(
            f"{name} is a pickle, which runs code when it is opened, so Vignette does not; where you trust it, make "
            f'{twin.name} of it there with: python -c "import json, numpy; '
            f"json.dump({loaded}, open('{twin.name}', 'w'), default=lambda array: array.tolist())\""
        )
    return read_json(twin)
