"""Trains text encoder and context encoder on together, once each has learned its part alone.

Alone, the text encoder learns to tell what a sentence says, not what later sentences will ask of it; here the loss of
a story's frames reaches it through the memory. Captions are still practised, so that `.imagine` loses nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.storybook.facts import NUM_SLOTS, facts_loss, targets
from generation.storybook.scene import MOST_CHARACTERS
from story.storybook.stories.plot import sample_story
from story.storybook.stories.stage import StoryFrame
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.context import CAUSAL_SHARE, KL_WEIGHT, LONGEST_STORY, ContextTrainer, sentences
from story.storybook.training.loop import Budget, Report, own_clock, train
from story.storybook.training.precision import mixed
from story.storybook.training.text import WIDTH

STORIES = 24  # per batch
CAPTIONS_SHARE = 0.5  # of the batches come with captions, too
ANTECEDENT_WEIGHT = 0.3


class TogetherTrainer:
    """A text encoder and a context encoder that learn from each other's mistakes."""

    def __init__(self, trained: ContextTrainer) -> None:
        self.context, self.text, self.rng, self.encoder = trained, trained.text, trained.rng, trained.encoder
        self.text.rng = self.rng  # captions and stories go on from one die
        for module in (*self.text.modules.values(), self.encoder):
            module.train().requires_grad_(True)

    def losses(self) -> dict[str, Tensor]:
        """One batch of captions, and one of stories of one length."""
        losses = self._story_losses()
        if self.rng.random() < CAPTIONS_SHARE:
            losses["loss"] = losses["loss"] + self.text.losses()["loss"]
        return losses

    def _story_losses(self) -> dict[str, Tensor]:
        length = self.rng.randint(2, LONGEST_STORY)
        stories = [sample_story(self.rng, sentences=length, split=self.context.split) for _ in range(STORIES)]
        slots = self.text.encode([sentence for story in stories for sentence in sentences(story)])
        noise = torch.randn(STORIES * NUM_SLOTS, WIDTH)
        with mixed():
            resolved = self.encoder.resolve(
                slots.view(STORIES, length, *slots.shape[1:]), causal=self.rng.random() < CAUSAL_SHARE, noise=noise
            )
        truth = targets([frame.scene for story in stories for frame in story])
        fact_loss = facts_loss(self.text.heads(resolved.tokens.flatten(0, 1).float()), truth)
        who = antecedent_loss(resolved.antecedents, stories)
        return {
            "loss": fact_loss + ANTECEDENT_WEIGHT * who + KL_WEIGHT * resolved.kl.float(),
            "told": fact_loss,
            "who": who,
        }


def antecedent_loss(antecedents: list[Tensor], stories: Sequence[Sequence[StoryFrame]]) -> Tensor:
    """Cross-entropy of whom the characters of frames 2, 3, … were taken for, mean over characters."""
    losses = [
        F.cross_entropy(
            scores.flatten(0, 1), torch.tensor([_last_seen(story, t) for story in stories]).flatten(), reduction="none"
        )[torch.tensor([[n < len(story[t].cast) for n in range(MOST_CHARACTERS)] for story in stories]).flatten()]
        for t, scores in enumerate(antecedents, start=1)
    ]
    return torch.cat(losses).mean()


def _last_seen(story: Sequence[StoryFrame], t: int) -> list[int]:
    """For each character of frame t where it stood last, as an index into `CastGuidance`'s logits; 0: nowhere."""
    classes = [0] * MOST_CHARACTERS
    for n, name in enumerate(story[t].cast):
        for before in range(t):
            if name in story[before].cast:
                classes[n] = 1 + before * MOST_CHARACTERS + story[before].cast.index(name)
    return classes


def train_together(
    trainer: TogetherTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 8e-4
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent."""
    modules = {**trainer.text.modules, "context_encoder": trainer.encoder}
    parameters = [p for module in modules.values() for p in module.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    stage = TrainingStage("together", modules, optimizer, folder)
    train(
        stage,
        trainer.losses,
        budget=budget,
        lr=lr,
        report=report,
        decay_from=0.5,
        clock=own_clock(),
        rng=trainer.rng,
    )
    return stage
