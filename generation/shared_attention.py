"""Attention that a story's frames share: what an engine is told of them, so that the same fox stays the same fox."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeGuard

from PIL import Image

from generation.engine import Conditioning, Drawing, DrawingRequest, EngineInfo, LoadedEngine


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody whom a frame shows."""

    key: str  # who it is: the same in every frame
    words: tuple[str, ...]  # what a prompt calls it: ("Mia", "fox")


@dataclass(frozen=True, slots=True)
class StoryFrame:
    """A frame that is about to be drawn, or one that is there already and stays as it is."""

    request: DrawingRequest
    conditioning: Conditioning
    characters: tuple[Character, ...]
    drawing: Drawing | None = None  # begun and not advanced; None: the frame is kept
    picture: Image.Image | None = None  # RGB, of a frame that is kept


class SharingEngine(Protocol):
    """An engine whose drawings of one story can look at each other while they are drawn."""

    @property
    def info(self) -> EngineInfo: ...

    def share(self, frames: Sequence[StoryFrame]) -> list[str | None]:
        """Let the drawings of one story, in order, look at whom they show in other frames of it.

        Answers for each frame what holds it together with others, in words; None: it looks at none of them, and is
        drawn as it is alone.
        """


def shares_attention(engine: LoadedEngine | SharingEngine | Any) -> TypeGuard[SharingEngine]:
    """Whether the frames of a story can look at each other."""
    return bool(engine.info.shares_attention) and hasattr(engine, "share")
