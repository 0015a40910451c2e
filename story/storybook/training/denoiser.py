"""Trains the denoiser by flow matching on drawn latents, from frozen text and context encoders.

x_t = (1 − t)·x + t·ε,  target v = ε − x  (Lipman et al., 2023; Esser et al., 2024: t = sigmoid(N(0, 1))). Half of every
batch are single captions, half are frames of stories conditioned through the context encoder.
"""

from __future__ import annotations

import copy
from pathlib import Path
from random import Random

import torch
from diffusers import PixArtTransformer2DModel
from torch import Tensor, nn

from generation.storybook.pipeline import velocity
from story.storybook.tell import caption
from story.storybook.training.checkpoint import Stage
from story.storybook.training.context import CAUSAL_SHARE, ContextTrainer, sentences
from story.storybook.training.loop import Report, train
from story.storybook.training.pictures import LatentSet
from story.storybook.training.text import WIDTH

CAPTION_DROPOUT = 0.1
BOX_WEIGHT = 2.0  # of the loss where characters stand
EMA_DECAY = 0.998
SHIFT = 1.5  # moves t towards noise, where the text decides


def build_denoiser(width: int = 256, layers: int = 8, head: int = 64, patch: int = 2) -> PixArtTransformer2DModel:
    """A PixArt transformer for 16×16×16 latents; its output starts at zero."""
    model = PixArtTransformer2DModel(
        num_attention_heads=width // head,
        attention_head_dim=head,
        in_channels=16,
        out_channels=16,
        num_layers=layers,
        patch_size=patch,
        sample_size=16,
        caption_channels=WIDTH,
        cross_attention_dim=width,
        use_additional_conditions=False,
        interpolation_scale=1,
    )
    nn.init.zeros_(model.proj_out.weight)
    nn.init.zeros_(model.proj_out.bias)
    return model


class DenoiserTrainer:
    """The denoiser, its moving average, and conditioned latents to learn from."""

    def __init__(
        self, context: ContextTrainer, data: LatentSet, *, captions: int = 8, stories: int = 2, seed: int = 0
    ) -> None:
        torch.manual_seed(seed)
        self.context, self.data, self.captions, self.stories = context, data, captions, stories
        self.rng = Random(seed + 3)
        self.model = build_denoiser()
        self.average = copy.deepcopy(self.model).requires_grad_(False)
        context.text.freeze()
        context.encoder.eval().requires_grad_(False)
        box = torch.ones(16, 16)
        box[4:15, 2:14] = BOX_WEIGHT
        self.weight = box / box.mean()
        self.empty = context.text.encode([""])

    def losses(self) -> dict[str, Tensor]:
        """Flow-matching loss of one batch."""
        latents, embeds = self._batch()
        dropped = torch.rand(len(latents)) < CAPTION_DROPOUT
        embeds = torch.where(dropped[:, None, None], self.empty, embeds)
        t = torch.sigmoid(torch.randn(len(latents)))
        t = (SHIFT * t / (1 + (SHIFT - 1) * t)).view(-1, 1, 1, 1)
        noise = torch.randn_like(latents)
        predicted = velocity(self.model, (1 - t) * latents + t * noise, 1000 * t.flatten(), embeds)
        error = (predicted - (noise - latents)).square().mean(1)  # (B, h, w)
        return {"loss": (error * self.weight).mean(), "plain": error.mean()}

    @torch.no_grad()
    def _batch(self) -> tuple[Tensor, Tensor]:
        device = self.empty.device  # latents wait in ordinary memory
        rows = torch.randint(0, len(self.data.scenes), (self.captions,), device="cpu")
        texts = [caption(self.data.scenes[k], self.rng) for k in rows.tolist()]
        alone = self.context.text.encode(texts)
        if not self.stories:
            return self.data.scene_latents[rows].to(device).float(), alone
        picked = torch.randint(0, len(self.data.stories), (self.stories,), device="cpu")
        stories = [sentences(self.data.stories[k]) for k in picked.tolist()]
        resolved = self.context.resolve(stories, causal=self.rng.random() < CAUSAL_SHARE)[0].flatten(0, 1)
        latents = torch.cat([self.data.scene_latents[rows], self.data.story_latents[picked].flatten(0, 1)])
        return latents.to(device).float(), torch.cat([alone, resolved])

    @torch.no_grad()
    def follow(self) -> None:
        """Let the moving average follow the model."""
        for slow, fast in zip(self.average.parameters(), self.model.parameters(), strict=True):
            slow.lerp_(fast, 1 - EMA_DECAY)


def train_denoiser(
    trainer: DenoiserTrainer, folder: Path, *, seconds: float, report: Report, lr: float = 1e-3
) -> Stage:
    """Run (or resume) this stage for `seconds` in all."""
    optimizer = torch.optim.AdamW(trainer.model.parameters(), lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    modules = {"denoiser": trainer.model, "average": trainer.average}
    stage = Stage("denoiser", modules, optimizer, folder)
    train(stage, trainer.losses, seconds=seconds, lr=lr, report=report, after_step=trainer.follow)
    return stage
