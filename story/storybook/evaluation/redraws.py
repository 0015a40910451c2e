"""What redrawing is worth: the frames that show exactly those on stage, by how often a frame may be drawn again.

Whoever chooses and whoever measures are named: a judge that measures what it has chosen itself praises itself. So the
figures of each are beside those of `templates`, which chooses nothing, and beside the judge's on true pictures.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from PIL import Image

from generation.engine import ImageRequest, LoadedEngine
from generation.loop import drawn
from generation.storybook.pipeline import StorybookPipeline
from story.draw import story_drawings
from story.panels.checker import PanelChecker
from story.panels.redraws import Redraws, redraw_request
from story.panels.stage import panels_of
from story.request import StoryRequest
from story.storybook.drawing.draw import Pixels, draw
from story.storybook.evaluation.artist import pixels_of
from story.storybook.evaluation.columns import storybook_of
from story.storybook.evaluation.evaluate import Judge, Report
from story.storybook.evaluation.intervals import ratios
from story.storybook.evaluation.matching import Sums, added, frame_sums, summed
from story.storybook.evaluation.stories import Frame, Story, stories
from story.storybook.evaluation.templates import kinds_by_template

EXACT = "frame accuracy"
TRUTH, BY_JUDGE, BY_TEMPLATES, TOLD, PASSED, REDRAWN, SECONDS = (
    "judge on true pictures", "by the judge", "by templates", "told to draw", "passed by the checker",
    "redrawn frames", "seconds",
)  # fmt: skip


def measure_redraws(
    engine: LoadedEngine,
    checker: PanelChecker,
    judge: Judge,
    count: int,
    seed: int,
    most: int,
    report: Report,
    steps: int | None = None,
) -> dict[str, Any]:
    """By how often a frame may be drawn again, 0 to `most`: every figure with its interval over stories.

    `steps` of each drawing; None: the engine's own.
    """
    pipeline = storybook_of(engine)
    [(_, told)] = stories("test", count, seed).items()
    sums: list[list[Sums]] = [[] for _ in range(most + 1)]
    for number, story in enumerate(told):
        report("redrawn", number, len(told))
        drawing = ImageRequest("", seed + number, num_inference_steps=steps)
        for n, each in enumerate(_rounds(engine, pipeline, checker, judge, story, drawing, most)):
            sums[n].append(each)
    report("redrawn", len(told), len(told))
    return {
        "checker": checker.name,
        "stories": len(told),
        "frames": sum(map(len, told)),
        "num_inference_steps": steps or engine.info.num_inference_steps,
        "redraws": [{row: asdict(ratio) for row, ratio in ratios(each, seed).items()} for each in sums],
    }


def _rounds(
    engine: LoadedEngine,
    pipeline: StorybookPipeline,
    checker: PanelChecker,
    judge: Judge,
    story: Story,
    drawing: ImageRequest,
    most: int,
) -> list[Sums]:
    """The sums of one story's frames after 0, 1, … rounds of drawing again."""
    request = StoryRequest(tuple(frame.sentence for frame in story), drawing)
    looked, rounds = Redraws[Any](checker, panels_of(request), most), list[Sums]()
    true = _exact(judge, story, [draw(frame.scene, drawing.seed) for frame in story if frame.scene])
    asked, due, seconds, redrawn = request, dict.fromkeys(range(len(story)), 0), 0.0, 0
    shown: dict[int, tuple[Any, tuple[Sums, ...]]] = {}  # by frame: its drawing, and what that was found to show
    for _ in range(most + 1):
        if due:
            began = time.perf_counter()
            drawings = [each for each in story_drawings(engine, asked).drawings if each is not None]
            pictures = drawn(engine, drawings)
            due = looked.look(dict(zip(due, zip(pictures, drawings, strict=True), strict=True)))
            seconds += time.perf_counter() - began
            asked = redraw_request(request, due)
        for k, best in looked.drawn.items():
            if k not in shown or shown[k][0] is not best:
                shown[k] = best, _shown(judge, pipeline, story[k], looked.pictures[k], best)
        checks = [looked.check(k) for k in shown]
        sums: Sums = {TRUTH: true}
        for _, found in shown.values():
            for each in found:
                sums = added(sums, each)
        sums |= {PASSED: (sum(not check.still for check in checks if check), len(story))}
        rounds.append(sums | {REDRAWN: (redrawn, len(story)), SECONDS: (seconds, len(story))})
        redrawn += len(due)
    return rounds


def _shown(
    judge: Judge, pipeline: StorybookPipeline, frame: Frame, picture: Image.Image, drawing: Any
) -> tuple[Sums, ...]:
    told = [who.kind for who in drawing.scene.characters]
    return (
        {BY_JUDGE: _exact(judge, [frame], [pixels_of(picture)])},
        {BY_TEMPLATES: _same(frame, kinds_by_template(pipeline, drawing))},
        {TOLD: _same(frame, told)},
    )


def _exact(judge: Judge, frames: Sequence[Frame], pictures: Sequence[Pixels]) -> tuple[float, float]:
    """How many frames show exactly those on stage by the judge, of how many."""
    verdicts = judge.judge(pictures)
    return summed(frame_sums(frame, verdict.scene)[EXACT] for frame, verdict in zip(frames, verdicts, strict=True))


def _same(frame: Frame, kinds: Sequence[str]) -> tuple[float, float]:
    """1 of 1 where these are exactly the true kinds."""
    return Counter(who["kind"] for who in frame.truth.characters) == Counter(kinds), 1
