"""A context encoder for a pipeline that was not made for one: what its prompts' tokens mean in their story.

    tokens of a sentence ─ queries ─▶ slots ─ GRU, Text2Gist ─▶ gists o₁…o_t ─ tokens look ─▶ tokens + gate · change

The pipeline stays as it is, and so do the number and the shape of its tokens; those behind the end of a prompt, which
mean nothing yet, become the context tokens of StoryGAN. The gate begins at zero: untrained, it changes nothing, and the
first sentence, which has no past, never changes. Queries as in the resampler of Flamingo (Alayrac et al., 2022).
"""

from __future__ import annotations

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from torch import Tensor, nn

from story.context_encoder import GATE_GAIN, StoryRecurrence

OLDEST = 8  # sentences ago; older ones count as this old
HEADS = 4


class ContextAdapter(StoryRecurrence, ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """A story's prompt tokens (B, T, S, D) to the same tokens with what the story makes them mean.

    D is the width of the pipeline's `prompt_embeds`. A token of nothing but zeros is none: prompts of different length
    are filled up with such. It needs S ≥ `num_slots` and D ≥ `inner`, or there is too little noise for h₀.
    """

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(
        self, width: int, pipeline: str = "", model: str = "", inner: int = 192, num_slots: int = 12, layers: int = 2
    ) -> None:
        """`pipeline` and `model` name what it was trained with: class and folder."""
        super().__init__()
        self.norm, self.enter = nn.LayerNorm(width), nn.Linear(width, inner)
        self.queries = nn.Parameter(torch.randn(num_slots, inner) * 0.5)
        self.summarise = nn.MultiheadAttention(inner, HEADS, batch_first=True)
        self.slot_norm = nn.LayerNorm(inner)
        self.add_recurrence(inner)
        self.ages = nn.Parameter(torch.zeros(OLDEST))
        self.blocks = nn.ModuleList(_Layer(inner) for _ in range(layers))
        self.leave = nn.Sequential(nn.LayerNorm(inner), nn.Linear(inner, width))
        self.gate = nn.Parameter(torch.zeros(()))

    def forward(self, tokens: Tensor, *, causal: bool = False, noise: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """The tokens (B, T, S, D) in context, and the KL term of h₀; `noise` (B·S, D) seeds h₀, None takes its mean."""
        batch, length, places, _ = tokens.shape
        none = (tokens == 0).all(-1)  # (B, T, S)
        x = self.enter(self.norm(tokens))
        slots = self._slots(x.flatten(0, 1), none.flatten(0, 1)).view(batch, length, -1, x.shape[-1])
        gists, kl = self.gists(slots, causal=causal, noise=self._of_slots(noise, batch, places))
        mask = self._mask(length, places, gists.shape[2])
        for block in self.blocks:
            x = block(x, gists, mask, none)
        change = torch.tanh(GATE_GAIN * self.gate) * self.leave(x)
        change = change.masked_fill(none[..., None], 0.0)
        return torch.cat([tokens[:, :1], (tokens + change)[:, 1:]], 1), kl

    def _slots(self, x: Tensor, none: Tensor) -> Tensor:
        """What each of N sentences (N, S, W) says, as (N, K, W)."""
        queries = self.queries.expand(len(x), -1, -1)
        read, _ = self.summarise(queries, x, x, key_padding_mask=none, need_weights=False)
        slots: Tensor = self.slot_norm(queries + read)
        return slots

    def _of_slots(self, noise: Tensor | None, batch: int, places: int) -> Tensor | None:
        """Noise of the pipeline's tokens (B·S, D), as much of it as slots (B·K, W) need."""
        if noise is None:
            return None
        slots, inner = self.queries.shape
        return noise.view(batch, places, -1)[:, :slots, :inner].reshape(batch * slots, inner)

    def _mask(self, length: int, places: int, slots: int) -> Tensor:
        """What tokens of sentence t add to their liking for gists of sentence s: (T·S, T·K), -inf where s > t."""
        ago = torch.arange(length)[:, None] - torch.arange(length)
        likes = self.ages[ago.clamp(0, OLDEST - 1).to(self.ages.device)]
        likes = likes.masked_fill((ago < 0).to(likes.device), -torch.inf)
        return likes.repeat_interleave(places, 0).repeat_interleave(slots, 1)


class _Layer(nn.Module):
    """Tokens look at each other inside their sentence, then at the gists so far, then each thinks alone."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.norms = nn.ModuleList(nn.LayerNorm(width) for _ in range(3))
        self.inside = nn.MultiheadAttention(width, HEADS, batch_first=True)
        self.across = nn.MultiheadAttention(width, HEADS, batch_first=True)
        self.alone = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor, gists: Tensor, mask: Tensor, none: Tensor) -> Tensor:
        """`x` (B, T, S, W), gists (B, T, K, W), `none` (B, T, S)."""
        sentences = self.norms[0](x).flatten(0, 1)
        inside, _ = self.inside(
            sentences, sentences, sentences, key_padding_mask=none.flatten(0, 1), need_weights=False
        )
        x = x + inside.view_as(x)
        seen = gists.flatten(1, 2)
        across, _ = self.across(self.norms[1](x).flatten(1, 2), seen, seen, attn_mask=mask, need_weights=False)
        x = x + across.view_as(x)
        y: Tensor = x + self.alone(self.norms[2](x))
        return y
