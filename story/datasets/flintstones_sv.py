"""FlintstonesSV as StoryDALL-E publishes it: five clips of a cartoon that follow each other in an episode.

    flintstones_annotations_v1-0.json    [{"globalID", "description", "characters": [{"entityLabel"}, ...]}, ...]
    train-val-test_split.json            {"train": [globalID, ...], "val": [...], "test": [...]}
    video_frames_sampled/<globalID>.npy  a clip, bytes (stills, height, width, 3)

Which clips follow which is published as a pickle. We do not open it, but find it as StoryDALL-E does: four more in
the order of their names, s_<season>_e_<episode>_shot_..., all of one episode. Read in its code and AR-LDM's; not tried
with the data itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from story.datasets.frames import DatasetError, DatasetFrame, DatasetStory, Split
from story.datasets.safe_files import inside, read_json

ANNOTATIONS, SPLITS = "flintstones_annotations_v1-0.json", "train-val-test_split.json"
CLIPS = "video_frames_sampled"
LENGTH = 5


def fits(folder: Path) -> bool:
    return (folder / ANNOTATIONS).is_file()


def read(folder: Path) -> Iterator[DatasetStory]:
    """Each clip with the four after it, in the split of the first. Raises DatasetError."""
    told, splits = _annotations(folder), _splits(folder)
    names = sorted(splits)
    for at, name in enumerate(names):
        shots = names[at : at + LENGTH]
        if len(shots) == LENGTH and len({_episode(each) for each in shots}) == 1:
            yield DatasetStory(name, tuple(_frame(folder, each, told) for each in shots), splits[name])


def _annotations(folder: Path) -> dict[str, dict[str, Any]]:
    rows = read_json(folder / ANNOTATIONS)
    if not isinstance(rows, list) or not all(isinstance(each, dict) and "globalID" in each for each in rows):
        raise DatasetError(f"{ANNOTATIONS}: it has to hold a list of clips with a globalID each.")
    return {str(each["globalID"]): each for each in rows}


def _splits(folder: Path) -> dict[str, Split]:
    ids = read_json(folder / SPLITS)
    names: tuple[Split, ...] = ("train", "val", "test")
    if not isinstance(ids, dict) or not all(isinstance(ids.get(name), list) for name in names):
        raise DatasetError(f"{SPLITS}: it has to hold the lists train, val and test.")
    return {str(each): name for name in names for each in ids[name]}


def _episode(name: str) -> tuple[str, ...]:
    return tuple(re.findall(r"\d+", name)[:2])


def _frame(folder: Path, name: str, told: dict[str, dict[str, Any]]) -> DatasetFrame:
    clip = told.get(name, {})
    sentence = " ".join(str(clip.get("description") or "").split())
    if not sentence:
        raise DatasetError(f"{ANNOTATIONS}: it says nothing of the clip {name!r}.")
    people = [each for each in clip.get("characters") or [] if isinstance(each, dict)]
    labels = [str(each.get("entityLabel") or "").strip().lower() for each in people]
    cast = tuple(dict.fromkeys(label for label in labels if label))
    return DatasetFrame(sentence, inside(folder, f"{CLIPS}/{name}.npy", ANNOTATIONS), cast=cast, strip=True,
                        where=ANNOTATIONS)  # fmt: skip
