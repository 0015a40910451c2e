"""Draw what each kind has at its back, around the middle of the trunk: tails, wings, quills."""

from __future__ import annotations

from collections.abc import Callable

from story.storybook.drawing.figures.face import LINE, Look, quills
from story.storybook.drawing.pen import Pen, Points, flipped, mix


def fox(pen: Pen, look: Look) -> None:
    """Big and bushy, with a white tip."""
    pen.blob(((-14, 26), (-40, 24), (-58, -2), (-54, -34), (-40, -20), (-30, 2), (-10, 10)), look.base, LINE)
    pen.blob(((-57, -12), (-54, -34), (-44, -25), (-43, -12), (-50, -7)), look.bib)


def cat(pen: Pen, look: Look) -> None:
    """Thin and curled at the end."""
    pen.stroke(((-14, 27), (-38, 28), (-50, 10), (-46, -12), (-57, -24), (-66, -12)), look.base, 8, LINE)


def dog(pen: Pen, look: Look) -> None:
    """Thick, short and raised."""
    pen.blob(((-16, 30), (-34, 28), (-50, 8), (-55, -14), (-47, -12), (-38, 4), (-20, 14)), look.base, LINE)


def rabbit(pen: Pen, look: Look) -> None:
    """A round cotton ball."""
    pen.oval(-32, 19, 12, 12, mix(look.light, 0xFFFFFF, 0.6), LINE)


def mouse(pen: Pen, look: Look) -> None:
    """Very long, thin and pink."""
    pen.stroke(((-14, 30), (-36, 34), (-52, 24), (-50, 4), (-62, -12), (-70, -2)), look.skin, 4.5, 1.4)


def bear(pen: Pen, look: Look) -> None:
    """A stub."""
    pen.oval(-37, 22, 8, 8, look.base, LINE)


def lion(pen: Pen, look: Look) -> None:
    """Thin, with a tuft of the mane at its end."""
    pen.stroke(((-14, 28), (-40, 32), (-54, 14), (-52, -8), (-60, -22)), look.base, 6.5, LINE)
    with pen.at(-60, -26, -20):
        pen.blob(((0, -17), (10, 0), (5, 10), (-5, 10), (-10, 0)), look.mane, LINE)


def elephant(pen: Pen, look: Look) -> None:
    """A string with a brush."""
    pen.stroke(((-30, 10), (-48, 14), (-53, 28)), look.base, 5, 1.4)
    pen.oval(-53, 32, 4.5, 7, look.dark, 1.2)


def pig(pen: Pen, look: Look) -> None:
    """A corkscrew."""
    curl: Points = ((-30, 12), (-46, 16), (-55, 6), (-48, -4), (-40, 4), (-48, 14), (-62, 10), (-66, -2))
    pen.stroke(curl, look.base, 5.5, 1.5)


def duck(pen: Pen, look: Look) -> None:
    """Feathers turned up."""
    pen.blob(((-14, 30), (-36, 28), (-56, 8), (-62, -8), (-50, -2), (-50, -14), (-38, -2), (-22, 8)), look.base, LINE)


def penguin(pen: Pen, look: Look) -> None:
    """A small point."""
    pen.poly(((-22, 20), (-46, 38), (-16, 38)), look.base, LINE)


def hedgehog(pen: Pen, look: Look) -> None:
    """A back full of quills."""
    quills(pen, look, 36, 49, 33)


def dragon(pen: Pen, look: Look) -> None:
    """Two small wings, and a tail that ends in a spade."""
    wing: Points = ((16, -20), (36, -48), (68, -42), (59, -29), (62, -14), (49, -18), (45, -3), (35, -9), (22, 0))
    pen.poly(wing, look.spikes, LINE)
    pen.poly(flipped(wing), look.spikes, LINE)
    pen.stroke(((-14, 26), (-38, 30), (-54, 18)), look.base, 13, LINE)
    pen.poly(((-50, 24), (-70, 16), (-62, -4), (-46, 10)), look.spikes, LINE)


def bare(pen: Pen, look: Look) -> None:
    """Nothing at the back."""


TAILS: dict[str, Callable[[Pen, Look], None]] = {
    "fox": fox, "cat": cat, "dog": dog, "rabbit": rabbit, "mouse": mouse, "bear": bear, "lion": lion,
    "elephant": elephant, "pig": pig, "owl": bare, "duck": duck, "penguin": penguin, "frog": bare,
    "hedgehog": hedgehog, "dragon": dragon, "robot": bare, "girl": bare, "boy": bare,
}  # fmt: skip
