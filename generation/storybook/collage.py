"""Puts the layers of a picture together: every cut-out scaled, turned, tinted by the light and laid over the backdrop.

Pictures are float tensors in [0, 1]; a cut-out's colour is premultiplied by its alpha (Porter and Duff, 1984).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.layout import CANVAS, LIGHTS, NATIVE, Layer


def collage(layers: Sequence[Layer], pictures: Tensor, time: str, size: int) -> Tensor:
    """One picture (3, `size`, `size`) from layers back to front and their pictures (L, 4, H, W), lit by the hour.

    A cut-out fills a part of its stage, so on one that is larger than its own canvas it shows what it lost on one
    that is not; a backdrop is enlarged.
    """
    stage = pictures.new_zeros((3, size, size))
    for layer, picture in zip(layers, pictures, strict=True):
        if layer.role == "backdrop":
            stage = over(stage, _enlarged(picture, size))
        else:
            seen, (y, x) = _placed(tinted(picture, time), layer, size)
            stage[:, y, x] = over(stage[:, y, x], seen)
    return stage.clamp(0, 1)


def cutouts(layers: Sequence[Layer], pictures: Tensor, time: str, size: int) -> list[Tensor]:
    """Every layer where it lies on the stage (4, `size`, `size`), premultiplied and lit, none over another."""
    laid = []
    for layer, picture in zip(layers, pictures, strict=True):
        if layer.role == "backdrop":
            laid.append(_enlarged(picture, size))
            continue
        seen, (y, x) = _placed(tinted(picture, time), layer, size)
        alone = picture.new_zeros((4, size, size))
        alone[:, y, x] = seen
        laid.append(alone)
    return laid


def over(below: Tensor, picture: Tensor) -> Tensor:
    """A premultiplied picture (4, H, W) over an opaque one (3, H, W)."""
    return picture[:3] + (1 - picture[3:]) * below


def tinted(picture: Tensor, time: str) -> Tensor:
    """A cut-out (4, H, W) in the light of the hour: its colour moves a little towards the light's."""
    colour, amount = LIGHTS[time]
    light = picture.new_tensor([colour >> 16 & 255, colour >> 8 & 255, colour & 255]).view(3, 1, 1) / 255
    return torch.cat([picture[:3] * (1 - amount) + picture[3:] * light * amount, picture[3:]])


def _enlarged(picture: Tensor, size: int) -> Tensor:
    """A picture (4, H, W) at the size of the stage, within [0, 1] though its edges are kept steep."""
    if picture.shape[-1] == size:
        return picture
    return F.interpolate(picture[None], size=(size, size), mode="bicubic", antialias=True)[0].clamp(0, 1)


def _placed(cutout: Tensor, layer: Layer, size: int) -> tuple[Tensor, tuple[slice, slice]]:
    """What is seen of a cut-out, and in which rows and columns of a stage of this size."""
    units, origin_x, origin_y = CANVAS[layer.role]
    ratio, pixels = layer.scale / units, size / NATIVE
    side = max(1, round(size * ratio))
    small = F.interpolate(cutout[None], size=(side, side), mode="bilinear", antialias=True)[0].clamp(0, 1)
    if layer.flip:
        small, origin_x = small.flip(-1), NATIVE - origin_x
    left, top = (round((at - origin * ratio) * pixels) for at, origin in ((layer.x, origin_x), (layer.y, origin_y)))
    x0, y0, x1, y1 = max(0, left), max(0, top), min(size, left + side), min(size, top + side)
    x1, y1 = max(x0, x1), max(y0, y1)  # nothing, where it lies beside the stage
    seen = small[:, y0 - top : y1 - top, x0 - left : x1 - left] if x0 < x1 and y0 < y1 else small[:, :0, :0]
    return seen, (slice(y0, y0 + seen.shape[1]), slice(x0, x0 + seen.shape[2]))
