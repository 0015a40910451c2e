"""Draw the trunks of all kinds around their middle; `BODIES[name](pen, look, half_width)`."""

from __future__ import annotations

from collections.abc import Callable

from story.storybook.drawing.figures.face import LINE, Look
from story.storybook.drawing.figures.kinds import STEEL
from story.storybook.drawing.pen import Pen, mirrored, mix


def furry_body(pen: Pen, look: Look, half: float) -> None:
    """A pear with a light belly."""
    pen.blob(mirrored(((0, -36), (half * 0.72, -26), (half, 8), (half * 0.72, 31), (0, 35))), look.base, LINE)
    pen.oval(0, 9, half * 0.62, 21, look.light)


def bare_body(pen: Pen, look: Look, half: float) -> None:
    """A barrel without a belly patch; a navel."""
    pen.blob(mirrored(((0, -36), (half * 0.78, -26), (half, 6), (half * 0.78, 31), (0, 36))), look.base, LINE)
    pen.stroke(((-3, 17), (0, 19.5), (3, 17)), look.dark, 2.4)


def feathered_body(pen: Pen, look: Look, half: float) -> None:
    """A wide egg with rows of belly feathers."""
    pen.blob(mirrored(((0, -42), (half, -34), (half * 1.02, 0), (half * 0.72, 32), (0, 40))), look.base, LINE)
    pen.oval(0, 8, half * 0.68, 27, look.light)
    for y, xs in ((-4, (-13, 0, 13)), (8, (-19, -6.5, 6.5, 19)), (20, (-13, 0, 13))):
        for x in xs:
            pen.stroke(((x - 5, y - 2), (x, y + 4), (x + 5, y - 2)), look.dark, 2.4)


def boxy_body(pen: Pen, look: Look, half: float) -> None:
    """A steel box with a panel of buttons."""
    pen.box(-10, -40, 20, 12, 3, STEEL, 1.3)
    pen.box(-half, -32, half * 2, 64, 9, look.base, LINE)
    pen.box(-half * 0.68, -20, half * 1.36, 38, 5, 0xDDEBF0, 1)
    for x, colour in ((-12, 0xE8503A), (0, 0xF7C93E), (12, 0x4FB286)):
        pen.oval(x, -10, 4.6, 4.6, colour)
    pen.stroke(((-13, 3), (13, 3)), STEEL, 3.4)
    pen.stroke(((-13, 11), (5, 11)), STEEL, 3.4)


def plated_body(pen: Pen, look: Look, half: float) -> None:
    """A pear with horizontal belly plates."""
    pen.blob(mirrored(((0, -36), (half * 0.72, -26), (half, 8), (half * 0.74, 31), (0, 35))), look.base, LINE)
    pen.blob(mirrored(((0, -20), (half * 0.46, -14), (half * 0.64, 10), (half * 0.5, 26), (0, 32))), look.light)
    for y, wide in ((-8, 0.5), (3, 0.58), (14, 0.6), (24, 0.48)):
        pen.stroke(((-half * wide, y), (0, y + 2.5), (half * wide, y)), mix(look.light, look.base, 0.7), 2.2)


def ducky_body(pen: Pen, look: Look, half: float) -> None:
    """A plump drop with a pale breast."""
    pen.blob(mirrored(((0, -38), (half * 0.62, -30), (half, 6), (half * 0.82, 31), (0, 37))), look.base, LINE)
    pen.blob(mirrored(((0, -24), (half * 0.5, -14), (half * 0.68, 10), (half * 0.5, 28), (0, 32))), look.light)


def tuxedo_body(pen: Pen, look: Look, half: float) -> None:
    """An egg with a white front from the neck to the feet."""
    pen.blob(mirrored(((0, -42), (half * 0.8, -34), (half, 2), (half * 0.76, 33), (0, 40))), look.base, LINE)
    pen.blob(mirrored(((0, -36), (half * 0.52, -24), (half * 0.72, 6), (half * 0.52, 32), (0, 37))), look.bib, 0.8)


def dress_body(pen: Pen, look: Look, half: float) -> None:
    """A dress that flares to a wavy hem, with a pale collar."""
    hem = ((half * 1.24, 26), (half * 0.9, 32), (half * 0.6, 28), (half * 0.3, 33), (0, 29))
    pen.blob(mirrored(((0, -37), (half * 0.6, -35), (half * 0.66, -10), *hem)), look.base, LINE)
    band = tuple((x * 0.93, y - 9) for x, y in hem)
    pen.stroke((*band, *((-x, y) for x, y in band[-2::-1])), look.light, 3)
    pen.stroke(((-half * 0.66, -7), (0, -4), (half * 0.66, -7)), look.trousers, 3.4)
    pen.blob(((-13, -36), (0, -32), (13, -36), (9, -22), (0, -27), (-9, -22)), look.bib, 1)


def shirt_body(pen: Pen, look: Look, half: float) -> None:
    """A shirt with a pale stripe, tucked into shorts."""
    pen.blob(mirrored(((0, 2), (half * 0.8, 4), (half * 0.86, 24), (half * 0.5, 28), (0, 25))), look.trousers, LINE)
    pen.blob(mirrored(((0, -37), (half * 0.7, -34), (half * 0.95, -6), (half * 0.92, 12), (0, 14))), look.base, LINE)
    pen.stroke(((-half * 0.9, -7), (0, -4), (half * 0.9, -7)), look.light, 6)


BODIES: dict[str, Callable[[Pen, Look, float], None]] = {
    "furry": furry_body, "bare": bare_body, "feathered": feathered_body, "boxy": boxy_body, "plated": plated_body,
    "ducky": ducky_body, "tuxedo": tuxedo_body, "dress": dress_body, "shirt": shirt_body,
}  # fmt: skip
