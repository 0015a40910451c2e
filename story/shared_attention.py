"""The frames of a story look at each other while they are drawn, where the engine's attention can be shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PIL import Image

from generation.engine import Conditioning, Drawing, DrawingRequest, LoadedEngine
from generation.shared_attention import Character, StoryFrame, shares_attention
from story.coreference.cast import SentenceCast
from story.plans.plan import StoryPlan


def share(
    engine: LoadedEngine,
    requests: Sequence[DrawingRequest],
    conditionings: Sequence[Conditioning],
    begun: Mapping[int, Drawing],
    kept: Mapping[int, Image.Image],
    characters: Sequence[tuple[Character, ...]],
) -> list[str | None]:
    """Let the drawings that have begun look at each other and at the pictures that are kept; what holds each of them.

    None for a frame that looks at no other.
    """
    if not begun or not shares_attention(engine):
        return [None] * len(requests)
    frames = zip(requests, conditionings, characters, strict=True)
    return engine.share([StoryFrame(*each, drawing=begun.get(k), picture=kept.get(k)) for k, each in enumerate(frames)])


def characters_of(read: Sequence[SentenceCast], plan: StoryPlan | None) -> list[tuple[Character, ...]]:
    """Whom each frame shows, as it was planned or else as it was read."""
    if plan is not None:
        return [tuple(_character(each.name, each.looks) for each in frame.characters) for frame in plan.frames]
    return [tuple(_character(each.name, each.looks) for each in cast.members) for cast in read]


def _character(name: str, looks: str) -> Character:
    """By name, or else by looks, which stay; what it is stands last in them: "small red fox"."""
    return Character((name or looks).casefold(), (*name.split(), *looks.split()[-1:]))
