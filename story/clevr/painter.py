"""Draws CLEVR-SV's frames: a token per slot, a little picture per token, laid on the floor from far to near.

Cubes and spheres hide each other but do not change each other, so each is drawn alone, told only its own 18 numbers:
its colour, how that is lit, where it shines, what it covers, and its shadow. The colour is one for the whole solid, so
that shapes are learned from solids of all colours. Where its middle is in the picture and how far away is told by a
head of its own, which learns from the places that CLEVR's scenes name too.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from story.clevr.render import SIDE
from story.clevr.solids import SLOT, SLOTS
from story.clevr.stories import REACH

WIDTH = 64
EXTENT = 28  # pixels of the frame that a solid and its shadow reach over
FIRST = 5  # a patch is 40 × 40: finer than the frame, or moving it by parts of pixels would blur it


@dataclass(frozen=True, slots=True)
class Placement:
    """What the heads tell of tokens (..., W)."""

    there: Tensor  # (...), logit
    place: Tensor  # (..., 3): column, row and distance as in `StoryTensors.places`


class Painter(nn.Module):
    """Numbers (N, 75) to tokens (N, 4, W), and tokens to pictures (N, 3, 64, 64) in [0, 1]."""

    def __init__(self, channels: tuple[int, int, int, int] = (64, 32, 24, 16)) -> None:
        super().__init__()
        self.tokens = nn.Linear(SLOT, WIDTH, bias=False)  # an empty slot is zero
        self.scale = nn.Buffer(torch.tensor([1.0] * 15 + [1 / REACH, 1 / REACH, 1.0]), persistent=False)
        self.there = nn.Sequential(nn.Linear(WIDTH, 32), nn.SiLU(), nn.Linear(32, 1))
        self.place = nn.Sequential(nn.Linear(WIDTH, 64), nn.SiLU(), nn.Linear(64, 64), nn.SiLU(), nn.Linear(64, 3))
        self.seed = nn.Sequential(
            nn.Linear(WIDTH, 128),
            nn.SiLU(),
            nn.Linear(128, channels[0] * FIRST**2),
            nn.Unflatten(1, (-1, FIRST, FIRST)),
        )
        self.grow = nn.Sequential(
            *[
                nn.Sequential(nn.SiLU(), nn.Upsample(scale_factor=2), nn.Conv2d(a, b, 3, padding=1))
                for a, b in pairwise(channels)
            ]
        )
        last = nn.Conv2d(channels[-1], 4, 3, padding=1)  # light, shine, cover, shadow
        self.paint = nn.Sequential(nn.SiLU(), last)
        nn.init.constant_(last.get_parameter("bias")[1:], -2.0)  # little shines, is covered or dark before training
        self.colour = nn.Sequential(nn.Linear(WIDTH, 32), nn.SiLU(), nn.Linear(32, 3))
        self.floor = nn.Parameter(torch.full((3, SIDE, SIDE), 0.5))

    def encode(self, numbers: Tensor) -> Tensor:
        """(..., 75) to (..., 4, W). Where the camera's right is never changes and is not read."""
        slots = numbers[..., : SLOTS * SLOT].reshape(*numbers.shape[:-1], SLOTS, SLOT)
        tokens: Tensor = self.tokens(slots * self.scale)
        return tokens

    def tell(self, tokens: Tensor) -> Placement:
        """What is where."""
        return Placement(self.there(tokens)[..., 0], self.place(tokens) * torch.tensor([SIDE, SIDE, 1.0]))

    def forward(self, tokens: Tensor) -> Tensor:
        """Tokens (N, 4, W) to pictures."""
        told = self.tell(tokens)
        return self.draw(tokens, told.there > 0, told.place)

    def draw(self, tokens: Tensor, there: Tensor, place: Tensor) -> Tensor:
        """The solids that are `there` (N, 4) at their `place` (N, 4, 3)."""
        order = (place[..., 2] + 10 * ~there).argsort(1, descending=True)  # far ones first
        rows = torch.arange(len(tokens))[:, None]
        tokens, there, place = tokens[rows, order], there[rows, order], place[rows, order]
        layers = tokens.new_zeros(len(tokens), SLOTS, 5, SIDE, SIDE)
        if there.any():
            layers[there] = _placed(self._patches(tokens[there]), place[there])
        picture = self.floor * (1 - layers[:, :, 4:]).prod(1)
        for layer in layers.unbind(1):
            picture = picture * (1 - layer[:, 3:4]) + layer[:, :3] * layer[:, 3:4]
        return picture

    def _patches(self, tokens: Tensor) -> Tensor:
        """Tokens (P, W) to what each solid looks like (P, 5, 40, 40): its colours, what it covers, its shadow."""
        light, shine, cover, shadow = torch.sigmoid(self.paint(self.grow(self.seed(tokens)))).unbind(1)
        own = torch.sigmoid(self.colour(tokens))[..., None, None]
        colours = 2 * light[:, None] * own + shine[:, None]
        return torch.cat([colours, cover[:, None], shadow[:, None]], 1)


def _placed(patches: Tensor, place: Tensor) -> Tensor:
    """Patches (P, C, 40, 40) to layers (P, C, 64, 64) with their middles at `place` (P, 3), nothing around them."""
    middle = torch.arange(SIDE) + 0.5
    columns = (middle - place[:, :1]) / (EXTENT / 2)  # -1 to 1 within the patch
    rows = (middle - place[:, 1:2]) / (EXTENT / 2)
    grid = torch.stack([columns[:, None, :].expand(-1, SIDE, -1), rows[:, :, None].expand(-1, -1, SIDE)], -1)
    return F.grid_sample(patches, grid, align_corners=False)
