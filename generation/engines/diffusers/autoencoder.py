"""Picture ⇄ latents through a pipeline's KL autoencoder, in the scale that its denoiser was trained on."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor


def decode(vae: Any, latents: Tensor) -> Tensor:
    """Latents (1, C, h, w) to pixels (1, 3, H, W) in [0, 1]."""
    mean, std = _statistics(vae, latents)
    latents = latents / vae.config.scaling_factor * std + mean
    pixels = vae.decode(latents.to(vae.dtype), return_dict=False)[0].float()
    return (pixels / 2 + 0.5).clamp(0, 1)  # type: ignore[no-any-return]  # diffusers is untyped


def encode(vae: Any, image: Image.Image, generator: torch.Generator, device: torch.device) -> Tensor:
    """An RGB picture to latents (1, C, h, w) on the CPU, drawn from the encoder's distribution.

    That is computed on `device`, where weights that are moved about do not always lie.
    """
    array = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    pixels = torch.from_numpy(array).permute(2, 0, 1)[None] * 2 - 1  # (1, 3, H, W)
    latents = vae.encode(pixels.to(device, vae.dtype)).latent_dist.sample(generator).float().cpu()
    mean, std = _statistics(vae, latents)
    return (latents - mean) / std * vae.config.scaling_factor  # type: ignore[no-any-return]  # diffusers is untyped


def _statistics(vae: Any, latents: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation (1, C, 1, 1) of an autoencoder that states them per channel; others state a shift, or none."""
    mean, std = vae.config.get("latents_mean"), vae.config.get("latents_std")
    if mean is None or std is None:
        mean, std = [vae.config.get("shift_factor") or 0.0], [1.0]
    return latents.new_tensor(mean).view(1, -1, 1, 1), latents.new_tensor(std).view(1, -1, 1, 1)
