"""A story as it is drawn while its context encoder learns: above with the encoder, below without."""

from __future__ import annotations

import copy
from collections.abc import Sequence

import numpy as np
from PIL import Image
from torch import nn

from generation.engine import ContextModule, ImageRequest, LoadedEngine
from generation.loop import drawn
from story.adapter.train import Sheet
from story.datasets.frames import DatasetStory
from story.draw import story_drawings
from story.request import StoryRequest
from story.storybook.evaluation.artist import Remembering

SEED = 1
MOST_FRAMES = 6


def sheets_of(engine: LoadedEngine, stories: Sequence[DatasetStory]) -> Sheet:
    """Draws the first of these stories."""
    sentences = tuple(frame.sentence for frame in stories[0].frames[:MOST_FRAMES])

    def sheet(adapter: ContextModule, step: int) -> Image.Image:
        return stacked([draw_story(engine, sentences, SEED, each) for each in (adapter, None)])

    return sheet


def draw_story(
    engine: LoadedEngine, sentences: Sequence[str], seed: int, adapter: ContextModule | None, *, guided: bool = True
) -> list[Image.Image]:
    """The frames of a story; with `adapter` None each sentence as if it stood alone."""
    request = StoryRequest(tuple(sentences), ImageRequest("", seed=seed), context=adapter is not None)
    artist = engine if adapter is None else Remembering(engine, _still(adapter), "context", guided=guided)
    return drawn(engine, [each for each in story_drawings(artist, request).drawings if each is not None])


def stacked(rows: Sequence[Sequence[Image.Image]]) -> Image.Image:
    """Stories of one length as rows of one picture."""
    return Image.fromarray(np.concatenate([np.concatenate([np.asarray(each) for each in row], 1) for row in rows]))


def _still(adapter: ContextModule) -> ContextModule:
    """A copy on the CPU that learns nothing, as a service would load it."""
    other = copy.deepcopy(adapter)
    if isinstance(other, nn.Module):
        other.cpu().eval().requires_grad_(False)
    return other
