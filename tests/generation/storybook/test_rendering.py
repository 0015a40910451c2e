"""Styles rendered after decoding: the same scene at any size ("style changes facts", cases/storybook.md)."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from generation.storybook.collage import collage
from generation.storybook.layout import layout
from generation.storybook.rendering import RENDERINGS, render
from generation.storybook.scene import Character, Scene

SCENE = Scene(landmark="tree", prop="ball", characters=(Character("fox", "red"), Character("cat", "grey")))
LAYERS = layout(SCENE, 7)


def pictures(side: int) -> Tensor:
    """A pale backdrop, and a red disc as every cut-out."""
    at = torch.linspace(-1, 1, side)
    disc = ((0.8 - (at[None] ** 2 + at[:, None] ** 2).sqrt()) * side / 4).clamp(0, 1)
    backdrop = torch.tensor([0.7, 0.8, 0.9, 1.0]).view(4, 1, 1).expand(4, side, side)
    red = torch.stack((0.8 * disc, 0.1 * disc, 0.1 * disc, disc))
    return torch.stack([backdrop, *[red] * (len(LAYERS) - 1)])


def rendered(style: str, side: int = 64, seed: int = 7) -> Tensor:
    return render(style, LAYERS, pictures(side), "day", seed, side)


@pytest.mark.parametrize("style", RENDERINGS)
def test_a_style_is_the_same_for_a_seed_and_another_for_another(style: str) -> None:
    assert torch.equal(rendered(style), rendered(style))
    assert style == "comic" or not torch.equal(rendered(style), rendered(style, seed=8))


@pytest.mark.parametrize("style", RENDERINGS)
@pytest.mark.parametrize("side", [64, 100, 256])
def test_a_style_keeps_colours_where_they_are_at_any_size(style: str, side: int) -> None:
    plain, picture = collage(LAYERS, pictures(side), "day", side), rendered(style, side)
    assert picture.shape == plain.shape and picture.isfinite().all() and picture.min() >= 0 and picture.max() <= 1
    assert not torch.equal(picture, plain)
    red = plain[0] > plain[2] + 0.5
    inside, outside = (picture[:, where].mean(1) for where in (red, ~red))
    assert inside[0] > inside[2] + 0.2 and outside[2] > outside[0] - 0.05, "red stays red, the pale blue pale blue"


def test_a_larger_picture_shows_the_same() -> None:
    small, large = rendered("watercolor", 128), rendered("watercolor", 256)
    assert (torch.nn.functional.avg_pool2d(large, 2) - small).abs().mean() < 0.04
