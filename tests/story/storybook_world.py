"""The world of the committed Storybook, as the service knows it: without torch."""

from __future__ import annotations

from pathlib import Path

import generation.storybook
from generation.storybook.tokenizer import StorybookTokenizer
from generation.storybook.world import StorybookWorld

MODEL = Path(generation.storybook.__file__).parent / "model"
WORLD = StorybookWorld(frozenset(StorybookTokenizer.load(MODEL / "tokenizer").words))
