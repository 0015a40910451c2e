"""Trains the text encoder and the context encoder on told scenes: every slot token learns to tell its facts.

No pictures are needed here. Captions supervise the text encoder alone; stories supervise the tokens after the context
encoder, against the truth of each frame, in whole-story and causal mode in turn.
"""

from __future__ import annotations

from random import Random

import torch
from torch import Tensor, nn

from generation.storybook.text_encoder import NUM_SLOTS, StorybookTextEncoder, pad_ids
from generation.storybook.tokenizer import StorybookTokenizer, vocabulary
from story.context_encoder import ContextEncoder
from story.storybook.facts import FactHeads, accuracy, facts_loss, targets
from story.storybook.tell import caption, sample_scene, sample_story
from story.storybook.training.checkpoint import Stage
from story.storybook.training.loop import Report, train
from story.storybook.words import HE_NAMES, SHE_NAMES

WIDTH = 160
CAPTIONS, STORIES = 24, 12  # per batch
KL_WEIGHT = 1e-3


def build_tokenizer(samples: int = 40_000, seed: int = 1) -> StorybookTokenizer:
    """A tokenizer that knows every word of the world, found by listening to it."""
    rng = Random(seed)
    texts = [caption(sample_scene(rng), rng) for _ in range(samples)]
    texts += [told.sentence for _ in range(samples // 4) for told in sample_story(rng, sentences=5)]
    return StorybookTokenizer(vocabulary(texts, SHE_NAMES + HE_NAMES))


class TextTrainer:
    """The modules of this stage and the batches they learn from."""

    def __init__(self, tokenizer: StorybookTokenizer, seed: int = 0, split: str = "train") -> None:
        torch.manual_seed(seed)
        self.rng, self.split, self.tokenizer = Random(seed), split, tokenizer
        self.text_encoder = StorybookTextEncoder(len(tokenizer), WIDTH)
        self.context_encoder = ContextEncoder(NUM_SLOTS, WIDTH)
        self.heads = FactHeads(WIDTH)
        self.batches = 0

    @property
    def modules(self) -> dict[str, nn.Module]:
        return {"text_encoder": self.text_encoder, "context_encoder": self.context_encoder, "heads": self.heads}

    def losses(self) -> dict[str, Tensor]:
        """One batch of captions and one of stories."""
        scenes = [sample_scene(self.rng, split=self.split) for _ in range(CAPTIONS)]
        ids = self.ids([caption(scene, self.rng) for scene in scenes])
        alone = facts_loss(self.heads(self.text_encoder(ids)), targets(scenes))
        self.batches += 1
        length = self.rng.randint(2, min(6, 2 + self.batches // 150))  # short stories first
        stories = [sample_story(self.rng, sentences=length, split=self.split) for _ in range(STORIES)]
        slots, kl = self.resolve([[told.sentence for told in story] for story in stories], causal=self.rng.random() < 0.2)
        told = facts_loss(self.heads(slots.flatten(0, 1)), targets([told.scene for story in stories for told in story]))
        return {"loss": alone + told + KL_WEIGHT * kl, "captions": alone, "stories": told, "kl": kl}

    def ids(self, texts: list[str]) -> Tensor:
        return pad_ids([self.tokenizer.tokenize(text) for text in texts])

    def resolve(self, stories: list[list[str]], *, causal: bool, sample: bool = True) -> tuple[Tensor, Tensor]:
        """Stories of equal length to resolved tokens (B, T, S, D) and the KL term."""
        slots = self.text_encoder(self.ids([sentence for story in stories for sentence in story]))
        slots = slots.view(len(stories), -1, *slots.shape[1:])
        noise = torch.randn(len(stories) * NUM_SLOTS, WIDTH) if sample else None
        resolved: tuple[Tensor, Tensor] = self.context_encoder(slots, causal=causal, noise=noise)
        return resolved

    @torch.no_grad()
    def evaluate(self, stories: int = 200, sentences: int = 4, seed: int = 12345) -> dict[str, dict[str, float]]:
        """Share of facts told right on unseen text: captions; frames 2… that name nobody, with and without context."""
        rng = Random(seed)
        scenes = [sample_scene(rng, split="test") for _ in range(2 * stories)]
        table = {"captions": _shares(self.heads(self.text_encoder(self.ids([caption(s, rng) for s in scenes]))), targets(scenes))}
        told = [sample_story(rng, sentences=sentences, split="test") for _ in range(stories)]
        texts = [[t.sentence for t in story] for story in told]
        frames = [t for story in told for t in story]
        pronoun = torch.tensor([t.pronoun and k % sentences > 0 for k, t in enumerate(frames)])
        truth = targets([t.scene for t in frames])
        chosen = {name: value[pronoun] for name, value in truth.items()}
        for mode in ("whole", "causal"):
            slots = self.resolve(texts, causal=mode == "causal", sample=False)[0].flatten(0, 1)
            table[f"stories, {mode}"] = _shares(self.heads(slots), truth)
            table[f"pronoun frames, {mode}"] = _shares(self.heads(slots[pronoun]), chosen)
        alone = self.text_encoder(self.ids([t.sentence for t in frames]))
        table["pronoun frames, no context"] = _shares(self.heads(alone[pronoun]), chosen)
        return table


def _shares(logits: dict[str, Tensor], truth: dict[str, Tensor]) -> dict[str, float]:
    return {name: round(right / max(1, total), 3) for name, (right, total) in accuracy(logits, truth).items()}


def train_text(trainer: TextTrainer, folder: str, *, seconds: float, report: Report, lr: float = 1.2e-3) -> Stage:
    """Run (or resume) this stage for `seconds` in all."""
    from pathlib import Path

    parameters = [p for module in trainer.modules.values() for p in module.parameters()]
    optimizer = torch.optim.AdamW(parameters, lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    stage = Stage("text", trainer.modules, optimizer, Path(folder))
    train(stage, trainer.losses, seconds=seconds, lr=lr, report=report)
    return stage
