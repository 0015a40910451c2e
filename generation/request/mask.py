"""The mask of a picture to start from: what may change of it, and what stays."""

from __future__ import annotations

from PIL import Image, ImageOps

from generation.engine import EngineError, EngineInfo, ImageRequest

OF_ITSELF = (
    "Nothing of the picture is transparent, so nothing is marked to be redrawn: attach a mask after it, white where "
    "the picture may change."
)


def check_mask(info: EngineInfo, request: ImageRequest) -> None:
    """Raises `EngineError` for a mask of nothing, and where the engine can keep to none."""
    if request.mask is None:
        return
    if not info.inpaints:
        whole = ": leave the mask out" if info.starts_from_image else ""
        raise EngineError(f"{info.model} cannot redraw only a part of a picture{whole}.", field="mask")
    if request.image is None:
        raise EngineError("A mask goes with a picture to start from: attach that first, then the mask.", field="mask")


def fit_mask(
    info: EngineInfo, request: ImageRequest, mask: Image.Image, picture: Image.Image, size: tuple[int, int]
) -> Image.Image:
    """A mask (L, white where its picture may change) as that picture is fitted into `size`: its middle, no pixel mixed.

    Raises `EngineError` for a mask of another shape, as far as the engine's grid leaves one, and for an empty one.
    """
    if mask.getbbox() is None:
        marked = "The mask marks nothing to be redrawn: make that part white, or transparent."
        raise EngineError(OF_ITSELF if request.mask == request.image else marked, field="mask")
    ratio, own = mask.width / mask.height, picture.width / picture.height
    grid = 0.02 + info.size_multiple / min(picture.size)
    if request.aspect_ratio is None and not 1 - grid < ratio / own < 1 + grid:
        shapes = f"{mask.width}×{mask.height}, and the picture {picture.width}×{picture.height}"
        raise EngineError(f"The mask is {shapes}: it has to have the same shape.", field="mask")
    return ImageOps.fit(mask, size, Image.Resampling.NEAREST)
