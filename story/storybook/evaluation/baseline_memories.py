"""What a story encoder is measured against: the same resolver behind simpler memories of the sentences so far.

Each keeps the context encoder's interface, sizes and training, and replaces only how the past becomes gists:
"mean" averages the sentences so far, "gru" keeps StoryGAN's lower recurrence without Text2Gist, "attention" lets the
sentence attend to those before it; "GRU + Text2Gist" is the context encoder itself without its guidance of the cast.
Only the last knows the whole story before its end; whole-story and causal mode are the same to the others.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

import torch
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn

from story.context_encoder import FILTERS, ContextEncoder


class Baseline(ContextEncoder, ABC):
    """A memory that turns (B·S, T, D) sentences into (B·S, T, F·D) gists without h₀."""

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(self, num_slots: int, width: int, layers: int = 2) -> None:
        super().__init__(num_slots, width, layers)
        del self.story_encoder, self.text2gist, self.gru
        self.widen = nn.Linear(width, FILTERS * width)

    def _whole(self, sentences: Tensor, noise: Tensor | None) -> tuple[Tensor, Tensor]:
        return self.widen(self.remember(sentences)), sentences.new_zeros(())

    def _causal(self, sentences: Tensor, noise: Tensor | None) -> tuple[Tensor, Tensor]:
        return self._whole(sentences, noise)

    @abstractmethod
    def remember(self, sentences: Tensor) -> Tensor:
        """(N, T, D) sentences to (N, T, D) memories, each of sentences 1…t only."""


class MeanContext(Baseline):
    """The average of the sentences so far."""

    def remember(self, sentences: Tensor) -> Tensor:
        counts = torch.arange(1, sentences.shape[1] + 1, device=sentences.device)
        return sentences.cumsum(1) / counts[:, None]


class GruContext(Baseline):
    """A GRU over the sentences so far: StoryGAN's lower recurrence alone."""

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(self, num_slots: int, width: int, layers: int = 2) -> None:
        super().__init__(num_slots, width, layers)
        self.gru = nn.GRUCell(width, width)

    def remember(self, sentences: Tensor) -> Tensor:
        state, states = torch.zeros_like(sentences[:, 0]), []
        for sentence in sentences.unbind(1):
            state = self.gru(sentence, state)
            states.append(state)
        return torch.stack(states, 1)


class AttentionContext(Baseline):
    """Masked self-attention over the sentences so far (Vaswani et al., 2017), with learned distances."""

    LONGEST = 16  # sentences

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(self, num_slots: int, width: int, layers: int = 2) -> None:
        super().__init__(num_slots, width, layers)
        self.positions = nn.Parameter(torch.randn(self.LONGEST, width) * 0.1)
        self.attention = nn.MultiheadAttention(width, 4, batch_first=True)

    def remember(self, sentences: Tensor) -> Tensor:
        length = sentences.shape[1]
        placed = sentences + self.positions[:length]
        later = torch.ones(length, length, dtype=torch.bool, device=sentences.device).triu(1)
        past: Tensor = self.attention(placed, placed, sentences, attn_mask=later, need_weights=False)[0]
        return sentences + past


#: Name of a column to the memory that makes it.
MEMORIES: dict[str, type[ContextEncoder]] = {
    "mean": MeanContext,
    "GRU": GruContext,
    "attention": AttentionContext,
    "GRU + Text2Gist": ContextEncoder,
}
