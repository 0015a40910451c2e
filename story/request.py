"""What a person asks when they ask for a story: the plain value that travels to the worker."""

from __future__ import annotations

from dataclasses import dataclass

from generation.engine import ImageRequest


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """One story to draw, one frame per sentence; all start from the noise of one seed, so that places stay alike."""

    sentences: tuple[str, ...]  # "[NC]" at the start of one: no character in its frame
    drawing: ImageRequest  # seed and options shared by all frames; its prompt is the whole story
    cast: tuple[tuple[str, str], ...] = ()  # (name, description) from "Name: description" lines
    context: bool = True  # False: every sentence alone, as `.imagine` would draw it
    causal: bool = False  # True: frame t is conditioned by sentences 1..t only
