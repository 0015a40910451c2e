"""Our own layout: written and read back, and every broken line has a sentence with its number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from story.datasets.folder import open_stories
from story.datasets.frames import DatasetError
from story.datasets.jsonl import DrawnFrame, DrawnStory, Split, write_stories


def drawn(id_: str, split: Split | None = None, frames: int = 2) -> DrawnStory:
    told = [DrawnFrame(f"She waves {k}.", Image.new("RGB", (8, 6), (k, 0, 0)), "Mia waves.", ("Mia",))
            for k in range(frames)]  # fmt: skip
    return DrawnStory(id_, tuple(told), split)


def frame(**changed: Any) -> dict[str, Any]:
    return {"sentence": "She waves.", "picture": "a.png"} | changed


def lines(folder: Path, *stories: object) -> None:
    Image.new("RGB", (4, 4)).save(folder / "a.png")
    text = "\n".join(each if isinstance(each, str) else json.dumps(each) for each in stories)
    (folder / "stories.jsonl").write_text(text, encoding="utf-8")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "new"
    assert write_stories(folder, [drawn("a/b", "train"), drawn("é", "test", frames=3)]) == 2
    stories = open_stories(folder)
    assert [(each.id, each.split, len(each.frames)) for each in stories] == [("a/b", "train", 2), ("é", "test", 3)]
    last = stories.split("test")[0].frames[2]
    assert (last.sentence, last.caption, last.cast) == ("She waves 2.", "Mia waves.", ("Mia",))
    assert last.open().getpixel((0, 0)) == (2, 0, 0) and last.open().size == (8, 6) and last.stills() == 1


def test_a_folder_that_holds_stories_is_not_written_over(tmp_path: Path) -> None:
    write_stories(tmp_path, [drawn("1")])
    with pytest.raises(DatasetError, match="holds stories already"):
        write_stories(tmp_path, [drawn("2")])
    assert [each.id for each in open_stories(tmp_path)] == ["1"]


def test_without_any_splits_every_story_trains(tmp_path: Path) -> None:
    write_stories(tmp_path, [drawn("1"), drawn("2")])
    assert len(open_stories(tmp_path, split="train")) == 2
    with pytest.raises(DatasetError, match="no story is for 'test'"):
        open_stories(tmp_path, split="test")


def test_empty_lines_and_a_byte_order_mark_are_nothing(tmp_path: Path) -> None:
    lines(tmp_path, "\ufeff" + json.dumps({"id": "1", "frames": [frame(), frame()]}), "", "  ")
    assert len(open_stories(tmp_path)) == 1


BROKEN = {
    "no JSON": ("{", "line 2: .*Invalid JSON"),
    "one frame": ({"id": "2", "frames": [frame()]}, "line 2: a story takes two frames or more"),
    "no sentence": ({"id": "2", "frames": [frame(), frame(sentence=" ")]}, r"line 2: frames\.1\.sentence: "),
    "no frames": ({"id": "2"}, "line 2: frames: Field required"),
    "a number": ({"id": 2, "frames": [frame(), frame()]}, "line 2: id: Input should be a valid string"),
    "another split": ({"id": "2", "split": "dev", "frames": [frame(), frame()]}, "line 2: split: "),
    "no picture": ({"id": "2", "frames": [frame(picture="b.png"), frame()]}, "line 2: there is no file 'b.png'"),
    "outside": ({"id": "2", "frames": [frame(picture="../a.png"), frame()]}, "line 2: '../a.png' is outside"),
    "from the root": ({"id": "2", "frames": [frame(picture="/etc/passwd"), frame()]}, "line 2: .* is outside"),
    "a zero byte": ({"id": "2", "frames": [frame(picture="a\0.png"), frame()]}, "line 2: there is no file"),
    "a long name": ({"id": "2", "frames": [frame(picture="a" * 5000), frame()]}, "line 2: there is no file"),
    "a folder": ({"id": "2", "frames": [frame(picture="."), frame()]}, "line 2: there is no file"),
    "the same id": ({"id": "1", "frames": [frame(), frame()]}, "line 2: there is a story '1' above"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_named_with_its_number(tmp_path: Path, name: str) -> None:
    second, message = BROKEN[name]
    lines(tmp_path, {"id": "1", "frames": [frame(), frame()]}, second)
    with pytest.raises(DatasetError, match=f"^stories.jsonl, {message}"):
        open_stories(tmp_path)


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "stories"
    folder.mkdir()
    Image.new("RGB", (4, 4)).save(tmp_path / "secret.png")
    (folder / "b.png").symlink_to(tmp_path / "secret.png")
    lines(folder, {"id": "1", "frames": [frame(picture="b.png"), frame()]})
    with pytest.raises(DatasetError, match=r"line 1: 'b\.png' is outside the folder"):
        open_stories(folder)


def test_pictures_that_cannot_be_used_are_told_when_they_are_opened(tmp_path: Path) -> None:
    lines(tmp_path, {"id": "1", "frames": [frame(picture="text.png"), frame(picture="huge.png")]})
    (tmp_path / "text.png").write_text("no picture")
    Image.new("1", (10_000, 6_500)).save(tmp_path / "huge.png")
    broken, huge = open_stories(tmp_path)[0].frames
    with pytest.raises(DatasetError, match=r"line 1: text\.png is no picture that can be read"):
        broken.open()
    with pytest.raises(DatasetError, match=r"line 1: huge\.png is 10000 × 6500 pixels; at most 64 million"):
        huge.open()
    (tmp_path / "text.png").unlink()
    with pytest.raises(DatasetError, match=r"line 1: text\.png is not there"):
        broken.open()
