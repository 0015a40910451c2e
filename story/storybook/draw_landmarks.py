"""Draw the landmarks: the large thing that may stand at the left, behind the characters."""

from __future__ import annotations

from collections.abc import Callable

from story.storybook.draw_pen import INK, mix
from story.storybook.draw_places import SNOW, Stage

BARK = 0x7D5233


def tree(stage: Stage) -> None:
    """A great round canopy over the left half, to stand under."""
    pen, green = stage.pen, stage.land(0x62AE4E, 0.3)
    pen.oval(48, 204, 40, 7, INK, alpha=0.18)
    pen.blob(((36, 60), (60, 60), (59, 150), (72, 204), (48, 199), (24, 204), (37, 150)), BARK, 1.5)
    pen.stroke(((50, 128), (72, 100), (110, 74)), BARK, 9, 1.5)
    crowns = ((8, 56, 40), (52, 32, 46), (104, 36, 44), (146, 48, 30), (66, 62, 38), (112, 62, 30))
    for x, y, r in crowns:
        pen.oval(x, y, r, r, green, 2)
    for x, y, r in crowns:
        pen.oval(x, y, r, r, green)
    for x, y, r in ((40, 26, 24), (98, 26, 22), (8, 56, 17), (146, 46, 13)):
        pen.oval(x, y, r, r * 0.8, SNOW if stage.weather == "snow" else mix(green, 0xE4F08A, 0.3))


def house(stage: Stage) -> None:
    """A cottage with a red roof, a round-topped door and a chimney."""
    pen, roof = stage.pen, stage.land(0xC9413B, 0.08)
    pen.oval(54, 203, 62, 7, INK, alpha=0.18)
    pen.box(76, 66, 16, 36, 2, 0xA96A52, 1.5)
    pen.box(8, 120, 90, 82, 2, 0xFFF1D6, 1.5)
    pen.poly(((-8, 128), (52, 66), (112, 128)), roof, 2)
    if stage.weather == "snow":
        pen.poly(((22, 97), (52, 66), (82, 97), (66, 92), (52, 99), (38, 92)), SNOW)
    pen.box(20, 152, 28, 50, 13, 0x8A5634, 1.2)
    pen.oval(42, 180, 2.4, 2.4, 0xF7C95E)
    panes = pen if stage.time == "day" else pen.relit(0, 0)
    panes.box(60, 146, 26, 26, 3, 0xBFE0F0 if stage.time == "day" else 0xFFE08A, 2)
    for points in (((73, 146), (73, 172)), ((60, 159), (86, 159))):
        pen.stroke(points, 0x8A5634, 2.2)


def nothing(stage: Stage) -> None:
    """No landmark."""


LANDMARKS: dict[str, Callable[[Stage], None]] = {"none": nothing, "tree": tree, "house": house}
