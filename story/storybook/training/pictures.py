"""Draws the pictures that training needs: batches of images, and scenes with their latents kept in memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from generation.storybook.autoencoder import StorybookAutoencoder
from story.storybook.draw import draw
from story.storybook.scene import Scene
from story.storybook.tell import Told, sample_scene, sample_story
from story.storybook.training.loop import Report


def render(scenes: Sequence[Scene], rng: np.random.Generator) -> Tensor:
    """Pictures of scenes: (B, 3, 256, 256) in [0, 1]."""
    pixels = np.stack([draw(scene, rng=rng) for scene in scenes])
    return torch.from_numpy(pixels).to(torch.get_default_device()).permute(0, 3, 1, 2).float() / 255


@dataclass(frozen=True)
class LatentSet:
    """Drawn scenes and told stories with the latents of their pictures, half precision: 8 KB a picture."""

    scenes: list[Scene]
    scene_latents: Tensor  # (N, C, h, w)
    stories: list[tuple[Told, ...]]
    story_latents: Tensor  # (M, T, C, h, w)


def draw_latents(
    vae: StorybookAutoencoder,
    *,
    scenes: int,
    stories: int,
    sentences: int,
    seed: int,
    cache: Path,
    report: Report,
    split: str = "train",
) -> LatentSet:
    """Draw and encode single pictures and stories of `sentences` frames; `cache` keeps latents for a resumed run."""
    rng, jitter = Random(seed), np.random.default_rng(seed)
    singles = [sample_scene(rng, split=split) for _ in range(scenes)]
    told = [sample_story(rng, sentences=sentences, split=split) for _ in range(stories)]
    shown = singles + [frame.scene for story in told for frame in story]
    if not cache.exists() and shown:
        report(f"drawing {len(shown)} pictures")
        save_file({"latents": _encode(vae, shown, jitter)}, cache)
    latents = load_file(cache)["latents"] if shown else torch.empty(0, 16, 16, 16)
    frames = latents[scenes:]
    return LatentSet(singles, latents[:scenes], told, frames.view(stories, sentences, *frames.shape[1:]))


@torch.no_grad()
def _encode(vae: StorybookAutoencoder, scenes: Sequence[Scene], jitter: np.random.Generator, chunk: int = 64) -> Tensor:
    parts = [vae.encode(render(scenes[k : k + chunk], jitter)).half().cpu() for k in range(0, len(scenes), chunk)]
    return torch.cat(parts).contiguous(memory_format=torch.contiguous_format)
