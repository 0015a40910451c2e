"""Draw what faces share: eyes, brows, cheeks, mouths, in the mood of the character."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from story.storybook.drawing.figures.kinds import BILL
from story.storybook.drawing.pen import BODY_COLOURS, CREAM, INK, PINK, Pen, Points, flipped, is_dark, mix, ring

LINE = 1.6
DARK = 0x4A3340
TONGUE = 0xE8707E
THROAT = 0x7A2E3C
SMILE: Points = ((-9, 17), (0, 22), (9, 17))
LIPS: Points = ((-9, 17), (-5, 21), (0, 17), (5, 21), (9, 17))  # of those with a split upper lip


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of one character, and what its face does."""

    base: int
    asleep: bool = False
    gaze: int = 0  # -1, 0 or 1: where its pupils look
    mood: str = "happy"  # or "sad", "singing" (mouth open), "joy" (eyes happily closed)

    @property
    def light(self) -> int:
        """Belly, muzzle: a light tint of the body; of a white body, a shade."""
        return 0xE9E4E0 if self.base == BODY_COLOURS["white"] else mix(self.base, CREAM, 0.72)

    @property
    def dark(self) -> int:
        """Stripes, tips, spikes: a dark shade of the body; of a dark body, a paler one."""
        return mix(self.base, CREAM, 0.3) if is_dark(self.base) else mix(self.base, DARK, 0.6)

    @property
    def ink(self) -> int:
        """Lines that must read on the body."""
        return mix(self.base, CREAM, 0.75) if is_dark(self.base, 100) else INK

    @property
    def bib(self) -> int:
        """A white patch: bluish where the body itself is white."""
        return 0xD3E0EC if self.base == BODY_COLOURS["white"] else 0xFFFAF0

    @property
    def bill(self) -> int:
        """A beak: orange, or yellow on an orange bird."""
        return 0xFFE05A if self.base == BODY_COLOURS["orange"] else BILL

    @property
    def skin(self) -> int:
        """Bare pink skin: inside of ears, a snout; deeper where the body itself is pink."""
        return mix(PINK, 0xFFFFFF, 0.3) if self.base != BODY_COLOURS["pink"] else 0xE4708F

    @property
    def mane(self) -> int:
        """Shaggy hair: browner than the body; around a dark body, a paler one."""
        return self.dark if is_dark(self.base) else mix(self.dark, 0x8A3F16, 0.5)

    @property
    def hoof(self) -> int:
        """A trotter: much darker than the body, or paler than a dark one."""
        return mix(self.base, CREAM, 0.45) if is_dark(self.base, 100) else mix(self.base, 0x5A2A3A, 0.55)

    @property
    def spikes(self) -> int:
        """Crest and wings of a dragon: fiery, and never of the body's own colour."""
        warm = [BODY_COLOURS[name] for name in ("red", "orange", "pink")]
        return 0xFFC94A if self.base in warm else mix(self.base, 0xE8503A, 0.75)

    @property
    def trousers(self) -> int:
        """The darker cloth of a child's clothes; with black clothes, a paler one."""
        return mix(self.base, 0xFFFFFF, 0.3) if is_dark(self.base) else mix(self.base, INK, 0.38)

    @property
    def wide_awake(self) -> bool:
        """Whether its eyes are open."""
        return not self.asleep and self.mood != "joy"


def both(pen: Pen, points: Points, colour: int, line: float = LINE) -> None:
    """A polygon at x < 0, and its mirror image."""
    pen.poly(points, colour, line)
    pen.poly(flipped(points), colour, line)


def both_blobs(pen: Pen, points: Points, colour: int, line: float = LINE) -> None:
    """A smooth outline at x < 0, and its mirror image."""
    pen.blob(points, colour, line)
    pen.blob(flipped(points), colour, line)


def quills(pen: Pen, look: Look, inner: float, outer: float, floor: float) -> None:
    """A star of quills between two radii, flattened at the height of the floor."""
    with pen.at(0, -4):
        pen.poly(_floored(ring(17, inner, outer), floor), look.base, LINE)
        pen.poly(_floored(ring(17, inner * 1.1, inner * 0.8), floor * 0.85), look.dark)


@lru_cache(maxsize=16)
def _floored(points: Points, floor: float) -> Points:
    return tuple((x, min(y, floor)) for x, y in points)


def shut_eyes(pen: Pen, look: Look, dx: float, y: float, r: float, ink: int) -> None:
    """Two arcs: hanging in sleep, arched in joy."""
    sag = 5 if look.asleep else -6
    top = y if look.asleep else y + 3
    for x in (-dx, dx):
        pen.stroke(((x - r, top), (x, top + sag), (x + r, top)), ink, 3.2)


def brows(pen: Pen, look: Look, dx: float, y: float, ink: int) -> None:
    """The raised inner ends of sad brows; y is the top of the eyes."""
    if look.mood == "sad" and not look.asleep:
        for side in (-1, 1):
            pen.stroke(((side * (dx - 7), y - 7), (side * (dx + 7), y - 1)), ink, 3)


def pupils(pen: Pen, look: Look, dx: float, y: float, rx: float, ry: float) -> None:
    """Black pupils with a glint, looking where the gaze goes; lowered when sad."""
    shift, low = look.gaze * 2.6, 1.5 if look.mood == "sad" else 0
    for x in (-dx + shift, dx + shift):
        pen.oval(x, y + low, rx, ry, INK)
        pen.oval(x + rx * 0.3, y + low - ry * 0.42, rx * 0.37, rx * 0.37, 0xFFFFFF)


def eyes(pen: Pen, look: Look, dx: float = 17, y: float = -3, r: float = 8, ink: int | None = None) -> None:
    """A pair of eyes; `ink` draws closed ones and brows where they do not lie on the body's colour."""
    ink = look.ink if ink is None else ink
    if not look.wide_awake:
        shut_eyes(pen, look, dx, y, r, ink)
        return
    for x in (-dx, dx):
        pen.oval(x, y, r + 2.5, r + 3.5, 0xFFFFFF)
    pupils(pen, look, dx, y + 0.5, r - 0.5, r + 1)
    brows(pen, look, dx, y - r - 3, ink)


def cheeks(pen: Pen, dx: float = 28, y: float = 12) -> None:
    """A blush."""
    for x in (-dx, dx):
        pen.oval(x, y, 6, 4.2, PINK, alpha=0.75)


def mouth(pen: Pen, look: Look, smile: Points, x: float = 0, ink: int = INK, width: float = 2.2) -> None:
    """The kind's own smile, or what the mood makes of it around (x, the height of the smile's first point)."""
    y = smile[0][1]
    if look.asleep or look.mood == "happy":
        pen.stroke(smile, ink, width)
    elif look.mood == "sad":
        pen.stroke(((x - 8, y + 6), (x, y + 1), (x + 8, y + 6)), ink, width + 0.6)
    elif look.mood == "singing":
        pen.oval(x, y + 5, 6.5, 8, THROAT, 0.8)
        pen.oval(x, y + 9.5, 4.2, 3, TONGUE)
    else:
        pen.blob(
            ((x - 11, y - 1), (x, y + 1), (x + 11, y - 1), (x + 7, y + 9), (x, y + 12), (x - 7, y + 9)), THROAT, 0.8
        )
        pen.oval(x, y + 9, 5.5, 2.8, TONGUE)
