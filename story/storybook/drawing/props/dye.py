"""A prop's colour with the few shades that go with it, and the tub shape that cups, cakes and drums share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import skia

from story.storybook.drawing.pen import BODY_COLOURS, CREAM, INK, mix

LINE = 1.8  # outline of a prop, in its units: props are shown small, so it is bolder than a figure's
WOOD = 0x7A4E30
STRING = 0x6B6070


@dataclass(frozen=True, slots=True)
class Dye:
    """`main` fills most of a prop; `pale` and `deep` trim it; `ink` marks on it are read whatever the colour."""

    main: int
    pale: int
    deep: int
    ink: int = INK


@lru_cache(maxsize=16)
def dye(colour: str) -> Dye:
    """The shades of a colour word. White has nothing paler and black nothing deeper: their trims turn the other way."""
    main = BODY_COLOURS[colour]
    if colour == "white":
        return Dye(main, 0xB4C3D6, 0xD8D6DA)
    if colour == "black":
        return Dye(main, 0x9C98AC, 0x625E70, CREAM)
    return Dye(main, mix(main, 0xFFFFFF, 0.7), mix(main, 0x2A1A30, 0.25))


@lru_cache(maxsize=32)
def tub_path(top: float, bottom: float, wide: float, narrow: float, sag: float) -> Any:
    """A vessel seen from the front: half widths at its top and at its bottom, which is round and lowest at `bottom`."""
    path, edge = skia.Path(), bottom - sag
    path.moveTo(-wide, top)
    path.lineTo(-narrow, edge)
    path.cubicTo(-narrow * 0.8, edge + sag * 4 / 3, narrow * 0.8, edge + sag * 4 / 3, narrow, edge)
    path.lineTo(wide, top)
    path.close()
    return path
