"""Draws stories with an engine, and never the same picture twice: scene and seed decide it, whoever told the scene."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from PIL import Image

from generation.engine import ContextModule, ImageRequest, LoadedEngine
from generation.loop import drawn
from generation.storybook.layout import NATIVE
from generation.storybook.scene import Scene
from story.draw import story_drawings
from story.request import StoryRequest
from story.storybook.drawing.draw import Pixels

KEPT = 240  # pictures: those of one story in every column


@dataclass(frozen=True, slots=True)
class DrawnStory:
    """The pictures of a story, (256, 256, 3) each."""

    pictures: tuple[Pixels, ...]
    told: tuple[Scene, ...] | None = None  # what the text told the model to draw; None: nothing says
    seconds: float | None = None  # that text and pictures took; None: no model was at work


class Remembering:
    """An engine with another context encoder than its own."""

    def __init__(self, engine: LoadedEngine, memory: ContextModule, name: str, *, guided: bool = False) -> None:
        """`guided`: it is given sentences in which their cast is told."""
        self._engine, self._memory = engine, memory
        self.info = replace(engine.info, context=name, context_guided=guided)

    def context_encoder(self) -> ContextModule:
        return self._memory

    def __getattr__(self, verb: str) -> Any:
        return getattr(self._engine, verb)


class Artist:
    """One engine at work on many stories."""

    def __init__(self, engine: LoadedEngine) -> None:
        self.engine = engine
        self._kept: dict[object, tuple[Pixels, float]] = {}  # picture and its seconds

    def remembering(self, memory: ContextModule, name: str) -> Artist:
        """The same artist with another memory; what both draw is shared."""
        other = Artist(Remembering(self.engine, memory, name))
        other._kept = self._kept
        return other

    def draw(self, sentences: Sequence[str], seed: int, *, context: bool = True, causal: bool = False) -> DrawnStory:
        """One picture per sentence. A picture that was drawn before takes the seconds that it took then."""
        began = time.perf_counter()
        request = StoryRequest(tuple(sentences), ImageRequest("", seed=seed), context=context, causal=causal)
        drawings: Sequence[Any] = story_drawings(self.engine, request).drawings
        text = time.perf_counter() - began
        # What decides the picture; of a model that tells no scene, nothing is known to.
        keys = [(each.scene, each.request.seed) if hasattr(each, "scene") else object() for each in drawings]
        self._finish({key: each for key, each in zip(keys, drawings, strict=True) if key not in self._kept})
        pictures, seconds = zip(*(self._kept[key] for key in keys), strict=True)
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        scenes = tuple(scene for each in drawings if (scene := getattr(each, "scene", None)) is not None)
        return DrawnStory(pictures, scenes or None, text + sum(seconds))

    def _finish(self, drawings: dict[object, Any]) -> None:
        if not drawings:
            return
        began = time.perf_counter()
        pictures = [pixels_of(picture) for picture in drawn(self.engine, tuple(drawings.values()))]
        seconds = (time.perf_counter() - began) / len(pictures)
        self._kept |= {key: (picture, seconds) for key, picture in zip(drawings, pictures, strict=True)}


def pixels_of(picture: Image.Image) -> Pixels:
    """A picture at the size at which the judge looks (256, 256, 3), enlarged or made smaller."""
    rgb = picture.convert("RGB")
    return np.asarray(rgb if rgb.size == (NATIVE, NATIVE) else rgb.resize((NATIVE, NATIVE), Image.Resampling.BILINEAR))
