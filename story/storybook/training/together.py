"""Trains text encoder and context encoder on together, once each has learned its part alone.

Alone, the text encoder learns to tell what a sentence says, not what later sentences will ask of it; here the loss of
a story's frames reaches it through the memory. Captions are still practised, so that `.imagine` loses nothing.
"""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from generation.storybook.facts import NUM_SLOTS, facts_loss, targets
from story.storybook.plot import sample_story
from story.storybook.training.checkpoint import Stage
from story.storybook.training.context import CAUSAL_SHARE, KL_WEIGHT, LONGEST_STORY, ContextTrainer, sentences
from story.storybook.training.loop import Report, train
from story.storybook.training.precision import mixed
from story.storybook.training.text import WIDTH

STORIES = 24  # per batch


class TogetherTrainer:
    """A text encoder and a context encoder that learn from each other's mistakes."""

    def __init__(self, trained: ContextTrainer) -> None:
        self.context, self.text, self.rng, self.encoder = trained, trained.text, trained.rng, trained.encoder
        for module in (*self.text.modules.values(), self.encoder):
            module.train().requires_grad_(True)

    def losses(self) -> dict[str, Tensor]:
        """One batch of captions, and one of stories of one length."""
        captions = self.text.losses()
        told, kl = self._story_losses()
        return {"loss": told + KL_WEIGHT * kl + captions["loss"], "stories": told, "captions": captions["told"], "kl": kl}

    def _story_losses(self) -> tuple[Tensor, Tensor]:
        length = self.rng.randint(2, LONGEST_STORY)
        stories = [sample_story(self.rng, sentences=length, split=self.context.split) for _ in range(STORIES)]
        slots = self.text.encode([sentence for story in stories for sentence in sentences(story)])
        noise = torch.randn(STORIES * NUM_SLOTS, WIDTH)
        with mixed():
            resolved, kl = self.encoder(
                slots.view(STORIES, length, *slots.shape[1:]), causal=self.rng.random() < CAUSAL_SHARE, noise=noise
            )
        truth = targets([told.scene for story in stories for told in story])
        return facts_loss(self.text.heads(resolved.flatten(0, 1).float()), truth), kl.float()


def train_together(trainer: TogetherTrainer, folder: Path, *, seconds: float, report: Report, lr: float = 8e-4) -> Stage:
    """Run (or resume) this stage for `seconds` in all."""
    modules = {**trainer.text.modules, "context_encoder": trainer.encoder}
    parameters = [p for module in modules.values() for p in module.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    stage = Stage("together", modules, optimizer, folder)
    train(stage, trainer.losses, seconds=seconds, lr=lr, report=report, decay_from=0.5)
    return stage
