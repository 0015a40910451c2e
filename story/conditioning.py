"""Finds the context encoder trained with an engine's model and lets it condition the sentences of a story.

Imports torch: only the worker process and training do.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from generation.engine import ContextModule, ContextualEngine, Drawing, EmbeddedT
from generation.weights import load_weights
from story.adapter.network import ContextAdapter
from story.context_encoder import ContextEncoder


def module_of(engine: ContextualEngine[EmbeddedT, Drawing]) -> ContextModule:
    """What an engine's context encoder is: the module itself, or the one in the folder it names."""
    encoder = engine.context_encoder()
    return _load(encoder) if isinstance(encoder, Path) else encoder


@lru_cache(maxsize=2)
def _load(folder: Path) -> ContextEncoder | ContextAdapter:
    adapter = json.loads((folder / "config.json").read_bytes()).get("_class_name") == ContextAdapter.__name__
    model_class = ContextAdapter if adapter else ContextEncoder
    model: ContextEncoder | ContextAdapter = load_weights(model_class, folder, folder.parent, dtype=torch.float32)
    model.eval().requires_grad_(False)
    return model


@torch.no_grad()
def in_context(encoder: ContextModule, conditionings: Sequence[Any], *, seed: int, causal: bool) -> list[Any]:
    """The conditionings of a story's sentences, in order, with what the story makes each of them mean.

    h₀ is sampled with the story's seed (StoryGAN's conditioning augmentation). Runs on the CPU in float32: it is small,
    and the same story gets the same gists on every device.
    """
    tokens = side_by_side([each.prompt_embeds.float().cpu() for each in conditionings])  # (1, T, S, D)
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(tokens.shape[2], tokens.shape[3], generator=generator)
    resolved, _ = encoder(tokens, causal=causal, noise=noise)
    return with_tokens(conditionings, resolved[0])


def with_tokens(conditionings: Sequence[Any], tokens: Tensor) -> list[Any]:
    """The conditionings of a story with other tokens (T, S, D), without those that filled one up.

    What is no sequence of tokens (T, …), StoryGAN's gists, stays whole.
    """
    return [
        replace(
            each,
            prompt_embeds=(own[: each.prompt_embeds.shape[1]] if own.ndim > 1 else own)[None].to(each.prompt_embeds),
        )
        for each, own in zip(conditionings, tokens, strict=True)
    ]


def side_by_side(prompts: Sequence[Tensor]) -> Tensor:
    """The prompts (1, S, D) of a story as (1, T, S, D): filled up with zeros where one is shorter."""
    longest = max(each.shape[1] for each in prompts)
    return torch.cat([F.pad(each, (0, 0, 0, longest - each.shape[1])) for each in prompts])[None]
