"""StoryGAN's two judges: is this the picture of this sentence, are these the pictures of this story?

Both compare as the paper does: features of the pictures, multiplied element-wise by features of the text, to one
logit. The image discriminator judges a triplet (s_t, h₀, x_t); the story discriminator all sentences of a story with
all its pictures, concatenated in order. As in the code that the paper's authors released, the image discriminator
also tells the facts of its picture (auxiliary classification), which the paper does not mention. Half as wide as
theirs (32 to 256 channels, 64 to 512 there). They read the text encoder's tokens with projections of their own.
"""

from __future__ import annotations

from itertools import pairwise

import torch
from torch import Tensor, nn

CHANNELS = (32, 64, 128, 256)
LAST = 4  # pixels of the side of the last feature map


class ImageDiscriminator(nn.Module):
    """Judges pictures one by one; N is the number of pictures."""

    def __init__(self, token_numbers: int, width: int, facts: int, channels: tuple[int, ...] = CHANNELS) -> None:
        super().__init__()
        self.see = _picture_encoder(channels)
        self.sentence = nn.Linear(token_numbers, width)
        self.text = _text_encoder(2 * width, channels[-1])
        self.verdict = nn.Linear(channels[-1] * LAST * LAST, 1)
        self.facts = nn.Linear(channels[-1] * LAST * LAST, facts)

    def forward(self, seen: Tensor, tokens: Tensor, h0: Tensor) -> Tensor:
        """Logits (N,) of what `see` made of pictures, with their sentences (N, S·D) and stories' h₀ (N, W)."""
        text = self.text(torch.cat([self.sentence(tokens), h0], 1))  # (N, C)
        return self.verdict((seen * text[..., None, None]).flatten(1)).squeeze(1)  # type: ignore[no-any-return]  # nn.Module.__call__

    def tell(self, seen: Tensor) -> Tensor:
        """Logits (N, facts) of the facts shown."""
        return self.facts(seen.flatten(1))  # type: ignore[no-any-return]  # nn.Module.__call__


class StoryDiscriminator(nn.Module):
    """Judges all T pictures of a story together: σ(wᵀ(E_img(X) ⊙ E_txt(S)) + b)."""

    def __init__(self, token_numbers: int, width: int, sentences: int, channels: tuple[int, ...] = CHANNELS) -> None:
        super().__init__()
        self.frame = _picture_encoder(channels)
        self.sentence = nn.Linear(token_numbers, width)
        self.text = _text_encoder(sentences * width, sentences * channels[-1])
        self.verdict = nn.Linear(sentences * channels[-1] * LAST * LAST, 1)

    def see(self, pictures: Tensor) -> Tensor:
        """Stories (B, T, 3, 64, 64) to features (B, T·C, 4, 4)."""
        return self.frame(pictures.flatten(0, 1)).unflatten(0, pictures.shape[:2]).flatten(1, 2)  # type: ignore[no-any-return]

    def forward(self, seen: Tensor, tokens: Tensor) -> Tensor:
        """Logits (B,) of what `see` made of stories, with their sentences (B, T, S·D)."""
        text = self.text(self.sentence(tokens).flatten(1))  # (B, T·C)
        return self.verdict((seen * text[..., None, None]).flatten(1)).squeeze(1)  # type: ignore[no-any-return]  # nn.Module.__call__


def _picture_encoder(channels: tuple[int, ...]) -> nn.Sequential:
    """Pictures (N, 3, 64, 64) in [-1, 1] to features (N, C, 4, 4)."""
    first = [nn.Conv2d(3, channels[0], 4, 2, 1), nn.LeakyReLU(0.2)]
    halve = [
        nn.Sequential(nn.Conv2d(a, b, 4, 2, 1, bias=False), nn.BatchNorm2d(b), nn.LeakyReLU(0.2))
        for a, b in pairwise(channels)
    ]
    return nn.Sequential(*first, *halve)


def _text_encoder(width: int, out: int) -> nn.Sequential:
    return nn.Sequential(nn.Linear(width, width), nn.LeakyReLU(0.2), nn.Linear(width, out))
