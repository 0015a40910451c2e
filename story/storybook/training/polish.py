"""Teaches the decoder to clean what the denoiser leaves: seams, halos, soft edges.

True latents are noised part of the way and denoised again in a few guided steps; the decoder learns to draw the true
picture from what comes back. Half of every batch stays as in `autoencoder`, so that true latents are still drawn well.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import Tensor

from generation.storybook.pipeline import StorybookInfo, velocity
from story.storybook.tell import caption, sample_scene
from story.storybook.training.autoencoder import LATENT_NOISE, DecoderTrainer, reconstruction_losses
from story.storybook.training.checkpoint import Stage
from story.storybook.training.denoiser import DenoiserTrainer
from story.storybook.training.loop import Report, train
from story.storybook.training.pictures import render

BATCH = 4  # pictures
STEPS = 3
NOISED = (0.25, 0.65)  # how far, of the way to noise: what and where stays, how it looks is drawn anew


class PolishTrainer:
    """A trained denoiser, and the decoder that learns to expect its latents."""

    def __init__(self, denoiser: DenoiserTrainer, decoder: DecoderTrainer, seed: int = 0) -> None:
        torch.manual_seed(seed)
        self.denoiser, self.vae = denoiser, decoder.vae
        self.rng, self.variants = Random(seed + 11), np.random.default_rng(seed + 11)
        denoiser.average.eval()

    def losses(self) -> dict[str, Tensor]:
        """Reconstruction from latents that the denoiser made, and from true ones."""
        scenes = [sample_scene(self.rng) for _ in range(BATCH)]
        images = render(scenes, self.variants)
        latents = self.vae.encode(images)
        half = BATCH // 2
        drawn = self._redraw(latents[:half], [caption(scene, self.rng) for scene in scenes[:half]])
        true = latents[half:] + LATENT_NOISE * torch.randn_like(latents[half:])
        return reconstruction_losses(self.vae.decode(torch.cat([drawn, true])), images)

    @torch.no_grad()
    def _redraw(self, latents: Tensor, captions: list[str]) -> Tensor:
        """Noise a part of the way and come back by Euler steps, guided as in drawing."""
        trainer, guidance = self.denoiser, StorybookInfo().guidance_scale
        told = trainer.context.text.encode(captions)
        embeds = torch.cat([told, trainer.empty.expand_as(told)])
        start = self.rng.uniform(*NOISED)
        x = (1 - start) * latents + start * torch.randn_like(latents)
        times = torch.linspace(start, 0, STEPS + 1).tolist()
        for t, following in pairwise(times):
            rows = torch.full((2 * len(x),), 1000 * t)
            v, empty = velocity(trainer.average, torch.cat([x, x]), rows, embeds).chunk(2)
            x = x + (following - t) * (empty + guidance * (v - empty))
        return x


def train_polish(trainer: PolishTrainer, folder: Path, *, seconds: float, report: Report, lr: float = 3e-4) -> Stage:
    """Run (or resume) this stage for `seconds` in all; it begins with the decoder of the autoencoder stage."""
    learned = [p for p in trainer.vae.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=lr, betas=(0.9, 0.98), weight_decay=0.0)
    stage = Stage("polish", {"vae": trainer.vae}, optimizer, folder)
    train(stage, trainer.losses, seconds=seconds, lr=lr, report=report, warmup_steps=20, decay_from=0.4)
    return stage
