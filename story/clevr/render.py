"""Draws solids on a grey floor as CLEVR's pictures look: one camera, three lamps, soft shadows, dull rubber and bright
metal. Rays are cast at three by three points of every pixel and meet the solids by their equations.

As in CLEVR-SV, 4 : 3 pictures are squeezed into squares of 64 pixels. What is left out: solids cast no shadow on each
other and are not mirrored in each other; they all stand square to the axes, because no number of the encoding tells
how one is turned. The lamps stand a little elsewhere in every story, which no number tells either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from story.clevr.solids import RIGHT, Solid

SIDE, FINE = 64, 3  # pixels of a picture, points of a pixel's side
LIT = SIDE * FINE
WIDE, HIGH = 16 / 35, 12 / 35  # half of the view at distance 1: a lens of 35 mm before 32 × 24 mm
HOME = (10.0, 5.2)  # of the camera: before the middle of the floor, and above it
#: CLEVR's colours, 0..255
PALETTE = {
    "gray": (87, 87, 87), "red": (173, 35, 35), "blue": (42, 75, 215), "green": (29, 105, 20),
    "brown": (129, 74, 25), "purple": (129, 38, 192), "cyan": (41, 208, 208), "yellow": (255, 238, 51),
}  # fmt: skip
AMBIENT, FLOOR = 0.32, 0.60
LAMPS = ((-5.0, 4.0, 7.0, 0.55), (6.0, 3.5, 5.5, 0.28), (0.5, -6.0, 6.5, 0.22))  # right, front, up, strength
SPREAD = ((-0.5, -0.5), (0.5, -0.5), (-0.5, 0.5), (0.5, 0.5))  # of a lamp: its shadows are soft
REACH = {"sphere": 1.0, "cylinder": 2**0.5, "cube": 3**0.5}  # radius of the ball around a solid of radius 1

Array = NDArray[np.floating[Any]]
Jitter = tuple[float, float]  # of every lamp, to the right and to the front


def _unit(vector: Array) -> Array:
    return vector / np.sqrt((vector * vector).sum(-1, keepdims=True)).astype(np.float32)  # type: ignore[no-any-return]


def _dot(one: Array, two: Array) -> Array:
    """Over the last axis."""
    return np.einsum("...k,...k->...", one, two)  # type: ignore[no-any-return]


_ASIDE = _unit(np.array([*RIGHT, 0], np.float32))
_FRONT = _unit(np.array([RIGHT[1], -RIGHT[0], 0], np.float32))
_EYE = HOME[0] * _FRONT + np.array([0, 0, HOME[1]], np.float32)
_AHEAD = _unit(-_EYE)
_UP = np.cross(_ASIDE, _AHEAD).astype(np.float32)


def _rays(side: int) -> Array:
    """Directions (side, side, 3) through the middles of that many squares; each goes one unit ahead."""
    line = (np.arange(side, dtype=np.float32) + 0.5) / side * 2 - 1
    return _AHEAD + line[None, :, None] * WIDE * _ASIDE - line[:, None, None] * HIGH * _UP


_RAYS = _rays(LIT)
_COARSE = _rays(SIDE)
_POINTS = _EYE - _COARSE * (_EYE[2] / _COARSE[..., 2:])  # of the floor, (64, 64, 3)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A story's pictures."""

    frames: NDArray[np.uint8]  # (T, 64, 64, 3)
    empty: NDArray[np.uint8]  # (64, 64, 3): the floor under the same lamps
    seen: tuple[float, ...]  # share of the last picture that each solid covers


def project(x: float, y: float, z: float) -> tuple[float, float, float]:
    """A point to column and row in pixels of a picture, and its distance ahead of the camera."""
    away = np.array([x, y, z], np.float32) - _EYE
    ahead = float(away @ _AHEAD)
    column, row = float(away @ _ASIDE) / ahead / WIDE, -float(away @ _UP) / ahead / HIGH
    return (column + 1) * SIDE / 2, (row + 1) * SIDE / 2, ahead


def unproject(column: float, row: float, z: float) -> tuple[float, float]:
    """The point at height z that a picture shows there, as x and y."""
    ray = _AHEAD + (column * 2 / SIDE - 1) * WIDE * _ASIDE - (row * 2 / SIDE - 1) * HIGH * _UP
    point = _EYE + ray * ((z - _EYE[2]) / ray[2])
    return float(point[0]), float(point[1])


