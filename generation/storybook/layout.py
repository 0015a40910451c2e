"""Where the layers of a picture go: the stage of a scene, decided by its facts and a seed.

A Storybook picture is a collage: one backdrop, then cut-outs (landmark, characters, prop), each a 256×256 picture with
transparency of its own. Truths of the training world and drawings of the model are laid out by this same code, so
that layout is never what tells them apart. Stage coordinates are pixels of a 256×256 picture, y downwards.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from generation.storybook.scene import PAIR_ACTIONS, Character, Scene

NATIVE = 256
VARIANTS = 4  # looks that a layer of the same facts may have

#: The colour of the light of an hour, and how strongly it tints the cut-outs. The backdrop is painted in its light.
LIGHTS: dict[str, tuple[int, float]] = {"day": (0xFFFFFF, 0.0), "sunset": (0xF0793C, 0.1), "night": (0x1B2560, 0.2)}

#: Of a cut-out's own 256×256 canvas: pixels per unit, and where its origin (the middle of its foot) is.
CANVAS: dict[str, tuple[float, float, float]] = {
    "landmark": (1.2, 128, 243),
    "figure": (1.2, 128, 243),
    "prop": (2.1, 128, 247),
}
FIGURE_HALF, FIGURE_TALL = 58.0, 164.0  # units that somebody standing takes to either side, and upwards
SIZE_SCALE = {"normal": 1.0, "small": 0.74, "big": 1.18}
#: Where the outer hand (x > 0) of somebody who holds a prop is, by action, in units from the point between its feet.
HAND = {"sitting": (46.0, -44.0), "jumping": (46.0, -90.0), "sleeping": (78.0, -10.0)}
HAND_ELSE = (46.0, -62.0)
#: Which point of a prop is held, in its units; any other prop is held at its middle.
GRIP: dict[str, tuple[float, float]] = {
    "balloon": (0.0, -2.0), "umbrella": (0.0, -8.0), "kite": (0.0, -2.0), "lantern": (0.0, -54.0),
    "basket": (0.0, -44.0), "bucket": (0.0, -44.0), "flower": (0.0, -10.0), "candle": (0.0, -10.0), "leaf": (0.0, -8.0),
}  # fmt: skip
GRIP_ELSE = (0.0, -20.0)


@dataclass(frozen=True, slots=True)
class Layer:
    """One picture of the collage: what it shows, and where its origin goes on the stage."""

    role: str  # "backdrop", "landmark", "figure" or "prop"
    index: int = 0  # which character
    variant: int = 0
    x: float = 0.0
    y: float = 0.0
    scale: float = 1.0  # stage pixels per unit
    flip: bool = False


#: By how many characters there are: the middle of each, and their scale.
_SPOTS: dict[int, tuple[tuple[float, ...], float]] = {
    0: ((), 1.0), 1: ((128,), 0.96), 2: ((78, 178), 0.84), 3: ((48, 128, 208), 0.66),
}  # fmt: skip
_CLOSE = 20.0  # how far two who hug stand from the middle between them
_MARGIN = 26.0  # how near an edge the middle of what is held may come


def layout(scene: Scene, seed: int) -> list[Layer]:
    """The layers of a scene from back to front; the same scene and seed give the same layout."""
    rng = random.Random(seed)
    backdrop = Layer("backdrop", variant=_variant(seed, scene.place))
    mirrored = rng.random() < 0.5
    landmark = _landmark(scene, rng, seed, mirrored)
    figures = _figures(scene, rng, seed)
    prop = _prop(scene, rng, seed, figures, mirrored)
    front_last = sorted(figures, key=lambda figure: figure.y)
    return [backdrop, *landmark, *front_last, *prop]


def _variant(seed: int, word: str) -> int:
    """The look of a thing under this seed, wherever in a story it is met."""
    return random.Random(f"{seed} {word}").randrange(VARIANTS)


def _figures(scene: Scene, rng: random.Random, seed: int) -> list[Layer]:
    shift = rng.uniform(-14, 14)
    spots, scale = _SPOTS[len(scene.characters)]
    xs = _closer(scene, spots)
    if len(xs) == 1 and scene.prop != "none" and scene.holder is None:
        shift = rng.choice((-1, 1)) * 30 + shift / 3  # room for what lies beside
    layers = []
    for index, (who, x) in enumerate(zip(scene.characters, xs, strict=True)):
        depth = rng.uniform(-1, 1)
        y = 226 + 6 * depth + (4 if who.size == "big" else 0)
        size = scale * SIZE_SCALE[who.size] * (1 + 0.03 * depth)
        flip = _faces_left(scene, index, rng)
        layers.append(Layer("figure", index, _variant(seed, who.kind), x + shift / len(xs), y, size, flip))
    holder = _holder(scene)
    if holder is None:
        return layers
    # All are moved aside by as much as the edge would cut off what one of them holds.
    held = _held(scene, layers[holder], 0).x
    aside = min(max(held, _MARGIN), NATIVE - _MARGIN) - held
    return [replace(figure, x=figure.x + aside) for figure in layers]


def _holder(scene: Scene) -> int | None:
    """Who on stage holds the prop, if anybody does."""
    there = scene.prop != "none" and scene.holder is not None and scene.holder < len(scene.characters)
    return scene.holder if there else None


def _closer(scene: Scene, spots: tuple[float, ...]) -> list[float]:
    """Neighbours who hug stand close."""
    xs = list(spots)
    for left in range(len(xs) - 1):
        if scene.characters[left].action == scene.characters[left + 1].action == "hugging":
            middle = (xs[left] + xs[left + 1]) / 2
            gap = _CLOSE * _SPOTS[len(xs)][1] * 2
            xs[left], xs[left + 1] = middle - gap, middle + gap
            break
    return xs


def _faces_left(scene: Scene, index: int, rng: random.Random) -> bool:
    """Whether a figure's outer side (drawn to the right) is turned to the left.

    Who holds something keeps it on the outer side; two who hug or talk face each other; the others look inwards, and
    so does who sleeps, whose head lies far out.
    """
    random_side = rng.random() < 0.5
    count = len(scene.characters)
    who: Character = scene.characters[index]
    if count == 1:
        return random_side
    last = index == count - 1
    holding = _holder(scene) == index
    inwards = last or (index > 0 and random_side)  # the last one looks left
    if 0 < index < count - 1 and who.action in PAIR_ACTIONS:
        return scene.characters[index - 1].action == who.action
    if holding and who.action not in (*PAIR_ACTIONS, "pointing", "sleeping"):
        return not inwards
    return inwards


def _landmark(scene: Scene, rng: random.Random, seed: int, mirrored: bool) -> list[Layer]:
    x = rng.uniform(30, 50)
    if scene.landmark == "none":
        return []
    x = NATIVE - x if mirrored else x
    y, scale = (198.0, 0.86) if scene.landmark != "bench" else (206.0, 0.9)
    variant = _variant(seed, scene.landmark)
    return [Layer("landmark", variant=variant, x=x, y=y, scale=scale, flip=mirrored)]


def _prop(scene: Scene, rng: random.Random, seed: int, figures: list[Layer], mirrored: bool) -> list[Layer]:
    variant, beside = _variant(seed, scene.prop), rng.uniform(-6, 6)
    if scene.prop == "none":
        return []
    holder = _holder(scene)
    if holder is not None:
        return [_held(scene, figures[holder], variant)]
    if not figures:
        return [Layer("prop", variant=variant, x=128 + beside * 3, y=222, scale=1.15)]
    if len(figures) == 1:
        side = 1 if figures[0].x < 128 else -1
        return [Layer("prop", variant=variant, x=figures[0].x + side * (86 + beside / 3), y=236, scale=1.0)]
    gap = 0 if len(figures) == 2 or mirrored else 1
    x = (figures[gap].x + figures[gap + 1].x) / 2 + beside / 2
    return [Layer("prop", variant=variant, x=x, y=242, scale=0.86 if len(figures) == 2 else 0.74)]


def _held(scene: Scene, holder: Layer, variant: int) -> Layer:
    """The prop with its grip in the holder's outer hand; it stands on the ground where the hand is too low for it."""
    who = scene.characters[holder.index]
    hand_x, hand_y = HAND.get(who.action, HAND_ELSE)
    grip_x, grip_y = GRIP.get(scene.prop, GRIP_ELSE)
    side, scale = (-1 if holder.flip else 1), max(0.7, holder.scale * 0.92)
    return Layer(
        "prop",
        variant=variant,
        x=holder.x + side * (hand_x * holder.scale - grip_x * scale),
        y=min(holder.y + hand_y * holder.scale - grip_y * scale, holder.y + 3),
        scale=scale,
        flip=holder.flip,
    )
