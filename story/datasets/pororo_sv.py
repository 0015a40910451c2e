"""Pororo-SV as StoryGAN's authors and StoryViz publish it: five shots of a cartoon, a strip of stills each.

    <series>/<episode>/<n>.png     a strip of square stills; one is taken per shot
    img_cache4.npy                 (stories,) names of the first shots, as bytes
    following_cache4.npy           (stories, 4) names of the shots that follow
    descriptions.json              {name without .png: [sentence, ...]}, made of the pickle descriptions.npy
    train_seen_unseen_ids.json     [rows for training, for validation, for testing], made of the pickle beside it

Read in StoryViz' and AR-LDM's code; not tried with the data itself, which is passed on by its authors alone. The split
is the one of DuCo-StoryGAN (10,191 / 2,334 / 2,208 stories). Cast: who is named in the sentence, as in their Char-F1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from story.datasets.frames import DatasetError, DatasetFrame, DatasetStory, Split
from story.datasets.safe_files import inside, read_array, read_converted

FIRST, FOLLOWING = "img_cache4.npy", "following_cache4.npy"
DESCRIPTIONS, SPLITS = "descriptions.npy", "train_seen_unseen_ids.npy"
CHARACTERS = ("pororo", "loopy", "crong", "eddy", "poby", "petty", "tongtong", "rody", "harry")


def fits(folder: Path) -> bool:
    return (folder / FIRST).is_file() and (folder / FOLLOWING).is_file()


def read(folder: Path) -> Iterator[DatasetStory]:
    """The stories of all three splits. Raises DatasetError."""
    first, following = read_array(folder / FIRST), read_array(folder / FOLLOWING)
    if first.ndim != 1 or following.ndim != 2 or len(first) != len(following):
        raise DatasetError(f"{FOLLOWING} has to hold one row of names for every name in {FIRST}.")
    said, splits = read_converted(folder, DESCRIPTIONS), _splits(folder)
    for row, (name, others) in enumerate(zip(first, following, strict=True)):
        frames = tuple(_frame(folder, _text(each), said, f"{FIRST}, row {row}") for each in (name, *others))
        yield DatasetStory(str(row), frames, splits.get(row))


def _splits(folder: Path) -> dict[int, Split]:
    rows = read_converted(folder, SPLITS)
    names: tuple[Split, ...] = ("train", "val", "test")
    try:
        return {int(row): name for name, own in zip(names, rows, strict=True) for row in own}
    except (TypeError, ValueError) as error:
        raise DatasetError("train_seen_unseen_ids.json: it has to hold three lists of numbers of rows.") from error


def _frame(folder: Path, name: str, said: Any, where: str) -> DatasetFrame:
    sentences = said.get(name.removesuffix(".png")) if isinstance(said, dict) else None
    if not (isinstance(sentences, list) and sentences and isinstance(sentences[0], str)):
        raise DatasetError(f"{where}: descriptions.json says nothing of {name!r}.")
    sentence = " ".join(sentences[0].split())
    words = re.findall(r"\w+", sentence.lower())
    cast = tuple(each for each in CHARACTERS if each in words)
    return DatasetFrame(sentence, inside(folder, name, where), cast=cast, strip=True, where=where)


def _text(name: Any) -> str:
    text = name.decode("utf-8", "replace") if isinstance(name, bytes) else str(name)
    return text.removeprefix("b'").removesuffix("'").removeprefix("/")  # written as str(bytes) in some copies
