"""Draw a backdrop: one of sixteen places at an hour, in a weather, in one of its four looks."""

from __future__ import annotations

from collections.abc import Callable

from generation.storybook.scene import SHELTERED
from story.storybook.drawing.pen import Pen
from story.storybook.drawing.places.built import castle, town
from story.storybook.drawing.places.far import cave, desert, moon, mountain
from story.storybook.drawing.places.green import forest, hill, meadow
from story.storybook.drawing.places.indoor import kitchen, room
from story.storybook.drawing.places.land import Landscape
from story.storybook.drawing.places.sky import LAND_LIGHTS, draw_fall, draw_sky
from story.storybook.drawing.places.tended import farm, garden, playground
from story.storybook.drawing.places.water import beach, lake

PLACES: dict[str, Callable[[Landscape], None]] = {
    "meadow": meadow, "forest": forest, "hill": hill, "beach": beach, "town": town, "room": room, "lake": lake,
    "desert": desert, "garden": garden, "farm": farm, "castle": castle, "cave": cave, "mountain": mountain,
    "playground": playground, "kitchen": kitchen, "moon": moon,
}  # fmt: skip
#: Under a roof less of the hour is felt; a lamp is on.
_ROOFED = {"day": (0xFFFFFF, 0.0), "sunset": (0xF0793C, 0.13), "night": (0x1B2560, 0.36)}


def draw_backdrop(pen: Pen, place: str, time: str, weather: str, variant: int) -> None:
    """Fill the 256×256 canvas with a place; sheltered places ignore the weather. Odd variants are mirrored."""
    sheltered = place in SHELTERED
    light, amount = (_ROOFED if place in ("room", "kitchen", "cave") else LAND_LIGHTS)[time]
    if weather == "snow" and not sheltered:
        amount *= 0.84  # snow shines a little of itself
    stage = Landscape(pen.relit(light, amount), time, "clear" if sheltered else weather, variant)
    with pen.at(256 if variant % 2 else 0, 0, sx=-1 if variant % 2 else 1, sy=1):
        if not sheltered:
            draw_sky(stage.pen, time, weather, variant)
        PLACES[place](stage)
    if not sheltered:
        draw_fall(pen, weather)