def render(solids: Sequence[Solid], jitter: Jitter = (0.0, 0.0)) -> Rendered:
    """Frame k shows the solids 1 to k."""
    lamps = [(_lamp(right + jitter[0], front + jitter[1], up), w) for right, front, up, w in LAMPS]
    floor = _Floor(lamps)
    empty = floor.picture()
    depth = np.full((LIT, LIT), np.inf, np.float32)
    owner = np.full((LIT, LIT), -1, np.int8)
    colours = np.zeros((LIT, LIT, 3), np.float32)
    frames = []
    for number, solid in enumerate(solids):
        rows, columns = _box(solid)
        rays = _RAYS[rows, columns]
        away, normals = _meet(solid, _EYE, rays)
        nearer = away < depth[rows, columns]
        shaded = np.clip(_shade(solid, rays, away, normals, lamps), 0, 1)
        depth[rows, columns] = np.where(nearer, away, depth[rows, columns])
        owner[rows, columns] = np.where(nearer, number, owner[rows, columns])
        colours[rows, columns] = np.where(nearer[..., None], shaded, colours[rows, columns])
        floor.shade(solid)
        bare = 1 - _means((owner >= 0)[..., None].astype(np.float32))
        frames.append(_bytes(_means(colours) + bare * floor.picture()))
    counts = np.bincount(owner[owner >= 0], minlength=len(solids))
    pictures = np.stack(frames) if frames else np.empty((0, SIDE, SIDE, 3), np.uint8)
    return Rendered(pictures, _bytes(empty), tuple(float(count) / owner.size for count in counts))


class _Floor:
    """The floor, and how much of every lamp reaches it."""

    def __init__(self, lamps: Sequence[tuple[Array, float]]) -> None:
        self.lamps = [
            (lamp + np.array([*shift, 0], np.float32), strength / len(SPREAD))
            for lamp, strength in lamps
            for shift in SPREAD
        ]
        self.ways = [lamp - _POINTS for lamp, _ in self.lamps]  # from the floor to the lamp
        self.squares = [_dot(way, way) for way in self.ways]
        self.light = [
            strength * 9 * way[..., 2] / square
            for (_, strength), way, square in zip(self.lamps, self.ways, self.squares, strict=True)
        ]

    def shade(self, solid: Solid) -> None:
        """Take the light that the solid stops. Only points near its shadow are looked at."""
        to = np.array([solid.x, solid.y, solid.radius], np.float32) - _POINTS
        far = _dot(to, to) - (REACH[solid.shape] * solid.radius) ** 2
        for number, (way, square) in enumerate(zip(self.ways, self.squares, strict=True)):
            near = _dot(to, way) ** 2 > far * square  # the way passes the ball around the solid
            if near.any():
                away, _ = _meet(solid, _POINTS[near], way[near])
                self.light[number][near] *= np.where(np.isfinite(away), 0, 1)

    def picture(self) -> Array:
        """(64, 64, 3)."""
        light: Array = AMBIENT + np.sum(self.light, 0)
        return np.repeat(FLOOR * light[..., None], 3, -1)


def _lamp(right: float, front: float, up: float) -> Array:
    return right * _ASIDE + front * _FRONT + np.array([0, 0, up], np.float32)


def _box(solid: Solid) -> tuple[slice, slice]:
    """The part of the picture that can show it."""
    column, row, ahead = project(solid.x, solid.y, solid.radius)
    reach = REACH[solid.shape] * solid.radius
    aside, above = (reach / (ahead - reach) / half * LIT / 2 + 2 for half in (WIDE, HIGH))
    column, row = column * FINE, row * FINE
    return (
        slice(max(0, int(row - above)), max(0, int(row + above) + 1)),
        slice(max(0, int(column - aside)), max(0, int(column + aside) + 1)),
    )


def _meet(solid: Solid, start: Array, rays: Array) -> tuple[Array, Array]:
    """How far along each ray (..., 3) the solid begins, infinity where it is missed; and its normals there."""
    base = np.array([solid.x, solid.y, 0], np.float32)
    with np.errstate(divide="ignore", invalid="ignore"):
        if solid.shape == "sphere":
            return _meet_sphere(start - base - np.array([0, 0, solid.radius], np.float32), rays, solid.radius)
        if solid.shape == "cube":
            return _meet_cube(start - base - np.array([0, 0, solid.radius], np.float32), rays, solid.radius)
        return _meet_cylinder(start - base, rays, solid.radius)


