"""Puts the layers of a picture together: every cut-out scaled, turned, tinted by the light and laid over the backdrop.

Pictures are float tensors in [0, 1]; a cut-out's colour is premultiplied by its alpha (Porter and Duff, 1984).
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.layout import CANVAS, LIGHTS, NATIVE, Layer


def collage(layers: Sequence[Layer], pictures: Tensor, time: str) -> Tensor:
    """One picture (3, H, W) from layers back to front and their pictures (L, 4, H, W), lit by the hour."""
    size = pictures.shape[-1]
    stage = torch.zeros_like(pictures[0, :3])
    for layer, picture in zip(layers, pictures, strict=True):
        if layer.role == "backdrop":
            stage = over(stage, picture)
        else:
            _lay(stage, tinted(picture, time), layer, size / NATIVE)
    return stage.clamp(0, 1)


def cutouts(layers: Sequence[Layer], pictures: Tensor, time: str) -> list[Tensor]:
    """Every layer where it lies on the stage (4, H, W), premultiplied and lit, none over another."""
    laid = []
    for layer, picture in zip(layers, pictures, strict=True):
        if layer.role == "backdrop":
            laid.append(picture)
            continue
        seen, (y, x) = _placed(tinted(picture, time), layer, picture.shape[-1], picture.shape[-1] / NATIVE)
        alone = torch.zeros_like(picture)
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


def _lay(stage: Tensor, cutout: Tensor, layer: Layer, pixels: float) -> None:
    """Lay a cut-out on the stage, in place."""
    seen, (y, x) = _placed(cutout, layer, stage.shape[-1], pixels)
    stage[:, y, x] = over(stage[:, y, x], seen)


def _placed(cutout: Tensor, layer: Layer, size: int, pixels: float) -> tuple[Tensor, tuple[slice, slice]]:
    """What is seen of a cut-out, and in which rows and columns of a stage of this size.

    `pixels` is how many there are to one stage pixel of 256.
    """
    units, origin_x, origin_y = CANVAS[layer.role]
    ratio = layer.scale / units
    side = max(1, round(cutout.shape[-1] * ratio))
    small = F.interpolate(cutout[None], size=(side, side), mode="bilinear", antialias=True)[0].clamp(0, 1)
    if layer.flip:
        small, origin_x = small.flip(-1), NATIVE - origin_x
    left, top = (round((at - origin * ratio) * pixels) for at, origin in ((layer.x, origin_x), (layer.y, origin_y)))
    x0, y0, x1, y1 = max(0, left), max(0, top), min(size, left + side), min(size, top + side)
    x1, y1 = max(x0, x1), max(y0, y1)  # nothing, where it lies beside the stage
    seen = small[:, y0 - top : y1 - top, x0 - left : x1 - left] if x0 < x1 and y0 < y1 else small[:, :0, :0]
    return seen, (slice(y0, y0 + seen.shape[1]), slice(x0, x0 + seen.shape[2]))
