"""Finds the context encoder trained with an engine's model and lets it condition the sentences of a story.

Imports torch: only the worker process and training do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import torch
from torch import Tensor

from generation.engine import Engine
from story.context_encoder import ContextEncoder

SUBFOLDER = "context_encoder"


class Contextual(Protocol):
    """Turns a story's sentence tokens (B, T, S, D) into what steers its drawings (B, T, …), beside the KL term."""

    def __call__(self, tokens: Tensor, *, causal: bool, noise: Tensor) -> tuple[Tensor, Tensor]: ...


def context_encoder(engine: Engine) -> Contextual | None:
    """The pipeline's own context encoder, or the one in its folder; None where no checkpoint was trained for it."""
    if engine.info.context is None:
        return None
    pipeline = engine.pipeline  # type: ignore[attr-defined]  # engines with a context have one
    own: Contextual | None = getattr(pipeline, "context_encoder", None)
    return own or _load(pipeline.folder / SUBFOLDER)


@lru_cache(maxsize=2)
def _load(folder: Path) -> ContextEncoder:
    model = ContextEncoder.from_pretrained(
        folder, torch_dtype=torch.float32, use_safetensors=True, local_files_only=True
    )
    return model.eval().requires_grad_(False)  # type: ignore[no-any-return]  # diffusers is untyped


@torch.no_grad()
def in_context(encoder: Contextual, conditionings: Sequence[Any], *, seed: int, causal: bool) -> list[Any]:
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
