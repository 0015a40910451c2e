"""The drawing loop: whose drawings advance next, many at once, fairly.

Drawings are kept in groups (a job's pictures, a story's frames) under a key that only the caller understands. Groups
take turns: those that were served go to the back, so a group of one waits for no group of twelve, and a rare picture
size waits for no common one. Within a group the least advanced drawing goes first: its pictures arrive together.
"""

from __future__ import annotations

import time
from collections.abc import Hashable, Sequence

from PIL import Image

from generation.company import Company
from generation.engine import Drawing, EngineError, LoadedEngine, ends_drawings
from generation.errors import is_out_of_memory


class StepError(EngineError):
    """A step failed for one group, `key`, even alone; the others can go on once it is dropped."""

    def __init__(self, key: Hashable, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key


class DrawingLoop:
    """Advances all drawings of one engine. One thread owns a loop, as it owns the engine."""

    def __init__(self, engine: LoadedEngine, max_batch: int, company: Company | None = None) -> None:
        """`company`: what decides whether a call pays that advances many; without it, it always does."""
        self._engine = engine
        self._max_batch = max_batch
        self._company = company
        self._groups: dict[Hashable, tuple[Drawing, ...]] = {}  # insertion order is the order of turns

    @property
    def idle(self) -> bool:
        """Nothing is left to advance."""
        return not any(map(_pending, self._groups.values()))

    def add(self, key: Hashable, drawings: Sequence[Drawing]) -> None:
        if key in self._groups or not drawings:
            raise ValueError(f"group {key!r} is already here or empty")
        self._groups[key] = tuple(drawings)

    def step(self) -> list[Hashable]:
        """One step for a fair choice of at most `max_batch` drawings; returns the groups this completed."""
        served = self._advance_timed(self._choose())
        for key in served:
            self._groups[key] = self._groups.pop(key)  # to the back
        return [key for key in served if not _pending(self._groups[key])]

    def progress(self, key: Hashable) -> tuple[int, int]:
        """Steps done and steps in all, summed over the group's drawings."""
        drawings = self._groups[key]
        return sum(drawing.step for drawing in drawings), sum(drawing.num_steps for drawing in drawings)

    def preview(self, key: Hashable) -> list[Image.Image]:
        return [self._engine.preview(drawing) for drawing in self._groups[key]]

    def take(self, key: Hashable) -> list[Image.Image]:
        """The finished pictures of a complete group, which leaves the loop."""
        if _pending(self._groups[key]):
            raise ValueError(f"group {key!r} is not complete")
        return self._engine.finish(self._groups.pop(key))

    def drop(self, key: Hashable) -> None:
        """Forget a group, at whatever step it is; unknown keys are fine, so that a late cancel is."""
        if (drawings := self._groups.pop(key, None)) is not None and ends_drawings(self._engine):
            self._engine.drop(drawings)

    def _choose(self) -> list[tuple[Hashable, Drawing]]:
        """Deal one drawing per group and round, all of the shape that the first group in turn needs."""
        waiting = {key: pending for key, drawings in self._groups.items() if (pending := _pending(drawings))}
        if not waiting:
            return []
        shape = next(iter(waiting.values()))[0].shape_key
        hands = {key: [each for each in pending if each.shape_key == shape] for key, pending in waiting.items()}
        rounds = max(map(len, hands.values()))
        deal = [(key, hand[turn]) for turn in range(rounds) for key, hand in hands.items() if turn < len(hand)]
        return deal[: self._max_batch]

    def _advance_timed(self, chosen: list[tuple[Hashable, Drawing]]) -> list[Hashable]:
        """All of them, or where company does not pay the first group's.

        A group is never divided by what calls took: whoever is alone has the same pictures every time, to the last bit.
        """
        first, drawing = chosen[0] if chosen else (None, None)
        if self._company is None or drawing is None or all(key == first for key, _ in chosen):
            return self._advance(chosen)
        if not (together := self._company.pays(drawing.shape_key)):
            chosen = [each for each in chosen if each[0] == first]
        began = time.perf_counter()
        served = self._advance(chosen)
        seconds = (time.perf_counter() - began) / len(chosen)
        self._company.took(drawing.shape_key, seconds, together=together)
        return served

    def _advance(self, chosen: list[tuple[Hashable, Drawing]]) -> list[Hashable]:
        """One batched call, or one drawing alone where that fails; returns the groups served, in turn."""
        if not chosen:
            return []
        try:
            self._engine.advance([drawing for _, drawing in chosen])
        except EngineError as error:
            if len(chosen) == 1:
                raise StepError(chosen[0][0], str(error)) from error
            served = self._advance(chosen[:1])
            if is_out_of_memory(error):
                self._max_batch = len(chosen) // 2  # where one succeeds and many fail, many were too many
            return served
        return list(dict.fromkeys(key for key, _ in chosen))


def drawn(engine: LoadedEngine, drawings: Sequence[Drawing]) -> list[Image.Image]:
    """The pictures of these drawings, advanced to their ends in each other's company."""
    loop = DrawingLoop(engine, max_batch=len(drawings))
    loop.add("all", drawings)
    while not loop.idle:
        loop.step()
    return loop.take("all")


def _pending(drawings: Sequence[Drawing]) -> list[Drawing]:
    """The drawings with steps left, least advanced first."""
    return sorted((each for each in drawings if each.step < each.num_steps), key=lambda each: each.step)
