"""StoryGAN's generator side: slot tokens of a story's sentences to gists, gists to 64×64 pictures.

After the paper (Li et al., CVPR 2019): the story encoder samples h₀ from all sentences; per sentence the lower GRU
takes s_t and noise ε_t to i_t, from g₀ ~ N(0, I); Text2Gist makes the gist o_t of i_t and h_{t−1}; a stack of nearest
×2 and 3×3 convolutions draws frame t from o_t alone. Narrower than the paper, to fit 4 MB in half precision and a CPU:
the generator has 128 to 16 channels (512 to 32 there), Text2Gist 4 filters of 9 taps (16 of 64). Two further
differences: s_t is a learned projection of the frozen Storybook text encoder's tokens, not a Universal Sentence
Encoder's, and the story encoder reads the mean of the sentences, not their concatenation, so that stories may have
any length. Widths of 128 for sentence, story and context are the paper's.
"""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import torch
from diffusers import ConfigMixin, ModelMixin
from diffusers.configuration_utils import register_to_config
from safetensors.torch import save_file
from torch import Tensor, nn

from generation.weights import load_weights
from story.context_encoder import FILTERS, InitialState, StoryEncoder, Text2Gist

CHECKPOINT = "storygan-1"
SIDE = 64  # pixels
FIRST = 4  # pixels of the side that the generator starts from


class StoryGanContext(nn.Module):
    """Sentence tokens of a story (B, T, S, D) to its gists (B, T, G)."""

    def __init__(self, token_numbers: int, width: int, noise_width: int) -> None:
        super().__init__()
        self.width, self.noise_width = width, noise_width
        self.sentence = nn.Linear(token_numbers, width)
        self.story_encoder = StoryEncoder(width)
        self.gru = nn.GRUCell(width + noise_width, width)
        self.text2gist = Text2Gist(width)

    def forward(self, tokens: Tensor, *, causal: bool = False, noise: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """Gists and the KL term, called as `story.context_encoder.ContextEncoder` is.

        `noise` has as many normal numbers per story as one sentence has in its tokens; h₀, g₀ and the ε_t take theirs
        from it. None stands for zeros. Causal mode gives sentence t an h₀ of sentences 1…t only.
        """
        if not causal:
            gists, start = self.whole(tokens, noise)
            return gists, start.kl()
        prefixes = [self.whole(tokens[:, :t], noise) for t in range(1, tokens.shape[1] + 1)]
        return torch.stack([gists[:, -1] for gists, _ in prefixes], 1), torch.stack(
            [s.kl() for _, s in prefixes]
        ).mean()

    def whole(self, tokens: Tensor, noise: Tensor | None) -> tuple[Tensor, InitialState]:
        """Gists (B, T, G), and h₀ of all sentences with its Gaussian."""
        sentences = self.sentence(tokens.flatten(2))  # (B, T, W)
        numbers = torch.zeros_like(tokens[:, 0]) if noise is None else noise.to(tokens)
        for_h, g, epsilons = self._deal(numbers.reshape(len(tokens), -1))
        start = self.story_encoder(sentences, for_h)
        h, gists = start.h0, []
        for t, sentence in enumerate(sentences.unbind(1)):
            g = self.gru(torch.cat([sentence, epsilons[:, t % epsilons.shape[1]]], 1), g)
            gist, h = self.text2gist(g, h)
            gists.append(gist)
        return torch.stack(gists, 1), start

    def _deal(self, numbers: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Noise (B, N) to that of h₀ (B, W), g₀ (B, W), and as many ε (B, -, E) as there is left for."""
        for_h, g, rest = numbers.tensor_split((self.width, 2 * self.width), dim=1)
        rows = rest.shape[1] // self.noise_width
        return for_h, g, rest[:, : rows * self.noise_width].reshape(len(rest), rows, self.noise_width)


class Generator(nn.Module):
    """Gists (N, G) to pictures (N, 3, 64, 64) in [-1, 1]."""

    def __init__(self, gist_width: int, channels: tuple[int, ...]) -> None:
        super().__init__()
        first = channels[0]
        self.seed = nn.Sequential(
            nn.Linear(gist_width, first * FIRST * FIRST),
            nn.Unflatten(1, (first, FIRST, FIRST)),
            nn.BatchNorm2d(first),
            nn.ReLU(),
        )
        double = [
            (nn.Upsample(scale_factor=2), nn.Conv2d(a, b, 3, padding=1, bias=False), nn.BatchNorm2d(b), nn.ReLU())
            for a, b in pairwise(channels)
        ]
        self.grow = nn.Sequential(*[nn.Sequential(*layers) for layers in double])
        self.paint = nn.Conv2d(channels[-1], 3, 3, padding=1)

    def forward(self, gists: Tensor) -> Tensor:
        return torch.tanh(self.paint(self.grow(self.seed(gists))))


class StoryGan(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is untyped
    """All that draws; `token_numbers` is S·D."""

    @register_to_config  # type: ignore[untyped-decorator]  # diffusers is untyped
    def __init__(
        self,
        token_numbers: int,
        width: int = 128,
        noise_width: int = 32,
        channels: tuple[int, int, int, int, int] = (128, 96, 64, 32, 16),
    ) -> None:
        super().__init__()
        self.context_encoder = StoryGanContext(token_numbers, width, noise_width)
        self.generator = Generator(FILTERS * width, tuple(channels))

    def save(self, folder: Path) -> None:
        """Write the folder, in half precision."""
        folder.mkdir(parents=True, exist_ok=True)
        self.save_config(folder)
        state = {
            key: (value.half() if value.is_floating_point() else value).contiguous().cpu()
            for key, value in self.state_dict().items()
        }
        save_file(state, folder / "diffusion_pytorch_model.safetensors", metadata={"format": "pt"})


def load(folder: Path) -> StoryGan:
    """Load a saved model in float32 on the CPU, ready to draw."""
    model = load_weights(StoryGan, folder, folder, dtype=torch.float32)
    return model.eval().requires_grad_(False)  # type: ignore[no-any-return]  # diffusers is untyped
