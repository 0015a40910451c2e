"""The pictures that a model is shown while it draws: how many it takes, and in which shapes."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from generation.engine import MAX_REFERENCES, EngineError, EngineInfo, ImageRequest

MAX_SHAPE = 8  # times as wide as high, or as high as wide: as FLUX.2 has it, and no model knows more extreme ones


def is_shown(info: EngineInfo, request: ImageRequest) -> bool:
    """Whether the picture to start from is shown to the model instead, as its first reference."""
    return request.image is not None and info.references > 0 and not info.takes_strength


def check_references(info: EngineInfo, request: ImageRequest) -> None:
    """Raises `EngineError` where the engine looks at no pictures, or not at so many."""
    if not request.references:
        return
    count, most = len(request.references) + is_shown(info, request), min(info.references, MAX_REFERENCES)
    if not most:
        alone = "; one alone can be what a picture starts from" if info.starts_from_image else ""
        sentence = f"{info.model} looks at no pictures: leave them and --ref out{alone}."
        raise EngineError(sentence, field="references")
    if count > most:
        takes = "one picture" if most == 1 else f"{most} pictures at most"
        sentence = f"{info.model} looks at {takes}, and there are {count}: leave out the rest."
        raise EngineError(sentence, field="references")


def check_shapes(pictures: Sequence[Image.Image]) -> None:
    """Raises `EngineError` for a picture that is next to nothing in one direction."""
    if any(max(each.size) > MAX_SHAPE * min(each.size) for each in pictures):
        sentence = f"A picture to look at is more than {MAX_SHAPE} times as long as it is wide or high: cut it."
        raise EngineError(sentence, field="references")
