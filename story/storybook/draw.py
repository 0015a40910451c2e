"""Draw a `Scene` as a picture-book page: `draw(scene)` gives the pixels.

The same facts give the same picture; a random generator only picks one of two backdrops and moves a single
character by a whole latent cell of the embedded model (16 pixels): its latents then move but do not change, which
leaves a small denoiser less to learn than shifts by a few pixels. Positions are in picture coordinates, 256 by 256,
scaled to the size asked for.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from story.storybook.draw_characters import draw_character
from story.storybook.draw_landmarks import LANDMARKS
from story.storybook.draw_pen import Pen, fade_paint
from story.storybook.draw_places import PLACES, Stage
from story.storybook.draw_props import PROPS, draw_grounded, draw_held, lowest_hand
from story.storybook.draw_sky import LIGHTS, draw_fall, draw_sky
from story.storybook.scene import Character, Scene

NATIVE = 256
VARIANTS = 2
CELL = 16  # pixels of a latent cell
GROUND_Y = 227
#: By how many characters there are: where they stand, how large they are, and where a prop lies.
LAYOUTS: dict[int, tuple[tuple[float, ...], float, float]] = {
    0: ((), 1.0, 128), 1: ((128,), 1.0, 207), 2: ((76, 180), 0.88, 128), 3: ((46, 128, 210), 0.66, 128),
}  # fmt: skip
ASIDE = 128 - CELL  # where a single character stands when a prop lies next to it
HELD_BY = {"first": 0, "second": 1}


def draw(scene: Scene, *, rng: np.random.Generator | None = None, size: int = NATIVE) -> NDArray[np.uint8]:
    """The picture of the scene: (size, size, 3)."""
    variant = int(rng.integers(VARIANTS)) if rng is not None else 0
    pixels = _backdrop(scene.place, scene.time, scene.weather, scene.landmark, variant, size).copy()
    surface, canvas = _canvas_on(pixels)
    light, _, amount = LIGHTS[scene.time]
    pen = Pen(canvas, light, amount)
    _draw_cast(pen, scene, rng)
    if scene.place != "room":
        draw_fall(pen, scene.weather)
    surface.flushAndSubmit()
    return np.ascontiguousarray(pixels[..., :3])


@lru_cache(maxsize=1024)  # every backdrop there is: 432 at most, 0.25 MB each at 256
def _backdrop(place: str, time: str, weather: str, landmark: str, variant: int, size: int) -> NDArray[np.uint8]:
    pixels = np.empty((size, size, 4), np.uint8)
    surface, canvas = _canvas_on(pixels)
    draw_sky(Pen(canvas), time, weather, variant)
    light, amount, _ = LIGHTS[time]
    stage = Stage(Pen(canvas, light, amount), time, weather, variant, landmark == "none")
    PLACES[place](stage)
    LANDMARKS[landmark](stage)
    canvas.drawRect(skia.Rect(0, 150, NATIVE, NATIVE), fade_paint(160, NATIVE, 0x2A2450, 0.16))
    surface.flushAndSubmit()
    return pixels


def _canvas_on(pixels: NDArray[np.uint8]) -> tuple[Any, Any]:
    """The surface over these pixels and its canvas in picture coordinates."""
    surface = skia.Surface(pixels)
    canvas = surface.getCanvas()
    canvas.scale(len(pixels) / NATIVE, len(pixels) / NATIVE)
    return surface, canvas


def _draw_cast(pen: Pen, scene: Scene, rng: np.random.Generator | None) -> None:
    """The prop on the ground, then the characters from left to right."""
    count = len(scene.characters)
    spots, scale, prop_x = LAYOUTS[count]
    holder = HELD_BY.get(scene.holder, count) if scene.prop != "none" else count
    on_ground = scene.prop != "none" and holder >= count
    if on_ground and count == 1:
        spots = (ASIDE,)
    shift = CELL * int(rng.integers(-1, 1 if on_ground else 2)) if rng is not None and count == 1 else 0
    for i, (who, x) in enumerate(zip(scene.characters, spots, strict=True)):
        side = -1 if count > 1 and i == 0 else 1
        with pen.at(x + shift, GROUND_Y, sx=side * scale, sy=scale):
            _draw_actor(pen, who, scene if i == holder else None, side)
    if on_ground:
        with pen.at(prop_x, GROUND_Y + 1, sx=max(scale, 0.88)):
            draw_grounded(pen, scene.prop, scene.prop_colour)


def _draw_actor(pen: Pen, who: Character, held: Scene | None, facing: int) -> None:
    """A character, and the prop of the scene in its outer hand when it is the holder."""
    if held is None:
        draw_character(pen, who, facing=facing)
        return
    x, y = draw_character(pen, who, PROPS[held.prop].hand, facing)
    with pen.at(x, min(y, lowest_hand(held.prop))):
        draw_held(pen, held.prop, held.prop_colour)
