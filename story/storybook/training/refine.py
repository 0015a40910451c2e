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
from story.storybook.training.autoencoder import LATENT_NOISE
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.denoiser import DenoiserTrainer
from story.storybook.training.layers import sample_layer
from story.storybook.training.loop import Budget, Report, train
from story.storybook.training.precision import mixed

WIDTH = 32  # channels of the refiner
CROP = 64  # pixels to a side of what was decoded; a multiple of the patch
BATCH = 8  # crops
TRUE = 0.4  # of the layers from true latents
POOL = 64  # layers that crops are taken from
PER_LAYER = 6  # batches for every layer that is drawn anew
STEPS = 6  # of the denoiser
WINDOW = 8  # pixels to a side, within which steps may lie elsewhere than in the true layer
STEP_WEIGHT = 2.0
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
        pixels, steps = F.l1_loss(refined, truths), step_loss(refined, truths)
        return {"loss": pixels + STEP_WEIGHT * steps, "pixels": pixels, "steps": steps}

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


def step_loss(refined: Tensor, truths: Tensor) -> Tensor:
    """How far the steps from pixel to pixel are from the true ones, by size within windows, wherever they lie there.

    The latents do not tell to the pixel where an edge is, so L1 on the steps themselves is least without any edge.
    This is least where there are edges as sharp as the true ones and as many: the Wasserstein distance of the steps
    of each window, which is the mean difference of sorted ones. Blur has too few large steps, and a seam too many.
    """
    loss = refined.new_zeros(())
    for dim in (2, 3):
        mine, true = (_windows(each.diff(dim=dim)).sort(dim=-1).values for each in (refined, truths))
        loss = loss + F.l1_loss(mine, true)
    return loss


def _windows(field: Tensor) -> Tensor:
    """Fields (B, C, H, W) in windows of `WINDOW` pixels to a side, the pixels of each in a row."""
    whole = field.unfold(2, WINDOW, WINDOW).unfold(3, WINDOW, WINDOW)
    return whole.flatten(-2)


def train_refine(
    trainer: RefineTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 2e-3
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent."""
    optimizer = torch.optim.AdamW(trainer.refiner.parameters(), lr=lr, betas=(0.9, 0.98), weight_decay=0.0)
    stage = TrainingStage("refine", {"refiner": trainer.refiner}, optimizer, folder)
    train(stage, trainer.losses, budget=budget, lr=lr, report=report, decay_from=0.4, rng=trainer.rng)
    return stage
