"""The names of the files that pictures are written to."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.errors import CliError
from bot.cli.files import check_file, check_folder, image_paths, story_paths

JOB = "1a2b3c4d5e6f7a8b9c0d1a2b3c4d5e6f"


def names(paths: list[Path]) -> list[str]:
    return [str(path) for path in paths]


def test_one_picture_is_the_file_that_was_named() -> None:
    assert names(image_paths(Path("foxes/fox.png"), JOB, 1)) == ["foxes/fox.png"]


def test_several_pictures_are_numbered_beside_each_other() -> None:
    assert names(image_paths(Path("foxes/fox.png"), JOB, 2)) == ["foxes/fox-1.png", "foxes/fox-2.png"]


def test_a_folder_takes_numbered_pictures(tmp_path: Path) -> None:
    (tmp_path / "v1.0").mkdir()
    assert names(image_paths(Path("foxes"), JOB, 2)) == ["foxes/picture-1.png", "foxes/picture-2.png"]
    assert image_paths(tmp_path / "v1.0", JOB, 1) == [tmp_path / "v1.0" / "picture-1.png"]


def test_without_a_name_no_picture_replaces_another() -> None:
    assert names(image_paths(None, JOB, 1)) == ["vignette-1a2b3c4d.png"]
    assert names(story_paths(None, JOB, 1)) == ["story-1a2b3c4d/frame-1.png", "story-1a2b3c4d/page.png"]


def test_a_story_is_numbered_frames_and_a_page() -> None:
    assert names(story_paths(Path("out"), JOB, 2)) == ["out/frame-1.png", "out/frame-2.png", "out/page.png"]


def test_only_png_files_and_folders_can_be_named(tmp_path: Path) -> None:
    file = tmp_path / "notes"
    file.touch()
    for check, out in ((check_file, Path("fox.webp")), (check_file, file), (check_folder, file)):
        with pytest.raises(CliError) as caught:
            check(out)
        assert caught.value.exit_code == 2
    for out in (None, Path("FOX.PNG"), Path("folder"), tmp_path):
        check_file(out)
