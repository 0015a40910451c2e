"""Whether groups of drawings advance together or take turns: by what the engine's own last calls took.

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

    def pays(self, shape: Hashable) -> bool:
        """Whether the groups that wait with drawings of this shape advance together in the next call."""
        if shape not in self._figures and len(self._figures) >= _SHAPES:
            self._figures.clear()
        known = self._figures.setdefault(shape, _Figures())
        if len(known.together) < _TRIALS:
            return True
        if len(known.alone) < _TRIALS:
            return False
        prefers_company = min(known.together) <= min(known.alone)
        tries_the_other = known.calls % _AGAIN == _AGAIN - 1
        return prefers_company is not tries_the_other

    def took(self, shape: Hashable, seconds: float, *, together: bool) -> None:
        """What a drawing took in the call that `pays` was asked about."""
        known = self._figures[shape]
        known.calls += 1
        (known.together if together else known.alone).append(seconds)
