"""CLEVR-SV as StoryGAN's authors publish it: four renderings per story, and 75 numbers that tell each.

    images/CLEVR_new_<story>_<frame>.png   story of six digits, frame 1 to 4
    CLEVR_dict.json                        {name of the picture: 75 numbers}, made of the pickle CLEVR_dict.npy

The encoding was checked against the sample in StoryGAN's repository, the rest not tried. A sentence tells the solid
that is new in its frame; the caption tells all that are there. The release names no split: the first three quarters
of the stories are for training, the rest for testing, which cuts the sample as StoryGAN's code does.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from story.clevr.solids import Solid, decode, sentences
from story.datasets.frames import DatasetError, DatasetFrame, DatasetStory
from story.datasets.safe_files import inside, read_converted

FILE = "CLEVR_dict.npy"
_NAME = re.compile(r"CLEVR_new_(\d+)_(\d+)\.png")


def fits(folder: Path) -> bool:
    return any((folder / FILE).with_suffix(suffix).is_file() for suffix in (".npy", ".json"))


def read(folder: Path) -> Iterator[DatasetStory]:
    """The stories in the order of their numbers. Raises DatasetError."""
    rows = read_converted(folder, FILE)
    told: dict[str, dict[int, str]] = defaultdict(dict)
    for name in rows if isinstance(rows, dict) else ():
        if match := _NAME.fullmatch(name):
            told[match[1]][int(match[2])] = name
    for at, (number, names) in enumerate(sorted(told.items())):
        frames = tuple(_frames(folder, [names[k] for k in sorted(names)], rows))
        yield DatasetStory(number, frames, "train" if at < len(told) * 3 // 4 else "test")


def _frames(folder: Path, names: list[str], rows: dict[str, Any]) -> Iterator[DatasetFrame]:
    for name in names:
        solids = _solids(rows[name], name)
        said = sentences(solids)
        where = f"CLEVR_dict.json, {name}"
        cast = tuple(solid.name for solid in solids)
        yield DatasetFrame(said[-1], inside(folder, f"images/{name}", where), " ".join(said), cast, where=where)


def _solids(row: Any, name: str) -> list[Solid]:
    try:
        solids = decode(np.asarray(row, np.float32))
    except (ValueError, TypeError) as error:
        raise DatasetError(f"CLEVR_dict.json, {name}: a frame has to be 75 numbers.") from error
    if not solids:
        raise DatasetError(f"CLEVR_dict.json, {name}: there is nothing in it.")
    return solids
