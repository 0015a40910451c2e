"""Trains the story encoder and the context encoder on told stories, behind a frozen text encoder.

The resolved tokens of sentence t must tell the facts of frame t through the same frozen heads as a full caption's
tokens: so a denoiser that can draw captions can draw frames. Text and memory are not trained together from the start:
tried, and the memory did not learn in 1,100 steps what it learns alone in 200.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor

from generation.storybook.facts import FIRST_CHARACTER_SLOT, NUM_SLOTS, SLOTS_PER_CHARACTER, facts_loss, targets
from generation.storybook.scene import MOST_CHARACTERS
from story.context_encoder import ContextEncoder
from story.storybook.stories.plot import sample_story
from story.storybook.stories.stage import StoryFrame
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.loop import Budget, Report, own_clock, train
from story.storybook.training.precision import mixed
from story.storybook.training.text import WIDTH, TextTrainer, fact_shares

CAST_ROLES = (FIRST_CHARACTER_SLOT, SLOTS_PER_CHARACTER, MOST_CHARACTERS)
STORIES = 24  # per batch
KL_WEIGHT = 1e-3
CAUSAL_SHARE = 0.2
LONGEST_STORY = 8  # sentences
BANK = 2500  # stories of each length


class StoryBank:
    """Stories that were encoded once, because the text encoder no longer changes: half of the work of every step."""

    def __init__(self, text: TextTrainer, rng: Random, split: str, count: int) -> None:
        self._text, self._rng, self._split, self._count = text, rng, split, count
        self._stories: dict[int, tuple[Tensor, dict[str, Tensor]]] = {}

    def sample(self, length: int, count: int) -> tuple[Tensor, dict[str, Tensor]]:
        """`count` stories of `length` sentences: slot tokens (B, T, S, D), and facts by name (B·T,)."""
        if length not in self._stories:
            self._stories[length] = self._encode(length)
        slots, truth = self._stories[length]
        rows = torch.randint(0, len(slots), (count,), device=slots.device)
        return slots[rows].float(), {name: facts[rows].flatten() for name, facts in truth.items()}

    @torch.no_grad()
    def _encode(self, length: int) -> tuple[Tensor, dict[str, Tensor]]:
        stories = [sample_story(self._rng, sentences=length, split=self._split) for _ in range(self._count)]
        frames = [frame for story in stories for frame in story]
        texts = sorted({each.sentence for each in frames})
        coded = dict(zip(texts, self._text.encode(texts).half(), strict=True))
        slots = torch.stack([coded[each.sentence] for each in frames])
        slots = slots.view(len(stories), length, *slots.shape[1:])
        truth = {name: facts.view(len(stories), length) for name, facts in targets([t.scene for t in frames]).items()}
        return slots, truth


class ContextTrainer:
    """The context encoder and the stories it learns from."""

    def __init__(
        self, text: TextTrainer, seed: int = 0, split: str = "train", *, bank: StoryBank | None = None
    ) -> None:
        """`bank`: stories that another trainer behind the same text encoder learns from, too."""
        torch.manual_seed(seed)
        self.text, self.rng, self.split = text, Random(seed + 1), split
        self.encoder = ContextEncoder(NUM_SLOTS, WIDTH, cast_roles=CAST_ROLES)
        self.bank = bank or StoryBank(text, self.rng, split, BANK)
        self.longest, self._recent = 2, 1.0  # sentences of the stories it meets now; how well it tells them
        text.freeze()

    def losses(self) -> dict[str, Tensor]:
        """One batch of stories of one length."""
        slots, truth = self.bank.sample(self.rng.randint(2, self.longest), STORIES)
        noise = torch.randn(len(slots) * NUM_SLOTS, slots.shape[-1])
        with mixed():
            resolved, kl = self.encoder(slots, causal=self.rng.random() < CAUSAL_SHARE, noise=noise)
        fact_loss = facts_loss(self.text.heads(resolved.flatten(0, 1).float()), truth)
        self._lengthen(float(fact_loss.detach()))
        return {
            "loss": fact_loss + KL_WEIGHT * kl,
            "told": fact_loss,
            "kl": kl,
            "sentences": torch.tensor(float(self.longest)),
        }

    def _lengthen(self, loss: float) -> None:
        """Longer stories once the short ones are told well: two sentences teach the memory, six alone never did."""
        self._recent = 0.95 * self._recent + 0.05 * loss
        if self._recent < 0.3 and self.longest < LONGEST_STORY:
            self.longest, self._recent = self.longest + 1, 0.5

    def resolve(self, stories: list[list[str]], *, causal: bool, sample: bool = True) -> tuple[Tensor, Tensor]:
        """Stories of equal length to resolved tokens (B, T, S, D) and the KL term."""
        slots = self.text.encode([sentence for story in stories for sentence in story])
        slots = slots.view(len(stories), -1, *slots.shape[1:])
        noise = torch.randn(len(stories) * NUM_SLOTS, WIDTH) if sample else None
        resolved: tuple[Tensor, Tensor] = self.encoder(slots, causal=causal, noise=noise)
        return resolved

    @torch.no_grad()
    def evaluate(self, stories: int, length: int = 4, seed: int = 12345) -> dict[str, dict[str, float]]:
        """Share of facts told right in unseen stories: all frames, and those that name nobody."""
        rng = Random(seed)
        unseen = [sample_story(rng, sentences=length, split="test") for _ in range(stories)]
        frames = [frame for story in unseen for frame in story]
        nameless = torch.tensor([frame.pronoun and k % length > 0 for k, frame in enumerate(frames)])
        truth = targets([frame.scene for frame in frames])
        chosen = {name: value[nameless] for name, value in truth.items()}
        table = {}
        for mode in ("whole story", "causal"):
            slots = self.resolve([sentences(s) for s in unseen], causal=mode == "causal", sample=False)[0].flatten(0, 1)
            table[f"all frames, {mode}"] = fact_shares(self.text.heads(slots), truth)
            table[f"pronoun frames, {mode}"] = fact_shares(self.text.heads(slots[nameless]), chosen)
        alone = self.text.encode([frame.sentence for frame in frames])
        table["pronoun frames, no context"] = fact_shares(self.text.heads(alone[nameless]), chosen)
        return table


def sentences(story: Sequence[StoryFrame]) -> list[str]:
    return [frame.sentence for frame in story]


def train_context(
    trainer: ContextTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 1e-3
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent; its seconds are the processor's, where it runs on one."""
    optimizer = torch.optim.AdamW(trainer.encoder.parameters(), lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    stage = TrainingStage("context", {"context_encoder": trainer.encoder}, optimizer, folder)
    if stage.folder.joinpath("context.safetensors").exists():
        trainer.longest = LONGEST_STORY
    train(stage, trainer.losses, budget=budget, lr=lr, report=report, clock=own_clock(), rng=trainer.rng)
    return stage
