"""The stories that StoryGAN learns from, drawn once and kept in memory: 12 KB a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor

from generation.storybook.facts import FACTS, fact_indices
from generation.storybook.scene import Scene
from story.storybook.drawing.draw import draw
from story.storybook.telling.tell import sample_story
from story.storygan.model import SIDE

SENTENCES = 4
Encode = Callable[[list[str]], Tensor]  # sentences to slot tokens (B, S, D)


@dataclass(frozen=True)
class StorySet:
    """M stories of T sentences each."""

    pictures: Tensor  # (M, T, 3, 64, 64) uint8
    tokens: Tensor  # (M, T, S·D) float16
    facts: Tensor  # (M, T, F) uint8, one-hot per fact

    def batch(self, rows: Tensor, device: torch.device) -> tuple[Tensor, Tensor, Tensor]:
        """These stories as float32: pictures in [-1, 1], tokens, facts."""
        pictures, tokens, facts = (each[rows].to(device).float() for each in (self.pictures, self.tokens, self.facts))
        return pictures / 127.5 - 1, tokens, facts


@torch.no_grad()
def draw_stories(stories: int, encode: Encode, *, seed: int, split: str = "train") -> StorySet:
    """Tell, read and draw random stories; every story is drawn from a seed of its own."""
    rng = Random(seed)
    tales = [sample_story(rng, sentences=SENTENCES, split=split) for _ in range(stories)]
    pictures = np.stack([np.stack([draw(t.scene, k, size=SIDE) for t in story]) for k, story in enumerate(tales)])
    tokens = [encode([t.sentence for t in story]).flatten(1).half().cpu() for story in tales]
    return StorySet(
        torch.from_numpy(pictures).permute(0, 1, 4, 2, 3).contiguous(),
        torch.stack(tokens),
        torch.stack([one_hot([t.scene for t in story]) for story in tales]),
    )


def one_hot(scenes: Sequence[Scene]) -> Tensor:
    """Facts of scenes (N, F): a one for each fact's word, none where a scene has no such fact."""
    starts = dict(zip(FACTS, np.cumsum([0, *map(len, FACTS.values())]).tolist(), strict=False))
    facts = torch.zeros(len(scenes), sum(map(len, FACTS.values())), dtype=torch.uint8)
    for row, scene in zip(facts, scenes, strict=True):
        row[[starts[name] + index for name, index in fact_indices(scene).items() if index >= 0]] = 1
    return facts
