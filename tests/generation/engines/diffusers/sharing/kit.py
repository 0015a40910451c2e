"""Small stories on tiny families, with and without attention shared, and their latents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PIL import Image
from torch import Tensor, nn

from generation.engine import DrawingRequest
from generation.engines.diffusers.families import family_of
from generation.engines.diffusers.sharing.story import StorySharing, story_sharing
from generation.shared_attention import Character, StoryFrame
from tests.generation.tiny_families import tiny_family

MIA, OWL = Character("mia", ("Mia", "fox")), Character("owl", ("owl",))
FOX_WAKES = ("Mia the fox wakes", (MIA,))
FOX_SLEEPS = ("Mia the fox sleeps", (MIA,))
OWL_SITS = ("an owl sits", (OWL,))
BOTH_MEET = ("Mia the fox meets an owl", (MIA, OWL))
Told = tuple[str, tuple[Character, ...]]
REQUEST = DrawingRequest("", 5, 32, 32, 3, 3.0)


def family(name: str) -> Any:
    """Of a pipeline as it is loaded, without dropout."""
    pipeline = tiny_family(name)
    for each in pipeline.components.values():
        if isinstance(each, nn.Module):
            each.eval()
    return family_of(type(pipeline).__name__)(pipeline, "cpu")


def sharing_family(name: str, strength: float = 1.0) -> tuple[Any, StorySharing]:
    made = family(name)
    return made, story_sharing(made, strength)


def begun(family: Any, *told: Told, kept: dict[int, Image.Image] | None = None, **values: Any) -> list[StoryFrame]:
    """Frames of one story, those of `kept` with their pictures instead of drawings."""
    kept, frames = kept or {}, []
    for number, (prompt, characters) in enumerate(told):
        request = replace(REQUEST, prompt=prompt, **values)
        conditioning = family.encode(prompt, request.negative_prompt)
        drawing = None if number in kept else family.begin(request, conditioning)
        frames.append(StoryFrame(request, conditioning, characters, drawing, kept.get(number)))
    return frames


def drawings_of(frames: Sequence[StoryFrame]) -> list[Any]:
    return [frame.drawing for frame in frames if frame.drawing is not None]


def step(family: Any, sharing: StorySharing, drawings: Sequence[Any]) -> None:
    """One for each of them."""
    for wave in sharing.waves([each for each in drawings if each.step < each.num_steps]):
        family.advance(wave)


def drawn(family: Any, sharing: StorySharing, drawings: Sequence[Any]) -> list[Tensor]:
    """Advanced together to their end."""
    while any(each.step < each.num_steps for each in drawings):
        step(family, sharing, drawings)
    return [each.latents for each in drawings]


def apart(one: Tensor, other: Tensor) -> float:
    return float((one - other).abs().max())
