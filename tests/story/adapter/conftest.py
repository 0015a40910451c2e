"""Stories with pictures in a folder, and pipelines to learn them with."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from story.datasets.folder import StoryFolder, open_stories
from story.datasets.jsonl import DrawnFrame, DrawnStory, write_stories
from tests.generation.conftest import tiny_engine as tiny_engine
from tests.generation.conftest import tiny_folder as tiny_folder

SENTENCES = ("Mia is a red fox.", "She sings.", "Mia meets Otto, a blue owl.")


@pytest.fixture(scope="session")
def story_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("stories")
    pictures = [Image.new("RGB", (40, 32), colour) for colour in ("red", "maroon", "blue")]
    frames = tuple(DrawnFrame(text, picture) for text, picture in zip(SENTENCES, pictures, strict=True))
    write_stories(folder, [DrawnStory("1", frames), DrawnStory("2", frames[:2])])
    return folder


@pytest.fixture(scope="session")
def stories(story_folder: Path) -> StoryFolder:
    return open_stories(story_folder)
