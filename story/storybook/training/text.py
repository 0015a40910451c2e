"""Trains the text encoder on told scenes: every slot token learns to tell its facts. No pictures are needed.

Facts alone would let the slots forget who was called what: no caption needs a name. Later sentences of a story do, so
all slots together must also tell which words they read.
"""

from __future__ import annotations

from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn

from generation.storybook.facts import NUM_SLOTS, FactHeads, accuracy, facts_loss, targets
from generation.storybook.scene import Scene
from generation.storybook.text_encoder import StorybookTextEncoder, pad_ids
from generation.storybook.tokenizer import PAD, StorybookTokenizer, vocabulary
from story.storybook.english.words import HE_NAMES, SHE_NAMES
from story.storybook.sampling import sample_scene
from story.storybook.stories.plot import sample_story
from story.storybook.telling.tell import caption, sample_caption
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.loop import Budget, Report, train
from story.storybook.training.precision import mixed

WIDTH = 160
LAYERS = 4
CAPTIONS, OPENINGS, LATER = 32, 16, 16  # sentences per batch
TOGETHER = 24  # texts encoded at a time
EVEN = 8  # tokens: lengths are multiples of it, because a CPU's kernels are compiled for every shape that they meet
WORDS_WEIGHT = 0.05  # of the loss for the words read
KNOWN_NAMES = 24  # of each list are words of their own, which tell she from he; the others share hashed ids


def build_tokenizer(samples: int = 40_000, seed: int = 1) -> StorybookTokenizer:
    """A tokenizer that knows every word of the world, found by listening to it."""
    rng = Random(seed)
    texts = [caption(sample_scene(rng), rng) for _ in range(samples)]
    texts += [frame.sentence for _ in range(samples // 4) for frame in sample_story(rng, sentences=5)]
    return StorybookTokenizer(vocabulary(texts, SHE_NAMES[KNOWN_NAMES:] + HE_NAMES[KNOWN_NAMES:]))


class TextTrainer:
    """The text encoder, the heads that make it tell facts, and the texts it learns from."""

    def __init__(self, tokenizer: StorybookTokenizer, seed: int = 0, split: str = "train") -> None:
        torch.manual_seed(seed)
        self.rng, self.split, self.tokenizer = Random(seed), split, tokenizer
        self.encoder = StorybookTextEncoder(len(tokenizer), WIDTH, layers=LAYERS, num_slots=NUM_SLOTS)
        self.heads = FactHeads(WIDTH)
        self.words = nn.Linear(WIDTH, len(tokenizer))
        nn.init.constant_(self.words.bias, -8.0)  # few of all words are read

    @property
    def modules(self) -> dict[str, nn.Module]:
        return {"text_encoder": self.encoder, "heads": self.heads, "words": self.words}

    def losses(self) -> dict[str, Tensor]:
        """One batch: captions and first sentences of stories, which stand alone as captions do; and later ones."""
        scenes, texts = _captions(self.rng, CAPTIONS, self.split)
        stories = [sample_story(self.rng, sentences=2, split=self.split) for _ in range(max(OPENINGS, LATER))]
        scenes += [story[0].scene for story in stories[:OPENINGS]]
        texts += [story[0].sentence for story in stories[:OPENINGS]] + [story[1].sentence for story in stories[:LATER]]
        slots, ids = self.encode(texts), pad_ids([self.tokenizer.tokenize(text) for text in texts], self.encoder.device)
        fact_loss, words = facts_loss(self.heads(slots[: len(scenes)]), targets(scenes)), self._words_loss(slots, ids)
        return {"loss": fact_loss + WORDS_WEIGHT * words, "told": fact_loss, "words": words}

    def _words_loss(self, slots: Tensor, ids: Tensor) -> Tensor:
        """Which words were read, by whichever slot knows best: cross-entropy over all words, per word read."""
        logits = self.words(slots).logsumexp(1)  # (B, words)
        read = torch.zeros_like(logits).scatter_(1, ids, 1.0)
        read[:, PAD] = 0
        loss = nn.functional.binary_cross_entropy_with_logits(logits, read, reduction="sum")
        return loss / read.sum()

    def encode(self, texts: list[str]) -> Tensor:
        """Texts to slot tokens (B, S, D) in float32; texts of like length together, so that little is padding."""
        tokens = [self.tokenizer.tokenize(text) for text in texts]
        order = sorted(range(len(tokens)), key=lambda k: len(tokens[k].ids))
        with mixed():
            coded = [
                self.encoder(pad_ids([tokens[k] for k in order[at : at + TOGETHER]], self.encoder.device, EVEN))
                for at in range(0, len(order), TOGETHER)
            ]
        back = torch.tensor(order).argsort()
        return torch.cat(coded).float()[back]

    def freeze(self) -> None:
        """Nothing learns here any more."""
        for module in self.modules.values():
            module.eval().requires_grad_(False)

    @torch.no_grad()
    def evaluate(self, captions: int, seed: int = 12345) -> dict[str, float]:
        """Share of facts told right from unseen captions."""
        rng = Random(seed)
        scenes, texts = _captions(rng, captions, "test")
        return fact_shares(self.heads(self.encode(texts)), targets(scenes))


def _captions(rng: Random, count: int, split: str) -> tuple[list[Scene], list[str]]:
    captions = [sample_caption(rng, split=split) for _ in range(count)]
    return [scene for scene, _ in captions], [text for _, text in captions]


def fact_shares(logits: dict[str, Tensor], truth: dict[str, Tensor]) -> dict[str, float]:
    """Per fact: the share told right, of those that are there."""
    return {name: round(right / max(1, total), 3) for name, (right, total) in accuracy(logits, truth).items()}


def train_text(
    trainer: TextTrainer, folder: Path, *, budget: Budget, report: Report, lr: float = 1.2e-3
) -> TrainingStage:
    """Run (or resume) this stage until the budget is spent."""
    parameters = [p for module in trainer.modules.values() for p in module.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    stage = TrainingStage("text", trainer.modules, optimizer, folder)
    train(stage, trainer.losses, budget=budget, lr=lr, report=report, rng=trainer.rng)
    return stage
