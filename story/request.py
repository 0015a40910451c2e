"""What a person asks when they ask for a story: the plain value that travels to the worker."""

from __future__ import annotations

from dataclasses import dataclass

from generation.engine import ImageRequest, Reference
from story.plans.plan import StoryPlan


@dataclass(frozen=True, slots=True)
class StoryRequest:
    """One story to draw, one frame per sentence; all start from the noise of one seed, so that places stay alike."""

    sentences: tuple[str, ...]  # "[NC]" at the start of one: no character in its frame
    drawing: ImageRequest  # seed and options shared by all frames; its prompt is the whole story
    cast: tuple[tuple[str, str], ...] = ()  # (name, description) from "Name: description" lines
    context: bool = True  # False: every sentence alone, as `.imagine` would draw it
    causal: bool = False  # True: frame t is conditioned by sentences 1..t only
    seeds: tuple[int | None, ...] = ()  # of each frame; None or missing: the story's
    kept: tuple[str | None, ...] = ()  # of each frame: SHA-256 of the stored picture that stays, byte for byte, undrawn
    title: str = ""  # what it is called; "": nobody said
    author: str = ""  # who tells it, as they want to be named
    layout: str = ""  # of its page: one of `story.pages.panels.LAYOUTS`; "": rows of pictures with their sentences
    paper: str = ""  # one of `story.pages.panels.PAPERS`; "": the layout's own
    sheets: tuple[tuple[str, Reference], ...] = ()  # (name, picture): shown where that character is, if any can be
    plan: StoryPlan | None = None  # what each frame shows, as somebody looked over it; None: as the rules read it

    def is_kept(self, index: int) -> bool:
        """Whether the frame (0-based) is there already."""
        return index < len(self.kept) and self.kept[index] is not None

    def seed_of(self, index: int) -> int:
        """What the frame (0-based) is drawn from."""
        own = self.seeds[index] if index < len(self.seeds) else None
        return self.drawing.seed if own is None else own
