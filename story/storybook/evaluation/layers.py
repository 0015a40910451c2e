"""How much a drawing misses of what the denoiser should have drawn: its latents beside the true ones, layer by layer.

A layer's facts, look and plans leave nothing open, so the true latents are known. The share that is missed is the
squared error over the variance, both over the cells that show something: 0 where nothing is missed, 1 where the mean
of all layers of that role would have done as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.autoencoder import PATCH
from generation.storybook.layer_tokens import ROLES
from generation.storybook.layout import Layer
from generation.storybook.pipeline import StorybookPipeline
from generation.storybook.scene import Scene
from story.storybook.drawing.draw import draw_layer
from story.storybook.training.layers import sample_layer

LayerOfScene = tuple[Scene, Layer]


def missed_variance(pipeline: StorybookPipeline, each: int, seed: int) -> dict[str, float]:
    """By role, over `each` layers of facts that are sampled evenly, as for training."""
    rng, sampled = Random(seed), defaultdict[str, list[LayerOfScene]](list)
    while any(len(sampled[role]) < each for role in ROLES):
        scene, layer = sample_layer(rng)
        if len(sampled[layer.role]) < each:
            sampled[layer.role].append((scene, layer))
    return {role: _missed(pipeline, sampled[role], seed) for role in ROLES}


def _missed(pipeline: StorybookPipeline, layers: Sequence[LayerOfScene], seed: int) -> float:
    pictures = true_pictures(layers)
    true = pipeline.vae.encode(pictures.to(pipeline.vae.device, pipeline.vae.dtype))
    drawn = denoised(pipeline, layers, range(seed, seed + len(layers)))
    seen = F.max_pool2d(pictures[:, 3:], PATCH).to(true)  # (B, 1, h, w)
    error, spread = (drawn - true).square(), (true - true.mean((0, 2, 3), keepdim=True)).square()
    return float((error * seen).sum() / (spread * seen).sum())


def true_pictures(layers: Sequence[LayerOfScene]) -> Tensor:
    """The layers as the world draws them (B, 4, 256, 256), in [0, 1], colour premultiplied by alpha."""
    drawn = np.stack([draw_layer(scene, layer) for scene, layer in layers])
    return torch.from_numpy(drawn).permute(0, 3, 1, 2).float() / 255


@torch.no_grad()
def denoised(pipeline: StorybookPipeline, layers: Sequence[LayerOfScene], seeds: Sequence[int]) -> Tensor:
    """Latents (B, C, h, w) from noise, by as many steps as the model takes."""
    config = pipeline.denoiser.config
    embeds = torch.cat([pipeline.layer_embeds(scene, [layer]) for scene, layer in layers])
    shape = (1, config.out_channels, config.sample_size, config.sample_size)
    noise = [torch.randn(shape, generator=torch.Generator().manual_seed(seed)) for seed in seeds]
    latents = torch.cat(noise).to(pipeline.device, pipeline.denoiser.dtype)
    scheduler = pipeline.scheduler
    scheduler.set_timesteps(pipeline.info.num_inference_steps, device="cpu")
    for timestep in scheduler.timesteps:
        told = timestep.to(pipeline.device).expand(len(latents))
        velocity = pipeline.transformer(latents, told, embeds)
        latents = scheduler.step(velocity, timestep, latents).prev_sample
    return latents
