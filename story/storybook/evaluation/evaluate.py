"""Measures every column on every set of stories: draw, judge, compare with the truth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol

import torch
from torch import Tensor

from generation.storybook.scene import Scene
from story.storybook.drawing.draw import Pixels, draw
from story.storybook.evaluation.columns import Column
from story.storybook.evaluation.frechet import frechet_distance
from story.storybook.evaluation.intervals import ratios
from story.storybook.evaluation.matching import Sums
from story.storybook.evaluation.measures import COPIED, SECONDS, STORY, copied_sum, scene_sums, seed_sums
from story.storybook.evaluation.stories import Story, stories

SEEDS = 4  # of one prompt, for diversity
PROMPTS = 8  # stories whose first sentence is drawn under several seeds
NEXT_SEED = 100_003  # further than there are stories, so that no two share a seed
OTHER_STORIES = 1_000_003  # added to the seed for the true pictures that a distance is taken to
Report = Callable[[str, int, int], None]  # what is being measured, how many stories of it are done, of how many


class Verdict(Protocol):
    @property
    def scene(self) -> Scene: ...

    @property
    def features(self) -> Tensor: ...  # (D,)


class Judge(Protocol):
    """Tells from pixels alone; `story.storybook.judge` is one."""

    def judge(self, pictures: Sequence[Pixels]) -> Sequence[Verdict]: ...


@dataclass
class _Tally:
    """What is known of a column so far, story by story."""

    shown: dict[str, list[Sums]] = field(default_factory=lambda: defaultdict(list))  # by group: what the pictures show
    told: dict[str, list[Sums]] = field(default_factory=lambda: defaultdict(list))  # what the text alone told
    features: list[Tensor] = field(default_factory=list)


def evaluate(
    columns: Sequence[Column], judge: Judge, split: str, count: int, seed: int, report: Report
) -> dict[str, Any]:
    """By set of stories of the split: its size, and by column every figure with its interval."""
    return {
        name: _evaluate_set(columns, judge, name, story_set, seed, report)
        for name, story_set in stories(split, count, seed).items()
    }


def _evaluate_set(
    columns: Sequence[Column], judge: Judge, name: str, story_set: Sequence[Story], seed: int, report: Report
) -> dict[str, Any]:
    drawable = [column for column in columns if story_set[0][0].scene is not None or not column.of_truth]
    tallies = {column.name: _Tally() for column in drawable}
    for number, story in enumerate(story_set):
        report(name, number, len(story_set))
        for column in drawable:
            _measure(tallies[column.name], column, judge, story, seed + number, alone=number < PROMPTS)
    report(name, len(story_set), len(story_set))
    # True pictures of as many stories of the test split, but others.
    [unseen] = stories("test", len(story_set), seed + OTHER_STORIES).values()
    others = [
        draw(frame.scene, seed + k) for k, story in enumerate(unseen) for frame in story if frame.scene is not None
    ]
    reference = _features(judge.judge(others))
    return {
        "stories": len(story_set),
        "frames": sum(map(len, story_set)),
        "columns": {
            column: {
                "shown": _intervals(tally.shown),
                "told": _intervals(tally.told),
                "Fréchet distance": round(frechet_distance(torch.cat(tally.features), reference), 4),
            }
            for column, tally in tallies.items()
        },
    }


def _measure(tally: _Tally, column: Column, judge: Judge, story: Story, seed: int, *, alone: bool) -> None:
    """Add one story; `alone` also draws its first sentence under other seeds."""
    drawn = column.draw(story, seed)
    verdicts = judge.judge(drawn.pictures)
    sums = scene_sums(story, [verdict.scene for verdict in verdicts])
    sums[STORY][COPIED] = copied_sum(story, drawn.pictures)
    if drawn.seconds is not None:
        sums[STORY][SECONDS] = drawn.seconds, 1
    if alone:
        others = [column.draw(story[:1], seed + k * NEXT_SEED).pictures[0] for k in range(1, SEEDS)]
        pictures = [drawn.pictures[0], *others]
        sums[STORY] |= seed_sums(pictures, [verdict.scene for verdict in judge.judge(pictures)])
    for group, of_story in sums.items():
        tally.shown[group].append(of_story)
    for group, of_story in scene_sums(story, drawn.told).items() if drawn.told else ():
        tally.told[group].append(of_story)
    tally.features.append(_features(verdicts))


def _features(verdicts: Sequence[Verdict]) -> Tensor:
    """The judge's features (N, D) of N pictures."""
    return torch.stack([verdict.features for verdict in verdicts])


def _intervals(groups: Mapping[str, Sequence[Sums]]) -> dict[str, Any]:
    """By group and row, the figures of all stories; groups without any are left out."""
    figures = {group: ratios(per_story) for group, per_story in groups.items()}
    return {group: {row: asdict(ratio) for row, ratio in rows.items()} for group, rows in figures.items() if rows}
