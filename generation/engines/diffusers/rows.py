"""What a model is asked for in one call: a row for each drawing, and one more for each that is guided."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

from generation.engines.diffusers.types import LatentDrawing


@dataclass(frozen=True, slots=True)
class Row:
    """What the model is asked for one drawing: towards its prompt, or towards its negative prompt."""

    drawing: LatentDrawing
    away: bool
    prompt_embeds: Tensor  # (1, L, D)
    mask: Tensor | None  # (1, L)
    pooled_prompt_embeds: Tensor | None  # (1, P)
    references: tuple[Tensor, ...]


def row_of(drawing: LatentDrawing, negative: bool) -> Row:
    told = drawing.conditioning
    if not negative or told.negative_prompt_embeds is None:
        shown = tuple(each.towards for each in drawing.references)
        return Row(drawing, False, told.prompt_embeds, told.prompt_embeds_mask, told.pooled_prompt_embeds, shown)
    mask, pooled = told.negative_prompt_embeds_mask, told.negative_pooled_prompt_embeds
    away = tuple(each.away for each in drawing.references)
    return Row(drawing, True, told.negative_prompt_embeds, mask, pooled, away)


def stacked(rows: Sequence[Row]) -> tuple[Tensor, Tensor | None]:
    """Prompts (B, L, D) as long as the longest of them, and a mask (B, L) if any token does not count."""
    lengths = [row.prompt_embeds.shape[1] for row in rows]
    longest = max(lengths)
    if min(lengths) == longest and all(row.mask is None for row in rows):
        return torch.cat([row.prompt_embeds for row in rows]), None
    embeds, masks = [], []
    for row, length in zip(rows, lengths, strict=True):
        mask = row.prompt_embeds.new_ones(1, length) if row.mask is None else row.mask[:, :length]
        mask = F.pad(mask, (0, length - mask.shape[1]), value=1)  # tokens that were added to a prompt count
        masks.append(F.pad(mask, (0, longest - length)))
        embeds.append(F.pad(row.prompt_embeds, (0, 0, 0, longest - length)))
    return torch.cat(embeds), torch.cat(masks)
