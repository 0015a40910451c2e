"""The picture a drawing starts from: whether it can, how much of it stays, and in which size and shape."""

from __future__ import annotations

from PIL import Image, ImageOps

from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.pictures import on_white
from generation.request.sizes import MAX_RATIO, RATIOS

DEFAULT_STRENGTH = 0.6  # things keep their place and take on other looks
MASKED_STRENGTH = 1.0  # what a mask marks is drawn anew


def check_start(info: EngineInfo, request: ImageRequest) -> None:
    """Raises `EngineError` where the engine cannot start from a picture, or not with this strength."""
    if request.image is None:
        if info.needs_image and not (info.references and request.references):
            raise EngineError(
                f"{info.model} changes a picture and draws none from words alone: attach one.", field="image"
            )
        if request.strength is not None:
            sentence = "A strength needs a picture to start from: attach one, or leave out --strength."
            raise EngineError(sentence, field="strength")
        return
    if not info.starts_from_image:
        raise EngineError(f"{info.model} draws from words alone: leave the picture out.", field="image")
    if request.strength is not None and not info.takes_strength:
        sentence = f"{info.model} decides itself how much of a picture stays: leave out --strength."
        raise EngineError(sentence, field="strength")
    if request.strength is not None and not 0 < request.strength <= 1:
        sentence = f"The strength must be more than 0 and at most 1, not {request.strength:g}."
        raise EngineError(sentence, field="strength")


def strength_of(request: ImageRequest) -> float | None:
    """The strength to draw with; None where there is no picture to start from."""
    if request.image is None:
        return None
    own = DEFAULT_STRENGTH if request.mask is None else MASKED_STRENGTH
    return own if request.strength is None else request.strength


def ratio_of(info: EngineInfo, picture: Image.Image | None) -> str | None:
    """ "W:H" of a picture that nobody gave another shape; None where there is none, or the engine draws only one.

    Raises `EngineError` for a shape that is not drawn.
    """
    if picture is None or info.fixed_size:
        return None
    ratio = picture.width / picture.height
    if not 1 / MAX_RATIO <= ratio <= MAX_RATIO:
        shape = "wide for its height" if ratio > 1 else "tall for its width"
        raise EngineError(
            f"The picture to start from is too {shape}, as pictures are drawn {RATIOS}: cut it, or have its middle "
            f"taken with --ar {MAX_RATIO if ratio > 1 else 1}:{1 if ratio > 1 else MAX_RATIO}."
        )
    return f"{ratio:.4f}:1"


def fit_image(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a picture as RGB in exactly this size; what is transparent becomes white."""
    return ImageOps.fit(on_white(picture), (width, height), Image.Resampling.LANCZOS)
