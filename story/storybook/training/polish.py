"""Teaches the decoder to clean what the denoiser leaves: seams, halos, soft edges.

True latents are noised part of the way and denoised again in a few steps; the decoder learns to draw the true layer
from what comes back. Half of every batch stays as in `autoencoder`, so that true latents are still drawn well.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.autoencoder import StorybookAutoencoder
from generation.storybook.layout import NATIVE
from generation.storybook.pipeline import velocity
from story.storybook.training.autoencoder import LATENT_NOISE, reconstruction_losses
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.denoiser import DenoiserTrainer
from story.storybook.training.layers import batches
from story.storybook.training.loop import Budget, Report, train

BATCH = 4  # layers
STEPS = 2
NOISED = (0.4, 1.0)  # how far, of the way to noise


class PolishTrainer:
    """A trained denoiser, and the decoder that learns to expect its latents."""

    def __init__(self, denoiser: DenoiserTrainer, vae: StorybookAutoencoder, seed: int = 0, batch: int = BATCH) -> None:
        torch.manual_seed(seed)
        self.average, self.vae = denoiser.average.eval(), vae.requires_grad_(True)
        self.drawn = batches(seed + 11, batch, side=2 * NATIVE)

    def losses(self) -> dict[str, Tensor]:
        """Reconstruction from latents that the denoiser made, and from true ones."""
        batch = next(self.drawn)
        latents = self.vae.encode(F.avg_pool2d(batch.pictures, 2))
        half = len(latents) // 2
        drawn = self._redraw(latents[:half], batch.ids[:half])
        true = latents[half:] + LATENT_NOISE * torch.randn_like(latents[half:])
        coarse, fine = self.vae.decode_fine(torch.cat([drawn, true]))
        return reconstruction_losses(coarse, fine, batch.pictures)

    @torch.no_grad()
    def _redraw(self, latents: Tensor, ids: Tensor) -> Tensor:
        """Noise a part of the way and come back by Euler steps, as in drawing."""
        start = NOISED[0] + (NOISED[1] - NOISED[0]) * float(torch.rand(()))
        x, embeds = (1 - start) * latents + start * torch.randn_like(latents), self.average["tokens"](ids)
        times = torch.linspace(start, 0, STEPS + 1).tolist()
        for t, following in pairwise(times):
            x = x + (following - t) * velocity(self.average["transformer"], x, torch.full((len(x),), 1000 * t), embeds)
        return x


def train_polish(
    trainer: PolishTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 3e-4
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent; it begins with the decoder of the autoencoder stage."""
    learned = [p for p in trainer.vae.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=lr, betas=(0.9, 0.98), weight_decay=0.0)
    stage = TrainingStage("polish", {"vae": trainer.vae}, optimizer, folder)
    train(stage, trainer.losses, budget=budget, lr=lr, report=report, warmup_steps=20, decay_from=0.4)
    return stage
