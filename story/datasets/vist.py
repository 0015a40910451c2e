"""VIST, the Visual Storytelling Dataset: five photographs of an album, and a sentence that somebody told to each.

    sis/<split>.story-in-sequence.json          {"annotations": [[{"story_id", "photo_flickr_id", "original_text",
                                                "worker_arranged_photo_order"}], ...]}
    dii/<split>.description-in-isolation.json   the same of single photographs; may be missing
    images/<photo_flickr_id>.jpg                or images/<split>/..., or <split>/...; also .png and .gif

The JSON may also lie in the folder itself. Many photographs are gone from where they were published, so stories that
lack one are left out, as in AR-LDM, and counted by `StoryFolder.left_out`. The caption is the longest description in
isolation. Read in AR-LDM's and others' code; not tried with the data itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from story.datasets.frames import DatasetError, DatasetFrame, DatasetStory, Split
from story.datasets.safe_files import inside, read_json

STORIES, SINGLE = "story-in-sequence.json", "description-in-isolation.json"
ORDER = "worker_arranged_photo_order"
SPLITS: tuple[Split, ...] = ("train", "val", "test")


def fits(folder: Path) -> bool:
    return any(_file(folder, "sis", split, STORIES) for split in SPLITS)


def read(folder: Path) -> Iterator[DatasetStory | None]:
    """The stories; None for each that lacks a photograph or a sentence. Raises DatasetError."""
    if not fits(folder):
        raise DatasetError(f"{folder}: there is no sis/train.{STORIES}, which this layout needs.")
    for split in SPLITS:
        if path := _file(folder, "sis", split, STORIES):
            photos, alone = _photos(folder, split), _alone(folder, split)
            told: dict[str, list[dict[str, Any]]] = defaultdict(list)
            for each in _annotations(path):
                told[str(each["story_id"])].append(each)
            for id_, parts in told.items():
                yield _story(folder, f"{split}-{id_}", split, parts, photos, alone, path.name)


def _story(
    folder: Path,
    id_: str,
    split: Split,
    parts: list[dict[str, Any]],
    photos: dict[str, str],
    alone: dict[str, str],
    where: str,
) -> DatasetStory | None:
    parts.sort(key=lambda each: int(each[ORDER]))
    names = [str(each["photo_flickr_id"]) for each in parts]
    if len(names) < 2 or not all(name in photos for name in names) or not all(map(_said, parts)):
        return None
    frames = [
        DatasetFrame(_said(each), inside(folder, photos[name], where), alone.get(name, ""), where=where)
        for each, name in zip(parts, names, strict=True)
    ]
    return DatasetStory(id_, tuple(frames), split)


def _file(folder: Path, kind: str, split: str, name: str) -> Path | None:
    paths = (folder / kind / f"{split}.{name}", folder / f"{split}.{name}")
    return next((path for path in paths if path.is_file()), None)


def _annotations(path: Path) -> list[dict[str, Any]]:
    document, needed = read_json(path), {"photo_flickr_id", "original_text"}
    if path.name.endswith(STORIES):
        needed |= {"story_id", ORDER}
    rows = document.get("annotations") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise DatasetError(f"{path.name}: it has no list of annotations.")
    for number, row in enumerate(rows, start=1):
        whole = isinstance(row, list) and len(row) == 1 and isinstance(row[0], dict) and needed <= row[0].keys()
        if not (whole and str(row[0].get(ORDER, "0")).isdecimal()):
            raise DatasetError(f"{path.name}, annotation {number}: it has to hold {', '.join(sorted(needed))}.")
    return [row[0] for row in rows]


def _photos(folder: Path, split: str) -> dict[str, str]:
    """Every photograph of a split, by its number: its name within the folder."""
    return {
        path.stem: str(path.relative_to(folder))
        for place in (folder / "images", folder / "images" / split, folder / split)
        if place.is_dir()
        for path in place.iterdir()
        if path.suffix.lower() in (".jpg", ".jpeg", ".png", ".gif")
    }


def _alone(folder: Path, split: str) -> dict[str, str]:
    path = _file(folder, "dii", split, SINGLE)
    longest: dict[str, str] = {}
    for each in _annotations(path) if path else ():
        name = str(each["photo_flickr_id"])
        longest[name] = max(longest.get(name, ""), _said(each), key=len)
    return longest


def _said(annotation: dict[str, Any]) -> str:
    return " ".join(str(annotation["original_text"]).split())
