"""Trains the decoder of the Storybook autoencoder; its encoder is the principal components of drawn patches."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.autoencoder import StorybookAutoencoder
from story.storybook.tell import sample_scene
from story.storybook.training.checkpoint import Stage
from story.storybook.training.loop import Report, train
from story.storybook.training.pictures import render

CROP = 128  # pixels; a multiple of the patch
BATCH = 8
LATENT_NOISE = 0.08  # the decoder meets latents that the denoiser left slightly wrong
POOL = 256  # drawn pictures that crops are taken from; a part is drawn anew at every batch


class DecoderTrainer:
    """The autoencoder, fitted, and crops of pictures to learn from."""

    def __init__(self, seed: int = 0, fit_on: int = 400) -> None:
        torch.manual_seed(seed)
        self.rng, self.jitter = Random(seed + 7), np.random.default_rng(seed)
        self.vae = StorybookAutoencoder()
        self.vae.fit(self._draw(fit_on))
        self.pool = self._draw(POOL)

    def _draw(self, count: int) -> Tensor:
        return render([sample_scene(self.rng) for _ in range(count)], self.jitter)

    def losses(self) -> dict[str, Tensor]:
        """Reconstruction of a batch of crops from slightly noised latents."""
        self.pool[torch.randperm(POOL)[:2]] = self._draw(2)
        images = self._crops()
        latents = self.vae.encode(images)
        decoded = self.vae.decode(latents + LATENT_NOISE * torch.randn_like(latents))
        return reconstruction_losses(decoded, images)

    def _crops(self) -> Tensor:
        rows = torch.randint(0, POOL, (BATCH,)).tolist()
        at = [(self.rng.randrange(9) * 16, self.rng.randrange(9) * 16) for _ in rows]
        return torch.stack([self.pool[k, :, y : y + CROP, x : x + CROP] for k, (y, x) in zip(rows, at, strict=True)])

    @torch.no_grad()
    def psnr(self, count: int = 48) -> dict[str, float]:
        """PSNR in dB on unseen pictures: the learned decoder, and the linear one as its baseline."""
        images = render([sample_scene(Random(99_000 + k)) for k in range(count)], np.random.default_rng(99))
        latents = self.vae.encode(images)
        ways = {"decoder": self.vae.decode(latents), "linear": self.vae.decode_linear(latents)}
        return {name: round(float(-10 * torch.log10(F.mse_loss(x.clamp(0, 1), images))), 2) for name, x in ways.items()}


def reconstruction_losses(decoded: Tensor, images: Tensor) -> dict[str, Tensor]:
    """L1 on pixels and on neighbour differences (edges), and twice the squared error."""
    pixels = F.l1_loss(decoded, images)
    edges = F.l1_loss(decoded.diff(dim=2), images.diff(dim=2)) + F.l1_loss(decoded.diff(dim=3), images.diff(dim=3))
    squares = F.mse_loss(decoded, images)
    return {"loss": pixels + edges + 2 * squares, "pixels": pixels, "edges": edges, "squares": squares}


def train_decoder(trainer: DecoderTrainer, folder: Path, *, seconds: float, report: Report, lr: float = 1e-3) -> Stage:
    """Run (or resume) this stage for `seconds` in all."""
    learned = [p for p in trainer.vae.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=lr, betas=(0.9, 0.98), weight_decay=0.0)
    stage = Stage("autoencoder", {"vae": trainer.vae}, optimizer, folder)
    train(stage, trainer.losses, seconds=seconds, lr=lr, report=report, decay_from=0.4)
    return stage
