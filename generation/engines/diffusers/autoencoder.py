"""Picture ⇄ latents through a pipeline's KL autoencoder, in the scale that its denoiser was trained on."""

from __future__ import annotations

from typing import Any

import torch
from PIL import Image
from torch import Tensor

from generation.engines.diffusers.types import to_pixels


def decode(vae: Any, latents: Tensor) -> Tensor:
    """Latents (1, C, h, w) to pixels (1, 3, H, W), from -1 to 1 as far as the autoencoder keeps to it."""
    mean, std = _statistics(vae, latents)
    latents = (latents / (vae.config.get("scaling_factor") or 1.0) * std + mean).to(vae.dtype)
    if not _draws_videos(vae):
        return vae.decode(latents, return_dict=False)[0].float()  # type: ignore[no-any-return]  # diffusers is untyped
    return vae.decode(latents[:, :, None], return_dict=False)[0][:, :, 0].float()  # type: ignore[no-any-return]


def encode(
    vae: Any,
    image: Image.Image,
    generator: torch.Generator | None,
    device: torch.device,
    hidden: Tensor | None = None,
) -> Tensor:
    """An RGB picture to latents (1, C, h, w) on the CPU, computed on `device`: moved weights do not always lie there.

    They are drawn from the encoder's distribution; without a `generator` they are its likeliest. Where `hidden`
    (1, 1, H, W) is 1, the picture is grey.
    """
    pixels = to_pixels(image) * 2 - 1
    pixels = (pixels if hidden is None else pixels * (1 - hidden)).to(device, vae.dtype)
    distribution = vae.encode(pixels[:, :, None] if _draws_videos(vae) else pixels).latent_dist
    latents = distribution.mode() if generator is None else distribution.sample(generator)
    latents = (latents[:, :, 0] if _draws_videos(vae) else latents).float().cpu()
    mean, std = _statistics(vae, latents)
    return (latents - mean) / std * (vae.config.get("scaling_factor") or 1.0)  # type: ignore[no-any-return]


def _draws_videos(vae: Any) -> bool:
    """Whether a picture is a video (1, C, 1, H, W) of one frame to it, as to Qwen-Image's."""
    return hasattr(vae, "temperal_downsample")  # spelt so by diffusers


def _statistics(vae: Any, latents: Tensor) -> tuple[Tensor, Tensor]:
    """Mean and deviation (1, C, 1, 1) of an autoencoder that states them per channel; others state a shift, or none."""
    mean, std = vae.config.get("latents_mean"), vae.config.get("latents_std")
    if mean is None or std is None:
        mean, std = [vae.config.get("shift_factor") or 0.0], [1.0]
    return latents.new_tensor(mean).view(1, -1, 1, 1), latents.new_tensor(std).view(1, -1, 1, 1)
