"""Draws the Storybook world: `draw(scene, seed)` is the truth of a picture, `draw_layer` one layer of its collage.

Vector drawing throughout, by skia. Where things go is decided by `generation.storybook.layout`, for truths and for
the model's own pictures alike.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from generation.storybook.layout import CANVAS, LIGHTS, NATIVE, Layer, layout
from generation.storybook.scene import Scene
from story.storybook.drawing.figures.figures import draw_figure
from story.storybook.drawing.pen import Pen
from story.storybook.drawing.places.backdrops import draw_backdrop
from story.storybook.drawing.places.landmarks import draw_landmark
from story.storybook.drawing.props.props import draw_prop

Pixels = NDArray[np.uint8]


def draw(scene: Scene, seed: int = 0, *, size: int = NATIVE) -> Pixels:
    """The picture of a scene (size, size, 3); the seed decides what the scene leaves open."""
    stage = np.zeros((size, size, 3), np.float32)
    for layer in layout(scene, seed):
        pixels, pen = _canvas(size)
        pen.canvas.scale(size / NATIVE, size / NATIVE)
        if layer.role == "backdrop":
            _paint(pen, scene, layer)
            stage = pixels[..., :3].astype(np.float32)
            continue
        with pen.at(layer.x, layer.y, sx=-layer.scale if layer.flip else layer.scale, sy=layer.scale):
            _paint(pen, scene, layer)
        colour, amount = LIGHTS[scene.time]  # over the stage, in the light of the hour
        light = np.array([colour >> 16 & 255, colour >> 8 & 255, colour & 255], np.float32)
        alpha = pixels[..., 3:].astype(np.float32) / 255
        tinted = pixels[..., :3] * np.float32(1 - amount) + alpha * light * np.float32(amount)
        stage = tinted + (1 - alpha) * stage  # type: ignore[assignment]  # numpy's stubs widen it
    return stage.round().clip(0, 255).astype(np.uint8)


def draw_layer(scene: Scene, layer: Layer, *, size: int = NATIVE) -> Pixels:
    """One layer on a canvas of its own (size, size, 4): in neutral light, colour premultiplied by alpha."""
    pixels, pen = _canvas(size)
    pen.canvas.scale(size / NATIVE, size / NATIVE)
    if layer.role == "backdrop":
        _paint(pen, scene, layer)
        return pixels
    units, x, y = CANVAS[layer.role]
    with pen.at(x, y, sx=units):
        _paint(pen, scene, layer)
    return pixels


def _canvas(size: int) -> tuple[Pixels, Pen]:
    """Transparent pixels and a pen that draws on them."""
    pixels = np.zeros((size, size, 4), np.uint8)
    info = skia.ImageInfo.Make(size, size, skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType)
    surface: Any = skia.Surface.MakeRasterDirect(info, pixels)
    return pixels, Pen(surface.getCanvas())


def _paint(pen: Pen, scene: Scene, layer: Layer) -> None:
    match layer.role:
        case "backdrop":
            draw_backdrop(pen, scene.place, scene.time, scene.weather, layer.variant)
        case "landmark":
            draw_landmark(pen, scene.landmark, layer.variant)
        case "figure":
            draw_figure(pen, scene.characters[layer.index], variant=layer.variant, holds=scene.holder == layer.index)
        case "prop":
            draw_prop(pen, scene.prop, scene.prop_colour, layer.variant)
