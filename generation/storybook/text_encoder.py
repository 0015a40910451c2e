"""The Storybook text encoder: one sentence to a fixed set of slot tokens that steer the denoiser.

Learned slot queries read the words in a small transformer. While training, every slot is made to tell some facts of the
picture (see `story.storybook.facts`), so the denoiser finds "red" and "fox" in the same token. The convolution over
neighbouring words makes that binding immediate.
"""

from __future__ import annotations

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn

from generation.storybook.tokenizer import PAD, Tokens


class StorybookTextEncoder(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """Word ids (B, L) to slot tokens (B, `num_slots`, `width`)."""

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(
        self,
        vocabulary_size: int,
        width: int = 160,
        layers: int = 3,
        heads: int = 4,
        max_tokens: int = 64,
        num_slots: int = 12,
    ):
        super().__init__()
        self.words = nn.Embedding(vocabulary_size, width, padding_idx=PAD)
        self.positions = nn.Parameter(torch.randn(max_tokens, width) * 0.5)
        self.slot_queries = nn.Parameter(torch.randn(num_slots, width) * 0.5)
        self.neighbours = nn.Conv1d(width, width, kernel_size=5, padding=2)
        self.blocks = nn.ModuleList(
            nn.TransformerEncoderLayer(
                width, heads, 4 * width, dropout=0.0, activation="gelu", batch_first=True, norm_first=True
            )
            for _ in range(layers)
        )
        self.norm = nn.LayerNorm(width)
        nn.init.normal_(self.words.weight, std=0.5)
        self.words.weight.data[PAD].zero_()

    def forward(self, ids: Tensor) -> Tensor:
        words = self.words(ids)  # (B, L, D)
        words = words + self.neighbours(words.transpose(1, 2)).transpose(1, 2)
        words = words + self.positions[: ids.shape[1]]
        slots = self.slot_queries.expand(len(ids), -1, -1)  # (B, S, D)
        tokens = torch.cat([slots, words], dim=1)
        padding = torch.cat([torch.zeros_like(slots[..., 0], dtype=torch.bool), ids == PAD], dim=1)
        for block in self.blocks:
            tokens = block(tokens, src_key_padding_mask=padding)
        return self.norm(tokens[:, : len(self.slot_queries)])  # type: ignore[no-any-return]  # nn.Module.__call__


def pad_ids(tokens: list[Tokens], device: torch.device | str = "cpu", multiple: int = 1) -> Tensor:
    """Token lists to one (B, L) tensor, L a multiple of `multiple`; so an empty prompt is a row of padding."""
    length = multiple * -(-max(1, *(len(t.ids) for t in tokens)) // multiple)
    return torch.tensor([list(t.ids) + [PAD] * (length - len(t.ids)) for t in tokens], device=device)
