"""`stories.jsonl`, our own layout: one story a line, and pictures beside it, named relative to the folder.

    {"id": "7", "split": "train", "frames": [{"sentence": "She waves.", "picture": "7-2.png",
     "caption": "Mia the red fox waves.", "cast": ["Mia"]}, ...]}

`split`, `caption` and `cast` may be left out.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from PIL import Image
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from story.datasets.frames import DatasetError, DatasetFrame, DatasetStory, Split
from story.datasets.safe_files import inside

FILE = "stories.jsonl"
PICTURES = "pictures"
Said = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]


class _Frame(BaseModel):
    model_config = ConfigDict(strict=True)

    sentence: Said
    picture: Said
    caption: str = ""
    cast: list[str] = []


class _Story(BaseModel):
    model_config = ConfigDict(strict=True)

    id: Said
    split: Split | None = None
    frames: list[_Frame] = Field(min_length=2)


def fits(folder: Path) -> bool:
    return (folder / FILE).is_file()


def read(folder: Path) -> Iterator[DatasetStory]:
    """The stories, line by line. Raises DatasetError at the first that is broken."""
    if not fits(folder):
        raise DatasetError(f"{folder}: there is no {FILE}, which this layout needs.")
    seen: set[str] = set()
    with (folder / FILE).open("rb") as lines:
        for number, line in enumerate(lines, start=1):
            where = f"{FILE}, line {number}"
            if not line.strip():
                continue
            told = _parsed(line, where)
            if told.id in seen:
                raise DatasetError(f"{where}: there is a story {told.id!r} above already; ids have to differ.")
            seen.add(told.id)
            frames = tuple(
                DatasetFrame(
                    each.sentence,
                    inside(folder, each.picture, where),
                    each.caption,
                    tuple(each.cast),
                    where=where,
                )
                for each in told.frames
            )
            yield DatasetStory(told.id, frames, told.split)


def _parsed(line: bytes, where: str) -> _Story:
    try:
        return _Story.model_validate_json(line.removeprefix(b"\xef\xbb\xbf"))
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        at = ".".join(map(str, first["loc"]))
        if at == "frames" and first["type"] == "too_short":
            raise DatasetError(f"{where}: a story takes two frames or more.") from error
        raise DatasetError(f"{where}: {at}: {first['msg']}.".replace(": :", ":")) from error


@dataclass(frozen=True, slots=True)
class DrawnFrame:
    """A frame that is yet to be written."""

    sentence: str
    picture: Image.Image
    caption: str = ""
    cast: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawnStory:
    """A story that is yet to be written."""

    id: str
    frames: tuple[DrawnFrame, ...]
    split: Split | None = None


def write_stories(folder: Path, stories: Iterable[DrawnStory]) -> int:
    """Write a folder that `read` reads, with pictures as PNG; how many stories it holds. None may be there already."""
    if fits(folder):
        raise DatasetError(f"{folder} holds stories already; name a new folder.")
    (folder / PICTURES).mkdir(parents=True, exist_ok=True)
    unfinished, count = folder / f"{FILE}.writing", 0
    with unfinished.open("w", encoding="utf-8") as file:
        for count, told in enumerate(stories, start=1):
            file.write(json.dumps(_written(folder, count, told), ensure_ascii=False) + "\n")
    os.replace(unfinished, folder / FILE)
    return count


def _written(folder: Path, number: int, told: DrawnStory) -> dict[str, object]:
    frames = []
    for index, frame in enumerate(told.frames, start=1):
        name = f"{PICTURES}/{number:06d}-{index}.png"
        frame.picture.save(folder / name)
        said = {"caption": frame.caption, "cast": list(frame.cast)}
        frames.append({"sentence": frame.sentence, "picture": name, **{k: v for k, v in said.items() if v}})
    return {"id": told.id, **({"split": told.split} if told.split else {}), "frames": frames}
