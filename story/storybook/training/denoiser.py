"""Trains the denoiser by flow matching on the latents of layers, told their facts and plans.

x_t = (1 − t)·x + t·ε  (Lipman et al., 2023; Esser et al., 2024: t = sigmoid(N(0, 1))); the target is x, from which the
velocity follows. A layer's facts and variant leave little open, so a few steps draw it and no guidance is needed.
"""

from __future__ import annotations

import copy
from pathlib import Path

import torch
import torch.nn.functional as F
from diffusers import PixArtTransformer2DModel
from torch import Tensor, nn

from generation.storybook.autoencoder import PATCH, StorybookAutoencoder
from generation.storybook.layer_tokens import LENGTH, NOTHING, PLANS_OF_LAYER, LayerTokens
from generation.storybook.layout import NATIVE
from generation.storybook.pipeline import data
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.layers import LayerBatch, batches
from story.storybook.training.loop import Budget, Report, train
from story.storybook.training.precision import mixed

TOKEN_WIDTH = 128
PLAN_CHANNELS = 24  # of a plan: the first of the latents' components
FIT_ON = 8192  # layers that plans begin as averages of
EMA_DECAY = 0.998
SHIFT = 3.0  # moves t towards noise, where the facts alone decide
EMPTY_WEIGHT = 0.3  # of the loss where a layer shows nothing


def build_denoiser(channels: int, width: int = 192, layers: int = 8, head: int = 64) -> PixArtTransformer2DModel:
    """A PixArt transformer over 2×2 patches of 16×16 latent cells and of their plans; its output starts at zero."""
    model = PixArtTransformer2DModel(
        num_attention_heads=width // head,
        attention_head_dim=head,
        in_channels=channels + PLANS_OF_LAYER * PLAN_CHANNELS,
        out_channels=channels,
        num_layers=layers,
        patch_size=2,
        sample_size=NATIVE // PATCH,
        caption_channels=TOKEN_WIDTH,
        cross_attention_dim=width,
        use_additional_conditions=False,
        interpolation_scale=1,
    )
    nn.init.zeros_(model.proj_out.weight)
    nn.init.zeros_(model.proj_out.bias)
    return model


@torch.no_grad()
def fit_plans(tokens: LayerTokens, vae: StorybookAutoencoder, seed: int) -> None:
    """Let every plan begin as what layers that have it share: least squares, one plan of a layer after the other."""
    drawn, ids, latents = batches(seed, 64), [], []
    for _ in range(FIT_ON // 64):
        batch = next(drawn)
        ids.append(batch.ids[:, LENGTH:])
        latents.append(vae.encode(batch.pictures)[:, : tokens.config.plan_channels].flatten(1))
    which, target, table = torch.cat(ids), torch.cat(latents), tokens.plans.weight
    table.zero_()
    for _ in range(10):
        for slot in which.T:
            rest = target - table[which].sum(1) + table[slot]
            sums, counts = torch.zeros_like(table).index_add_(0, slot, rest), slot.bincount(minlength=len(table))
            counts[NOTHING] = 0
            table[counts > 0] = sums[counts > 0] / counts[counts > 0, None]


class DenoiserTrainer:
    """The denoiser with its layer tokens, the moving average of both, and layers to learn from."""

    def __init__(
        self,
        vae: StorybookAutoencoder,
        *,
        batch: int = 16,
        workers: int = 0,
        seed: int = 0,
        width: int = 192,
        fit: bool = True,
    ) -> None:
        """`fit=False` leaves the plans to a checkpoint."""
        torch.manual_seed(seed)
        self.vae, self.drawn = vae.eval().requires_grad_(False), batches(seed + 3, batch, workers)
        tokens = LayerTokens(TOKEN_WIDTH, PLAN_CHANNELS)
        if fit:
            fit_plans(tokens, self.vae, seed + 5)
        transformer = build_denoiser(len(vae.scale), width)
        self.model = nn.ModuleDict({"transformer": transformer, "tokens": tokens})
        self.average = copy.deepcopy(self.model).requires_grad_(False)

    def losses(self) -> dict[str, Tensor]:
        """Squared error of one batch."""
        batch = next(self.drawn)
        latents, weight = self.vae.encode(batch.pictures), seen_weight(batch)
        t = torch.sigmoid(torch.randn(len(latents)))
        t = (SHIFT * t / (1 + (SHIFT - 1) * t)).view(-1, 1, 1, 1)
        noise = torch.randn_like(latents)
        embeds = self.model["tokens"](batch.ids)
        with mixed():
            predicted = data(self.model["transformer"], (1 - t) * latents + t * noise, 1000 * t.flatten(), embeds)
        error = (predicted.float() - latents).square().mean(1)  # (B, h, w)
        return {"loss": (error * weight).mean(), "plain": error.mean()}

    @torch.no_grad()
    def follow(self) -> None:
        """Let the moving average follow the model."""
        for slow, fast in zip(self.average.parameters(), self.model.parameters(), strict=True):
            slow.lerp_(fast, 1 - EMA_DECAY)


def seen_weight(batch: LayerBatch) -> Tensor:
    """The weight of each latent cell (B, h, w): cells that show nothing count less; their mean is one."""
    seen = F.max_pool2d(batch.pictures[:, 3:], PATCH)[:, 0]
    weight = EMPTY_WEIGHT + (1 - EMPTY_WEIGHT) * seen
    return weight / weight.mean()


def train_denoiser(
    trainer: DenoiserTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 1e-3
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent."""
    optimizer = torch.optim.AdamW(trainer.model.parameters(), lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    modules: dict[str, nn.Module] = {"denoiser": trainer.model, "average": trainer.average}
    stage = TrainingStage("denoiser", modules, optimizer, folder)
    train(stage, trainer.losses, budget=budget, lr=lr, report=report, after_step=trainer.follow)
    return stage
