"""Whether drawings advance together or take turns: by what the engine's own last calls took.

A batch shares what a call costs and makes better use of a GPU; on a CPU its activations may outgrow the caches, and one
after the other is quicker. Neither changes a picture by more than rounding.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable
from dataclasses import dataclass, field

_TRIALS = 3  # calls of each kind before one is preferred; the quickest counts, as others may have had the processor
_AGAIN = 64  # calls after which the other kind is tried anew: a machine's load changes
_SHAPES = 64  # that are remembered; sizes are people's, so there could be any number


@dataclass(slots=True)
class _Figures:
    """Seconds for a drawing, of the last calls with one shape."""

    together: deque[float] = field(default_factory=lambda: deque(maxlen=_TRIALS))
    alone: deque[float] = field(default_factory=lambda: deque(maxlen=_TRIALS))
    calls: int = 0


class Company:
    """Running figures, by the shape of the drawings. One thread owns it."""

    def __init__(self) -> None:
        self._figures: dict[Hashable, _Figures] = {}

    def at_most(self, shape: Hashable, waiting: int) -> int:
        """How many of the drawings that wait advance in the next call."""
        if waiting < 2:
            return waiting
        if shape not in self._figures and len(self._figures) >= _SHAPES:
            self._figures.clear()
        known = self._figures.setdefault(shape, _Figures())
        if len(known.together) < _TRIALS:
            return waiting
        if len(known.alone) < _TRIALS:
            return 1
        prefers_company = min(known.together) <= min(known.alone)
        tries_the_other = known.calls % _AGAIN == _AGAIN - 1
        return waiting if prefers_company is not tries_the_other else 1

    def took(self, shape: Hashable, count: int, seconds: float) -> None:
        """What a call took that advanced `count` drawings; of no account for shapes that never had company."""
        if (known := self._figures.get(shape)) is not None:
            known.calls += 1
            (known.together if count > 1 else known.alone).append(seconds / count)
