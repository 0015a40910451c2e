"""The solids of CLEVR-SV, and the numbers and the sentences that tell them.

A frame is 75 numbers: four slots of 18, then where "right" is for the camera, which never changes. A slot holds shape
(3), colour (8), material (2) and size (2) as one-hot, then x, y, z of the middle; an empty one is zero. Told
cumulatively, as StoryGAN has it, frame k holds the solids 1 to k, so no memory is needed; told otherwise it holds
solid k alone, in slot k. As text, the first solid "is there", and each other is beside one that was told before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

SHAPES = ("cube", "sphere", "cylinder")
COLOURS = ("gray", "red", "blue", "green", "brown", "purple", "cyan", "yellow")
MATERIALS = ("rubber", "metal")
SIZES = ("large", "small")
ATTRIBUTES = (SHAPES, COLOURS, MATERIALS, SIZES)  # in the order of a slot
RADIUS = {"large": 0.7, "small": 0.35}
RIGHT = (0.656, 0.754)  # on the floor, for the camera
SLOTS, SLOT, CAMERA = 4, 18, (*RIGHT, 0.0)
NUMBERS = SLOTS * SLOT + len(CAMERA)
#: Of one that stands there the other is ...; as (right, front) on the floor.
RELATIONS = {"in front of": (0, 1), "behind": (0, -1), "to the right of": (1, 0), "to the left of": (-1, 0)}

Numbers = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Solid:
    """One thing on the floor; x and y in Blender's units, from -3 to 3."""

    shape: str
    colour: str
    material: str
    size: str
    x: float
    y: float

    @property
    def radius(self) -> float:
        """Half of its height. A cube is smaller, so that it covers as much floor."""
        return RADIUS[self.size] / (2**0.5 if self.shape == "cube" else 1)

    @property
    def name(self) -> str:
        """As people say it: "large red rubber cube"."""
        return f"{self.size} {self.colour} {self.material} {self.shape}"

    @property
    def told(self) -> tuple[str, str, str, str]:
        """Its attributes in the order of a slot."""
        return self.shape, self.colour, self.material, self.size


def encode(solids: Sequence[Solid], *, cumulative: bool) -> Numbers:
    """A story of up to four solids to one row of numbers per frame (T, 75)."""
    rows = np.zeros((len(solids), NUMBERS), np.float32)
    rows[:, SLOTS * SLOT :] = CAMERA
    for k, solid in enumerate(solids):
        rows[k:, k * SLOT : (k + 1) * SLOT] = _slot(solid)
        if not cumulative:
            rows[k + 1 :, k * SLOT : (k + 1) * SLOT] = 0
    return rows


def decode(row: Numbers) -> list[Solid]:
    """The solids that a frame's numbers (75,) tell, in the order of their slots. Raises ValueError."""
    if row.shape != (NUMBERS,) or not np.isfinite(row).all():
        raise ValueError(f"a frame is {NUMBERS} numbers")
    return [_solid(slot) for slot in row[: SLOTS * SLOT].reshape(SLOTS, SLOT) if slot.any()]


def _slot(solid: Solid) -> Numbers:
    hot = [each == told for names, told in zip(ATTRIBUTES, solid.told, strict=True) for each in names]
    return np.array([*hot, solid.x, solid.y, solid.radius], np.float32)


def _solid(slot: Numbers) -> Solid:
    told, at = [], 0
    for names in ATTRIBUTES:
        told.append(names[int(slot[at : at + len(names)].argmax())])
        at += len(names)
    shape, colour, material, size = told
    return Solid(shape, colour, material, size, float(slot[at]), float(slot[at + 1]))


def sentences(solids: Sequence[Solid]) -> list[str]:
    """One sentence per solid: of each but the first, where it is beside the one told last."""
    told = [f"There is a {solids[0].name}."]
    for before, solid in pairwise(solids):
        told.append(f"A {solid.name} is {relation(solid, before)} the {before.name}.")
    return told


def relation(solid: Solid, other: Solid) -> str:
    """Where it is, seen from the other: the direction in which they are farthest apart."""
    aside, front = floor_axes(solid.x - other.x, solid.y - other.y)
    return max(RELATIONS, key=lambda name: RELATIONS[name][0] * aside + RELATIONS[name][1] * front)


def floor_axes(x: float, y: float) -> tuple[float, float]:
    """How far (x, y) goes to the right and to the front, as the camera sees it."""
    return x * RIGHT[0] + y * RIGHT[1], x * RIGHT[1] - y * RIGHT[0]