def _meet_sphere(start: Array, rays: Array, radius: float) -> tuple[Array, Array]:
    away = _round(start, rays, radius, 3)
    return away, (start + np.where(np.isfinite(away), away, 0)[..., None] * rays) / radius


def _round(start: Array, rays: Array, radius: float, axes: int) -> Array:
    """Where |start + t · ray| in the first axes comes down to the radius."""
    s, r = start[..., :axes], rays[..., :axes]
    a, b = (r * r).sum(-1), (s * r).sum(-1)
    inside = b * b - a * ((s * s).sum(-1) - radius * radius)
    away = (-b - np.sqrt(np.maximum(inside, 0))) / a
    return np.where((inside > 0) & (away > 1e-4), away, np.inf).astype(np.float32)


def _meet_cube(start: Array, rays: Array, radius: float) -> tuple[Array, Array]:
    one, two = (-radius - start) / rays, (radius - start) / rays
    enters = np.minimum(one, two)
    first, last = enters.max(-1), np.maximum(one, two).min(-1)
    axis = enters.argmax(-1)
    normals = np.zeros(np.broadcast_shapes(start.shape, rays.shape), np.float32)
    np.put_along_axis(normals, axis[..., None], -np.sign(np.take_along_axis(rays, axis[..., None], -1)), -1)
    return np.where((first < last) & (last > 1e-4), first, np.inf).astype(np.float32), normals


def _meet_cylinder(start: Array, rays: Array, radius: float) -> tuple[Array, Array]:
    """As high as it is wide; its side, or its top: no ray comes from below the floor."""
    side = _round(start, rays, radius, 2)
    z = start[..., 2] + np.where(np.isfinite(side), side, 0) * rays[..., 2]
    side = np.where((z >= 0) & (z <= 2 * radius), side, np.inf)
    top = (2 * radius - start[..., 2]) / rays[..., 2]
    point = start[..., :2] + top[..., None] * rays[..., :2]
    top = np.where(((point * point).sum(-1) <= radius * radius) & (top > 1e-4), top, np.inf)
    away = np.minimum(side, top).astype(np.float32)
    point = start[..., :2] + np.where(np.isfinite(away), away, 0)[..., None] * rays[..., :2]
    round_ = np.concatenate([point / radius, np.zeros_like(point[..., :1])], -1)
    return away, np.where((side < top)[..., None], round_, np.array([0, 0, 1], np.float32))


def _shade(solid: Solid, rays: Array, away: Array, normals: Array, lamps: Sequence[tuple[Array, float]]) -> Array:
    """Colours 0..1 (..., 3) of the points met."""
    points = _EYE + rays * np.where(np.isfinite(away), away, 1)[..., None]
    views = _unit(rays)
    mirrored = views - 2 * (views * normals).sum(-1, keepdims=True) * normals
    metal = solid.material == "metal"
    light, shine = np.full(away.shape, AMBIENT, np.float32), np.zeros(away.shape, np.float32)
    for lamp, strength in lamps:
        way = _unit(lamp - points)
        light += 1.5 * strength * np.maximum(0, (normals * way).sum(-1))
        shine += strength * np.maximum(0, (mirrored * way).sum(-1)) ** (40 if metal else 8)
    own = (np.array(PALETTE[solid.colour], np.float32) / 255) ** 0.8
    if not metal:
        return own * light[..., None] + 0.12 * shine[..., None]
    around = np.where(mirrored[..., 2] < 0, 0.55, 0.25 + 0.75 * np.maximum(0, mirrored[..., 2]))
    return own * (0.45 * light + 0.75 * around)[..., None] + 1.4 * shine[..., None]


def _means(fine: Array) -> Array:
    """(192, 192, C) to (64, 64, C), three by three points to one."""
    rows = fine[0::FINE] + fine[1::FINE] + fine[2::FINE]
    return (rows[:, 0::FINE] + rows[:, 1::FINE] + rows[:, 2::FINE]) / FINE**2


def _bytes(picture: Array) -> NDArray[np.uint8]:
    """From 0..1."""
    return np.asarray(np.rint(255 * picture), np.uint8)
