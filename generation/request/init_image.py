"""The picture a drawing starts from: whether it can, how much of it stays, and in which size and shape."""

from __future__ import annotations

from PIL import Image, ImageOps

from generation.engine import EngineError, EngineInfo, ImageRequest

DEFAULT_STRENGTH = 0.6  # things keep their place and take on other looks


def check_start(info: EngineInfo, request: ImageRequest) -> None:
    """Raises `EngineError` where the engine cannot start from a picture, or not with this strength."""
    if request.image is None:
        if request.strength is not None:
            sentence = "A strength needs a picture to start from: attach one, or leave out --strength."
            raise EngineError(sentence, field="strength")
        return
    if not info.starts_from_image:
        raise EngineError(f"{info.model} draws from words alone: leave the picture out.", field="image")
    if request.strength is not None and not 0 < request.strength <= 1:
        sentence = f"The strength must be more than 0 and at most 1, not {request.strength:g}."
        raise EngineError(sentence, field="strength")


def strength_of(request: ImageRequest) -> float | None:
    """The strength to draw with; None where there is no picture to start from."""
    if request.image is None:
        return None
    return DEFAULT_STRENGTH if request.strength is None else request.strength


def ratio_of(picture: Image.Image | None) -> str | None:
    """ "W:H", unless there is no picture."""
    return None if picture is None else f"{picture.width / picture.height:.4f}:1"


def fit_image(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The middle of a picture as RGB in exactly this size; what is transparent becomes white."""
    if picture.has_transparency_data:
        rgba = picture.convert("RGBA")
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), rgba)
    return ImageOps.fit(picture.convert("RGB"), (width, height), Image.Resampling.LANCZOS)
