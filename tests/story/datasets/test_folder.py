"""A tiny folder of every layout, made here, and what is wrong with folders, said in a sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from story.clevr.solids import Solid, encode
from story.datasets.folder import open_stories
from story.datasets.frames import DatasetError

RED, GREEN, BLUE = (200, 0, 0), (0, 200, 0), (0, 0, 200)


def picture(path: Path, *colours: tuple[int, int, int]) -> None:
    """A column of squares of 4 pixels."""
    path.parent.mkdir(parents=True, exist_ok=True)
    strip = Image.new("RGB", (4, 4 * len(colours)))
    for k, colour in enumerate(colours):
        strip.paste(colour, (0, 4 * k, 4, 4 * k + 4))
    strip.save(path)


def write(path: Path, document: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(document), encoding="utf-8")


def pororo(folder: Path) -> None:
    names = [f"Pororo_1/ep1/{k}.png" for k in range(5)]
    for name in names:
        picture(folder / name, RED, GREEN, BLUE)
    np.save(folder / "img_cache4.npy", np.array([names[0].encode()] * 2))
    np.save(folder / "following_cache4.npy", np.array([[name.encode() for name in names[1:]]] * 2))
    write(folder / "descriptions.json", {name[:-4]: [f"Loopy waves\n at  {name[-5]}."] for name in names})
    write(folder / "train_seen_unseen_ids.json", [[0], [], [1]])


def test_pororo_is_read_with_stills_of_a_strip_and_its_cast(tmp_path: Path) -> None:
    pororo(tmp_path)
    stories = open_stories(tmp_path)
    assert stories.layout == "pororo-sv" and [each.split for each in stories] == ["train", "test"]
    frame = stories.split("test")[0].frames[3]
    assert (frame.sentence, frame.cast, frame.stills()) == ("Loopy waves at 3.", ("loopy",), 3)
    assert [frame.open(k).getpixel((0, 0)) for k in (0, None, 2)] == [RED, GREEN, BLUE]
    assert frame.open().size == (4, 4)


def test_a_pickle_is_never_opened_and_the_sentence_says_how_to_convert_it(tmp_path: Path) -> None:
    pororo(tmp_path)
    twin = tmp_path / "descriptions.json"
    said = json.loads(twin.read_text())
    twin.unlink()
    np.save(tmp_path / "descriptions.npy", np.array(said, dtype=object), allow_pickle=True)
    with pytest.raises(DatasetError, match="is a pickle, which runs code") as refused:
        open_stories(tmp_path)
    command = str(refused.value).partition('python -c "')[2].removesuffix('"')
    subprocess.run([sys.executable, "-c", command], cwd=tmp_path, check=True)
    assert len(open_stories(tmp_path)) == 2


def test_flintstones_stories_are_five_clips_of_one_episode(tmp_path: Path) -> None:
    names = [f"s_01_e_{episode:02d}_shot_{k:06d}" for episode, count in ((1, 6), (2, 4)) for k in range(count)]
    people = [{"entityLabel": "Fred "}, {"entityLabel": "wilma"}]
    rows = [{"globalID": name, "description": "Fred talks to Wilma.", "characters": people} for name in names]
    write(tmp_path / "flintstones_annotations_v1-0.json", rows)
    write(tmp_path / "train-val-test_split.json", {"train": names[:1], "val": names[1:2], "test": names[2:]})
    for name in names:
        path = tmp_path / "video_frames_sampled" / f"{name}.npy"
        path.parent.mkdir(exist_ok=True)
        np.save(path, np.full((3, 4, 4, 3), [[[BLUE]]], np.uint8))
    stories = open_stories(tmp_path)
    assert [(each.id, each.split, len(each.frames)) for each in stories] == [(names[0], "train", 5),
                                                                            (names[1], "val", 5)]  # fmt: skip
    frame = stories[0].frames[0]
    assert frame.cast == ("fred", "wilma") and frame.stills() == 3 and frame.open().getpixel((0, 0)) == BLUE


def test_vist_leaves_out_and_counts_stories_whose_photographs_are_gone(tmp_path: Path) -> None:
    def told(story: str, photo: int, order: int) -> list[dict[str, Any]]:
        return [{"story_id": story, "photo_flickr_id": str(photo), "original_text": f"We saw {photo}.",
                 "worker_arranged_photo_order": order}]  # fmt: skip

    whole = [told("1", 10 + k, order) for k, order in enumerate((4, 3, 2, 1, 0))]
    write(tmp_path / "sis/val.story-in-sequence.json", {"annotations": [*whole, told("2", 11, 0), told("2", 99, 1)]})
    alone = [[{"photo_flickr_id": "14", "original_text": text}] for text in ("A dog.", "A wet dog.")]
    write(tmp_path / "dii/val.description-in-isolation.json", {"annotations": alone})
    for k in range(5):
        picture(tmp_path / f"images/{10 + k}.png", RED)
    stories = open_stories(tmp_path)
    assert (stories.layout, len(stories), stories.left_out) == ("vist", 1, 1)
    first = stories[0].frames[0]
    assert (first.sentence, first.caption, stories[0].split) == ("We saw 14.", "A wet dog.", "val")


def test_clevr_is_read_with_its_sentences_and_what_they_mean(tmp_path: Path) -> None:
    solids = [Solid("cube", "red", "rubber", "large", 0, 0), Solid("sphere", "cyan", "metal", "small", 2, 2)]
    rows = encode(solids, cumulative=True).tolist()
    names = [[f"CLEVR_new_{story:06d}_{k}.png" for k in (1, 2)] for story in (100, 101)]
    write(tmp_path / "CLEVR_dict.json", {name: row for pair in names for name, row in zip(pair, rows, strict=True)})
    for name in (name for pair in names for name in pair):
        picture(tmp_path / "images" / name, GREEN)
    stories = open_stories(tmp_path)
    assert [each.split for each in stories] == ["train", "test"]
    last = stories[0].frames[-1]
    assert last.sentence == "A small cyan metal sphere is to the right of the large red rubber cube."
    assert last.caption == f"There is a large red rubber cube. {last.sentence}"
    assert last.cast == ("large red rubber cube", "small cyan metal sphere")


def test_a_folder_of_something_else_is_told_what_would_do(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"stories\.jsonl, or the files of clevr-sv, pororo-sv, flintstones-sv"):
        open_stories(tmp_path)
    with pytest.raises(DatasetError, match="There is no folder"):
        open_stories(tmp_path / "none")
    with pytest.raises(DatasetError, match="no layout 'coco'; there are: jsonl, clevr-sv"):
        open_stories(tmp_path, "coco")


@pytest.mark.parametrize("layout", ["jsonl", "clevr-sv", "pororo-sv", "flintstones-sv", "vist"])
def test_a_layout_that_is_named_says_what_is_missing(tmp_path: Path, layout: str) -> None:
    with pytest.raises(DatasetError, match=r"there is no .*, which this layout needs"):
        open_stories(tmp_path, layout)
