"""Whom a figure's layer is most like, without a network: a true render is like its own kind."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import torch

from generation.storybook.layout import layout
from generation.storybook.pipeline import StorybookPipeline
from generation.storybook.scene import Character, Scene
from story.storybook.drawing.draw import draw_layer
from story.storybook.evaluation.templates import kinds_by_template


def told(scene: Scene, drawn: Scene) -> list[str]:
    """Of a drawing that was told the one scene and drew the other."""
    layers = layout(scene, 7)
    renders = torch.stack([torch.from_numpy(draw_layer(drawn, layer).astype(np.float32) / 255) for layer in layers])
    vae = SimpleNamespace(dtype=torch.float32, decode=lambda latents: latents)
    drawing: Any = SimpleNamespace(scene=scene, layers=layers, latents=renders.permute(0, 3, 1, 2))
    return kinds_by_template(cast(StorybookPipeline, SimpleNamespace(vae=vae)), drawing)


def test_each_figure_is_the_kind_that_was_drawn_whatever_was_told() -> None:
    fox, owl, mouse = Character("fox", "red"), Character("owl", "blue"), Character("mouse", "grey")
    told_scene = Scene(characters=(fox, owl))
    assert sorted(told(told_scene, told_scene)) == ["fox", "owl"]
    assert sorted(told(told_scene, Scene(characters=(fox, mouse)))) == ["fox", "mouse"]
    assert told(Scene(), Scene()) == []
