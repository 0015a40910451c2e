"""The picture whose lines, pose or depth are followed: whether the engine can, and what it is shown of it."""

from __future__ import annotations

from PIL import Image

from generation.canny import canny
from generation.engine import EngineError, EngineInfo, ImageRequest
from generation.request.init_image import fit_image

KINDS = ("canny", "given")  # its outlines are found; or it is a drawn pose, depth or outline as it is
EXPECTED = (  # of the picture, in words
    "`canny` finds the outlines of any picture, and `given` takes it as it is, so it is to be a pose, depth map or "
    "outline already, drawn like those that the ControlNet learned from"
)
MAX_SCALE = 2.0


def check_control(info: EngineInfo, request: ImageRequest) -> None:
    """Raises `EngineError` where the engine follows no pictures, or not in this way."""
    control = request.control
    if control is None:
        return
    if not info.control:
        sentence = f"{info.model} follows no pose, depth or outline: leave that picture and --control out."
        raise EngineError(sentence, field="control")
    if control.kind not in (None, *KINDS):
        raise EngineError(
            f"There is no way to follow a picture that is called {control.kind!r}: {EXPECTED}.", field="control"
        )
    if not 0 < control.scale <= MAX_SCALE:
        sentence = f"A picture is followed with a scale above 0 and up to {MAX_SCALE:g}, not {control.scale:g}."
        raise EngineError(sentence, field="control")


def control_image(info: EngineInfo, kind: str | None, picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """What the model is shown: the middle of a picture in `size`, or white outlines of it on black."""
    fitted = fit_image(picture, *size)
    return canny(fitted) if (kind or info.control) == "canny" else fitted
