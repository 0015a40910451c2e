"""Trains the decoder of the Storybook autoencoder; its encoder is the principal components of drawn patches."""

from __future__ import annotations

from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.autoencoder import StorybookAutoencoder
from generation.storybook.layout import NATIVE
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.layers import batches
from story.storybook.training.loop import Budget, Report, train
from story.storybook.training.precision import mixed

CHANNELS = 32  # of a latent cell: 16×16 pixels, in colour and alpha
CROP = 128  # pixels of the encoded picture; a multiple of the patch
BATCH = 8
LATENT_NOISE = 0.08  # the decoder meets latents that the denoiser left slightly wrong
FIT_ON = 600  # layers whose patches the linear encoder is fitted to
POOL = 128  # drawn layers, twice as large, that crops are taken from; a part is drawn anew at every batch


class DecoderTrainer:
    """The autoencoder, fitted, and crops of layers to learn from."""

    def __init__(self, seed: int = 0, *, fit: bool = True, batch: int = BATCH) -> None:
        """`fit=False` leaves the linear encoder to a checkpoint."""
        torch.manual_seed(seed)
        self.seed, self.batch, self.drawn = seed, batch, batches(seed + 7, 2, side=2 * NATIVE)
        self.pool = torch.empty(0)  # drawn when the first crop is wanted
        self.vae = StorybookAutoencoder(CHANNELS, image_channels=4, fine=True)
        if fit:
            self.vae.fit(next(batches(seed, FIT_ON)).pictures)

    def losses(self) -> dict[str, Tensor]:
        """Reconstruction of a batch of crops from slightly noised latents."""
        if not len(self.pool):
            self.pool = next(batches(self.seed + 1, POOL, side=2 * NATIVE)).pictures
        self.pool[torch.randperm(len(self.pool))[:2]] = next(self.drawn).pictures
        images = self._crops()
        latents = self.vae.encode(F.avg_pool2d(images, 2))
        with mixed():
            coarse, fine = self.vae.decode_fine(latents + LATENT_NOISE * torch.randn_like(latents))
        return reconstruction_losses(coarse.float(), fine.float(), images)

    def _crops(self) -> Tensor:
        """Crops at whole cells; those that show nothing are passed over, as there is little to learn from them."""
        crops: list[Tensor] = []
        while len(crops) < self.batch:
            row, x, y = (int(torch.randint(0, high, ())) for high in (len(self.pool), 9, 9))
            crop = self.pool[row, :, 32 * y : 32 * y + 2 * CROP, 32 * x : 32 * x + 2 * CROP]
            if crop[3].mean() > 0.05:
                crops.append(crop)
        return torch.stack(crops)


def reconstruction_losses(coarse: Tensor, fine: Tensor, images: Tensor) -> dict[str, Tensor]:
    """Of decoded layers at the encoded size and at twice that, beside true ones (B, 4, H, W) of the larger size.

    L1 on pixels and on neighbour differences (edges), and twice the squared error; the sizes count alike.
    """
    losses = [_differences(coarse, F.avg_pool2d(images, 2)), _differences(fine, images)]
    sums = {name: losses[0][name] + losses[1][name] for name in losses[0]}
    return {"loss": sums["pixels"] + sums["edges"] + 2 * sums["squares"], **sums}


def _differences(decoded: Tensor, images: Tensor) -> dict[str, Tensor]:
    edges = F.l1_loss(decoded.diff(dim=2), images.diff(dim=2)) + F.l1_loss(decoded.diff(dim=3), images.diff(dim=3))
    return {"pixels": F.l1_loss(decoded, images), "edges": edges, "squares": F.mse_loss(decoded, images)}


def train_decoder(
    trainer: DecoderTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 1e-3
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent."""
    learned = [p for p in trainer.vae.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=lr, betas=(0.9, 0.98), weight_decay=0.0)
    stage = TrainingStage("autoencoder", {"vae": trainer.vae}, optimizer, folder)
    train(stage, trainer.losses, budget=budget, lr=lr, report=report, decay_from=0.4)
    return stage
