"""Teaches the refiner to draw what was decoded twice as large, and sharp.

The facts and the variant of a layer leave nothing open, so what the denoiser draws from noise shows the same as the
true layer does, in the same spot: from it the refiner learns to draw the true layer at 512×512. A part are true
latents, slightly noised, so that those are still drawn well. All other parts stay as they are.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.autoencoder import PATCH, StorybookAutoencoder
from generation.storybook.layer_tokens import layer_ids
from generation.storybook.layout import NATIVE
from generation.storybook.pipeline import velocity
from story.storybook.drawing.draw import draw_layer
from story.storybook.training.autoencoder import LATENT_NOISE, reconstruction_losses
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.denoiser import DenoiserTrainer
from story.storybook.training.layers import sample_layer
from story.storybook.training.loop import Budget, Report, train
from story.storybook.training.precision import mixed

WIDTH = 32  # channels of the refiner
CROP = 64  # pixels to a side of what was decoded; a multiple of the patch
BATCH = 12  # crops
TRUE = 0.2  # of the layers from true latents
POOL = 64  # layers that crops are taken from
PER_LAYER = 5  # batches for every layer that is drawn anew
STEPS = 6  # of the denoiser
WINDOW = 16  # pixels to a side, within which there should be as much of edges as in the true layer
#: Backdrops are seen at their full size, and figures nearly so; the others are made smaller again.
SHARES = {"backdrop": 0.55, "figure": 0.33, "prop": 0.06, "landmark": 0.06}


class RefineTrainer:
    """A trained denoiser and decoder, and the refiner that learns from both."""

    def __init__(
        self, denoiser: DenoiserTrainer, vae: StorybookAutoencoder, seed: int = 0, *, batch: int = BATCH
    ) -> None:
        torch.manual_seed(seed)
        self.rng, self.batch, self.average = Random(f"refine {seed}"), batch, denoiser.average.eval()
        self.vae = vae.with_refiner(WIDTH).requires_grad_(False)
        assert self.vae.refiner is not None  # by its width
        self.refiner = self.vae.refiner.requires_grad_(True)
        self.pool: list[tuple[Tensor, Tensor, Tensor]] = []  # drawn when the first crop is wanted
        self.batches = 0

    def losses(self) -> dict[str, Tensor]:
        """Reconstruction of a batch of crops at the larger size."""
        while len(self.pool) < POOL:
            self.pool.append(self._draw())
        if self.batches % PER_LAYER == 0:
            self.pool[self.rng.randrange(POOL)] = self._draw()
        self.batches += 1
        truths, images, features = map(torch.stack, zip(*(self._crop() for _ in range(self.batch)), strict=True))
        truths = truths.float() / 255
        with mixed():
            refined = self.refiner(images, features).float()
        losses = reconstruction_losses(refined, truths)
        losses["energy"] = energy_loss(refined, truths)
        losses["loss"] = losses["loss"] + losses["edges"] + 2 * losses["energy"]
        return losses

    @torch.no_grad()
    def _draw(self) -> tuple[Tensor, Tensor, Tensor]:
        """A true layer (4, 512, 512) of bytes, what was decoded of it (4, 256, 256), and the features of that."""
        scene, layer = sample_layer(self.rng, SHARES)
        truth = torch.from_numpy(draw_layer(scene, layer, size=2 * NATIVE)).permute(2, 0, 1).to(self.vae.device)
        if self.rng.random() < TRUE:
            latents = self.vae.encode(F.avg_pool2d(truth[None].float() / 255, 2))
            latents = latents + LATENT_NOISE * torch.randn_like(latents)
        else:
            latents = self._denoised(torch.tensor([layer_ids(scene, layer)]))
        images, features = self.vae.decode_small(latents)
        return truth, images[0], features[0]

    def _denoised(self, ids: Tensor) -> Tensor:
        """What is drawn of a layer's facts, from noise, as in drawing (1, C, 16, 16)."""
        embeds, side = self.average["tokens"](ids), NATIVE // PATCH
        x = torch.randn((1, len(self.vae.scale), side, side))
        for step in range(STEPS):
            x = x - velocity(self.average["transformer"], x, torch.tensor([1000 * (1 - step / STEPS)]), embeds) / STEPS
        return x

    def _crop(self) -> tuple[Tensor, Tensor, Tensor]:
        """A crop, at whole cells, of a layer of the pool; what shows nothing is passed over."""
        while True:
            truth, image, features = self.pool[self.rng.randrange(POOL)]
            y, x = (PATCH * self.rng.randrange((NATIVE - CROP) // PATCH + 1) for _ in range(2))
            crop = _crop(truth, 2 * y, 2 * x, 2 * CROP)
            if crop[3].float().mean() > 0.05 * 255:
                return crop, _crop(image, y, x, CROP), _crop(features, y // 4, x // 4, CROP // 4)


def _crop(field: Tensor, y: int, x: int, side: int) -> Tensor:
    return field[:, y : y + side, x : x + side]


def energy_loss(refined: Tensor, truths: Tensor) -> Tensor:
    """How far the differences of neighbours are from the true ones, within windows: blur has less, and seams more.

    L1 on the differences themselves is least where an edge of uncertain place is left out; this is not.
    """
    across, down = (
        F.l1_loss(*(F.avg_pool2d(each.diff(dim=dim).abs(), WINDOW) for each in (refined, truths))) for dim in (2, 3)
    )
    return across + down


def train_refine(
    trainer: RefineTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 1e-3
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent."""
    optimizer = torch.optim.AdamW(trainer.refiner.parameters(), lr=lr, betas=(0.9, 0.98), weight_decay=0.0)
    stage = TrainingStage("refine", {"refiner": trainer.refiner}, optimizer, folder)
    train(stage, trainer.losses, budget=budget, lr=lr, report=report, decay_from=0.4, rng=trainer.rng)
    return stage
