"""Finds the context encoder trained with an engine's model and lets it condition the sentences of a story.

Imports torch: only the worker process and training do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import torch

from generation.engine import ContextModule, ContextualEngine, Drawing, EmbeddedT
from generation.weights import load_weights
from story.context_encoder import ContextEncoder


def encode_in_context(
    engine: ContextualEngine[EmbeddedT, Drawing],
    prompts: Sequence[str],
    negative_prompts: Sequence[str],
    *,
    seed: int,
    causal: bool,
) -> list[EmbeddedT]:
    """`engine.encode` for the sentences of one story, each as the story means it."""
    encoder = engine.context_encoder()
    module = _load(encoder) if isinstance(encoder, Path) else encoder
    return in_context(module, engine.encode(prompts, negative_prompts), seed=seed, causal=causal)


@lru_cache(maxsize=2)
def _load(folder: Path) -> ContextEncoder:
    model: ContextEncoder = load_weights(ContextEncoder, folder, folder.parent, dtype=torch.float32)
    model.eval().requires_grad_(False)
    return model


@torch.no_grad()
def in_context(
    encoder: ContextModule, conditionings: Sequence[EmbeddedT], *, seed: int, causal: bool
) -> list[EmbeddedT]:
    """The conditionings of a story's sentences, in order, with what the story makes each of them mean.

    h₀ is sampled with the story's seed (StoryGAN's conditioning augmentation). Runs on the CPU in float32: it is small,
    and the same story gets the same gists on every device.
    """
    tokens = torch.cat([each.prompt_embeds for each in conditionings]).float().cpu()[None]  # (1, T, S, D)
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(tokens.shape[2], tokens.shape[3], generator=generator)
    resolved, _ = encoder(tokens, causal=causal, noise=noise)
    return [
        replace(each, prompt_embeds=embeds[None].to(each.prompt_embeds))
        for each, embeds in zip(conditionings, resolved[0], strict=True)
    ]
