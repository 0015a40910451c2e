"""Ratios with the interval in which they would lie for other stories."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from story.storybook.evaluation.matching import Sums

RESAMPLES = 1000
EDGES = (2.5, 97.5)  # percentiles


@dataclass(frozen=True, slots=True)
class Ratio:
    """A figure of all stories, and its 95 % interval by the bootstrap over stories (Efron, 1979)."""

    value: float
    low: float
    high: float
    of: float  # what was counted: frames, characters, facts or pairs


def ratios(per_story: Sequence[Sums], seed: int = 0) -> dict[str, Ratio]:
    """Each row's ratio of sums over stories; rows of which there was nothing to count are left out."""
    names = list(dict.fromkeys(name for sums in per_story for name in sums))
    table = np.array([[sums.get(name, (0.0, 0.0)) for sums in per_story] for name in names])  # (rows, stories, 2)
    chosen = np.random.default_rng(seed).multinomial(
        len(per_story), np.full(len(per_story), 1 / len(per_story)), size=RESAMPLES
    )  # (resamples, stories): how often each story is in
    return {name: _ratio(pairs, chosen) for name, pairs in zip(names, table, strict=True) if pairs[:, 1].any()}


def _ratio(pairs: NDArray[np.float64], chosen: NDArray[np.int64]) -> Ratio:
    above, below = pairs.sum(0)
    resampled = chosen @ pairs  # (resamples, 2)
    counted = resampled[resampled[:, 1] > 0]
    low, high = np.percentile(counted[:, 0] / counted[:, 1], EDGES)
    value, low, high = (round(float(each), 4) for each in (above / below, low, high))
    return Ratio(value, low, high, of=float(below))
