"""The embedded model from the command line: the same story is the same pictures, and the context encoder is what tells
frame 2 who "she" is.
"""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.bot.cli.kit import document, vignette

STORY = (
    "Mia the red fox finds a lantern in the forest. She carries it up the hill. "
    "It starts to rain. She sleeps under a big tree."
)
EMBEDDED = {"VIGNETTE_ENGINE__NAME": "diffusers", "VIGNETTE_ENGINE__OPTIONS": "{}"}


def tell(folder: Path, out: str, *options: str) -> dict[str, Any]:
    arguments = ("story", STORY, "--seed", "7", "--out", out, "--json", *options)
    return dict(document(vignette(folder, *arguments, settings=EMBEDDED)))


def pixels(path: Path) -> bytes:
    with Image.open(path) as picture:
        return picture.convert("RGB").tobytes()


@pytest.mark.slow
def test_a_story_is_the_same_when_told_again_and_another_without_context(tmp_path: Path) -> None:
    once, again, alone = tell(tmp_path, "1"), tell(tmp_path, "2"), tell(tmp_path, "3", "--no-context")

    paths = [tmp_path / frame["path"] for frame in once["frames"]]
    assert [path.name for path in paths] == ["frame-1.png", "frame-2.png", "frame-3.png", "frame-4.png"]
    assert [frame["sentence"] for frame in once["frames"]] == [f"{each}." for each in STORY.rstrip(".").split(". ")]
    assert [sha256(path.read_bytes()).hexdigest() for path in paths] == [each["sha256"] for each in once["frames"]]
    assert (tmp_path / once["page"]).name == "page.png" and once["context"]

    assert [each["sha256"] for each in again["frames"]] == [each["sha256"] for each in once["frames"]]
    assert (tmp_path / again["page"]).read_bytes() == (tmp_path / once["page"]).read_bytes()
    others = [tmp_path / frame["path"] for frame in alone["frames"]]
    same = [pixels(path) == pixels(other) for path, other in zip(others, paths, strict=True)]
    assert same[1:] == [False, False, False]
