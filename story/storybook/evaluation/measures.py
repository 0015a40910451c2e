"""What a story's pictures are measured by: sums of its frames, of the frames that name nobody, and of the whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np

from generation.storybook.facts import IGNORE, fact_indices
from generation.storybook.scene import Scene
from story.storybook.drawing.draw import Pixels
from story.storybook.evaluation.matching import Sums, added, frame_sums, recall_sum, summed
from story.storybook.evaluation.stories import Frame
from story.storybook.handwritten.matching import frame_matches, seats_of, word_of

ALL, NAMED, PRONOUN, STORY, FACTS_TOLD = "all frames", "named frames", "pronoun frames", "story", "facts told"
RECALL, DRIFT, COPIED = "recall", "identity drift", "previous picture copied"
PIXELS_APART, FACTS_ALIKE, SECONDS = "pixels between seeds", "facts alike between seeds", "seconds"
#: Two pictures are the same below this mean difference of their pixels, in shares of the whole range: less than any
#: fact changes, more than numbers differ between batches.
SAME = 0.001
_IDENTITY = ("kind", "colour", "headwear", "headwear_colour", "neckwear", "neckwear_colour")


def scene_sums(story: Sequence[Frame], scenes: Sequence[Scene]) -> dict[str, Sums]:
    """By group of frames, what can be told from the scenes that a story's frames show."""
    groups: dict[str, Sums] = {ALL: {}, NAMED: {}, PRONOUN: {}, FACTS_TOLD: {}}
    for frame, scene in zip(story, scenes, strict=True):
        sums = frame_sums(frame, scene)
        labelled = frame.pronoun is not None and frame.truth.characters
        for group in (ALL, PRONOUN if frame.pronoun else NAMED) if labelled else (ALL,):
            groups[group] = added(groups[group], sums)
        if frame.scene is None:
            groups[FACTS_TOLD] = added(groups[FACTS_TOLD], dict(frame_matches(frame.truth, scene)))
    remembered = summed(recall_sum(frame, scene) for frame, scene in zip(story, scenes, strict=True))
    return groups | {STORY: {RECALL: remembered, DRIFT: drift_sum(story, scenes)}}


def drift_sum(story: Sequence[Frame], scenes: Sequence[Scene]) -> tuple[float, float]:
    """How often somebody looks different than when last seen, though nothing says so; of how many times in all."""
    changed = of = 0
    seen: dict[str, tuple[object, object]] = {}
    for frame, scene in zip(story, scenes, strict=True):
        alike, seats = Counter(frame.cast), seats_of(frame.truth, scene)
        for name, who, seat in zip(frame.cast, frame.truth.characters, seats, strict=bool(frame.cast)):
            if alike[name] > 1:
                continue
            should = tuple(who.get(part, "none") for part in _IDENTITY)
            does = None if seat is None else tuple(word_of(scene.characters[seat], part) for part in _IDENTITY)
            if name in seen and does and seen[name][1] and seen[name][0] == should:
                changed, of = changed + (seen[name][1] != does), of + 1
            seen[name] = should, does
    return changed, of


def copied_sum(story: Sequence[Frame], pictures: Sequence[Pixels]) -> tuple[float, float]:
    """How many frames are the previous picture again though something else is true, of how many."""
    others = [k for k, (before, after) in enumerate(pairwise(story), 1) if before.truth != after.truth]
    return sum(pixels_apart(pictures[k - 1], pictures[k]) < SAME for k in others), len(others)


def seed_sums(pictures: Sequence[Pixels], scenes: Sequence[Scene]) -> Sums:
    """One prompt under several seeds: how far the pictures are apart, and how many facts they have in common."""
    apart = [pixels_apart(one, other) for one, other in combinations(pictures, 2)]
    alike = [_alike(one, other) for one, other in combinations(map(fact_indices, scenes), 2)]
    return {PIXELS_APART: (sum(apart), len(apart)), FACTS_ALIKE: summed(alike)}


def pixels_apart(one: Pixels, other: Pixels) -> float:
    """Mean absolute difference of two pictures, 0 to 1."""
    return float(np.abs(one.astype(np.int16) - other).mean() / 255)


def _alike(one: Mapping[str, int], other: Mapping[str, int]) -> tuple[float, float]:
    """How many facts that either picture has are the same in both, of how many."""
    facts = [name for name in one if (one[name], other[name]) != (IGNORE, IGNORE)]
    return sum(one[name] == other[name] for name in facts), len(facts)
