"""Any number of stories of the CLEVR-SV kind: four solids that all can be seen, each in a frame of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from PIL import Image

from story.clevr.render import Jitter, Rendered, render
from story.clevr.solids import COLOURS, MATERIALS, SHAPES, SIZES, SLOTS, Solid, floor_axes, sentences
from story.datasets.frames import Split
from story.datasets.jsonl import DrawnFrame, DrawnStory

REACH = 3.0  # of the floor: x and y from -3 to 3
BETWEEN, MARGIN = 0.25, 0.4  # CLEVR's: air between two solids, and how far they are apart to the right or to the front
SMALLEST_SEEN = 200 / (320 * 240)  # share of the picture; CLEVR's count of pixels
LAMPS_MOVE = 1.0  # at most; CLEVR's


@dataclass(frozen=True, slots=True)
class ClevrStory:
    """Solids in the order in which they come, and their pictures."""

    solids: tuple[Solid, ...]
    rendered: Rendered


def stories(split: Split, seed: int, count: int) -> Iterator[ClevrStory]:
    """Always the same ones; no two splits share any."""
    for number in range(count):
        yield sample_story(Random(f"clevr {split} {seed} {number}"))


def sample_story(rng: Random) -> ClevrStory:
    """Solids of all kinds with CLEVR's distances; again, until each is seen when all four are there."""
    while True:
        solids = sample_solids(rng)
        jitter: Jitter = (rng.uniform(-LAMPS_MOVE, LAMPS_MOVE), rng.uniform(-LAMPS_MOVE, LAMPS_MOVE))
        rendered = render(solids, jitter)
        if min(rendered.seen) >= SMALLEST_SEEN:
            return ClevrStory(solids, rendered)


def sample_solids(rng: Random, count: int = SLOTS) -> tuple[Solid, ...]:
    """Places that do not fit are drawn anew, and all of them after a while."""
    solids: list[Solid] = []
    while len(solids) < count:
        for _ in range(50):
            solid = Solid(
                rng.choice(SHAPES), rng.choice(COLOURS), rng.choice(MATERIALS), rng.choice(SIZES),
                rng.uniform(-REACH, REACH), rng.uniform(-REACH, REACH),
            )  # fmt: skip
            if all(_apart(solid, other) for other in solids):
                solids.append(solid)
                break
        else:
            solids.clear()
    return tuple(solids)


def _apart(one: Solid, two: Solid) -> bool:
    x, y = one.x - two.x, one.y - two.y
    return (x * x + y * y) ** 0.5 - one.radius - two.radius >= BETWEEN and min(map(abs, floor_axes(x, y))) >= MARGIN


def drawn_stories(split: Split, seed: int, count: int) -> Iterator[DrawnStory]:
    """The same as text and pictures, for a folder that `open_stories` reads; captions tell all that is there."""
    for number, told in enumerate(stories(split, seed, count)):
        said, names = sentences(told.solids), tuple(solid.name for solid in told.solids)
        frames = tuple(
            DrawnFrame(sentence, Image.fromarray(picture), " ".join(said[:k]), names[:k])
            for k, (sentence, picture) in enumerate(zip(said, told.rendered.frames, strict=True), start=1)
        )
        yield DrawnStory(f"{split}-{number}", frames, split)
