"""Masks as inpainting pipelines read them: in the cells of latents, and beside the latents of a picture."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from generation.engine import DrawingRequest, EngineError
from generation.engines.diffusers.autoencoder import encode


def mask_latents(mask: Image.Image, latents: Tensor) -> Tensor:
    """A mask (H, W) in the cells of latents (1, C, h, w): (1, 1, h, w) on their device, 1 where a picture may change.

    Raises `EngineError` where no cell is left of it.
    """
    cells = F.interpolate(_marked(mask), size=latents.shape[-2:])
    if not cells.any():
        side = mask.height // latents.shape[-2]
        raise EngineError(
            f"The mask marks less than the {side}×{side} pixels that can be redrawn: mark more.", field="mask"
        )
    return cells.to(latents.device)


def shown_mask(vae: Any, request: DrawingRequest, generator: torch.Generator, device: torch.device) -> Tensor:
    """What a model that was trained to fill a part sees of it (1, 1 + C, h, w): where it is, and what is around it.

    Without a mask the whole picture is that part.
    """
    size = request.width, request.height
    mask = Image.new("L", size, 255) if request.mask is None else request.mask
    picture = Image.new("RGB", size) if request.image is None else request.image
    around = encode(vae, picture, generator, device, hidden=_marked(mask))
    return torch.cat([mask_latents(mask, around), around], dim=1).to(device)


def _marked(mask: Image.Image) -> Tensor:
    """(1, 1, H, W), 1 where it is white."""
    return torch.from_numpy((np.asarray(mask) >= 128).astype(np.float32))[None, None]
