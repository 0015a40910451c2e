"""What each way to hold a story together is worth, in front of the little Stable Diffusion: one table, one judge.

Every way is asked for the same stories from the same seeds; a judge that sees nothing but pixels, enlarged fourfold,
tells who is there. "truth" is the judge on true pictures, "autoencoder" on what is left of them in the latents, and
"single frames" is the pipeline on texts that need no story: no way can be expected to do better.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from random import Random
from typing import Any

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from generation.engine import ContextModule, ImageRequest, LoadedEngine
from generation.loop import drawn
from generation.request.resolve import image_drawings
from generation.storybook.scene import Scene
from story.draw import story_drawings
from story.little.world import Story, picture, pixels, sample_story, told
from story.request import StoryRequest
from story.storybook.evaluation.artist import Remembering
from story.storybook.evaluation.evaluate import Judge
from story.storybook.evaluation.intervals import ratios
from story.storybook.evaluation.matching import Sums

TRUTH, THROUGH, SINGLE = "truth", "autoencoder", "single frames"
ALONE, TEXT, SHARED, TEXT_SHARED = "sentence alone", "text", "shared attention", "text, shared attention"
CONTEXT, TEXT_CONTEXT, ALL = "context", "text, context", "text, context, shared attention"
Report = Callable[[str, int, int], None]
Pictures = list[Image.Image]


@dataclass(frozen=True, slots=True)
class Way:
    """How a story is held together."""

    context: bool = False  # the adapter
    text: bool = False  # the cast is told in every sentence
    shared: bool = False  # frames look at each other


WAYS: Mapping[str, Way] = {
    ALONE: Way(),
    TEXT: Way(text=True),
    SHARED: Way(shared=True),
    TEXT_SHARED: Way(text=True, shared=True),
    CONTEXT: Way(context=True),
    TEXT_CONTEXT: Way(context=True, text=True),
    ALL: Way(context=True, text=True, shared=True),
}


def evaluate(
    engine: LoadedEngine,
    sharing: LoadedEngine,
    adapter: ContextModule | None,
    judge: Judge,
    count: int,
    seed: int,
    report: Report,
) -> dict[str, Any]:
    """By column, every figure with its interval. `sharing` is the same model with shared attention.

    Without an `adapter` the columns that need one are left out.
    """
    rng = Random(f"{seed} test")
    stories = [sample_story(rng) for _ in range(count)]
    scenes = [[frame.scene for frame in story] for story in stories]
    columns: dict[str, Any] = {
        TRUTH: _figures(
            stories, scenes, [[Image.fromarray(picture(each)) for each in story] for story in scenes], judge
        ),
        THROUGH: _figures(stories, scenes, [_through(engine, story) for story in scenes], judge),
        SINGLE: _single(engine, judge, count, seed, report),
    }
    for name, way in WAYS.items():
        if way.context and adapter is None:
            continue
        shown, began = list[Pictures](), time.perf_counter()
        for number, story in enumerate(stories):
            report(name, number, count)
            shown.append(_draw(sharing if way.shared else engine, way, adapter, story, seed + number))
        report(name, count, count)
        seconds = (time.perf_counter() - began) / sum(map(len, stories))
        columns[name] = _figures(stories, scenes, shown, judge) | {"seconds per frame": round(seconds, 3)}
    return {"stories": count, "frames": sum(map(len, stories)), "columns": columns}


def _draw(engine: LoadedEngine, way: Way, adapter: ContextModule | None, story: Story, seed: int) -> Pictures:
    sentences = tuple(frame.sentence for frame in story)
    bare = not way.text and not way.shared and not way.context
    request = StoryRequest(sentences, ImageRequest("", seed=seed), context=not bare)
    artist: Any = engine
    if way.context or (way.shared and not way.text):  # a context that changes nothing keeps the sentences as they are
        memory = adapter if way.context and adapter else _nothing
        artist = Remembering(engine, memory, "context", guided=way.text)
    return drawn(engine, [each for each in story_drawings(artist, request).drawings if each is not None])


def _nothing(tokens: Tensor, *, causal: bool, noise: Tensor) -> tuple[Tensor, Tensor]:
    return tokens, torch.zeros(())


@torch.no_grad()
def _through(engine: Any, scenes: Sequence[Scene]) -> Pictures:
    """True pictures, encoded and decoded."""
    vae = engine.pipeline.vae
    decoded = vae.decode(vae.encode(pixels([picture(each) for each in scenes])).latent_dist.mode()).sample
    array = ((decoded.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).numpy()
    return [Image.fromarray(each) for each in array]


def _single(engine: LoadedEngine, judge: Judge, count: int, seed: int, report: Report) -> dict[str, Any]:
    """The pipeline on texts that need no story: one per story."""
    sums = []
    for number, (text, scene) in enumerate(islice(told(Random(f"{seed} single")), count)):
        report(SINGLE, number, count)
        pictures = drawn(engine, image_drawings(engine, ImageRequest(text, seed + number)).drawings)
        [verdict] = judge.judge([_large(each) for each in pictures])
        sums.append(dict(_compared(scene, verdict.scene, nameless=False)))
    report(SINGLE, count, count)
    return _ratios(sums)


def _figures(
    stories: Sequence[Story], scenes: Sequence[Sequence[Scene]], shown: Sequence[Pictures], judge: Judge
) -> dict[str, Any]:
    sums = []
    for story, truths, pictures in zip(stories, scenes, shown, strict=True):
        of_story: Sums = {}
        for frame, truth, verdict in zip(story, truths, judge.judge([_large(p) for p in pictures]), strict=True):
            for name, (right, of) in _compared(truth, verdict.scene, nameless=frame.nameless):
                before = of_story.get(name, (0.0, 0.0))
                of_story[name] = before[0] + right, before[1] + of
        sums.append(of_story)
    return _ratios(sums)


def _compared(truth: Scene, seen: Scene, *, nameless: bool) -> Iterator[tuple[str, tuple[float, float]]]:
    """What a frame adds to each figure: how much of it is right, and of how much."""
    kinds, looks = ([_looks(each, named) for each in (truth, seen)] for named in (("kind",), ("kind", "colour")))
    same_place = truth.place == seen.place
    yield "exactly those on stage", (looks[0] == looks[1], 1)
    yield "their kinds", (kinds[0] == kinds[1], 1)
    yield "place", (same_place, 1)
    yield "everything", (looks[0] == looks[1] and same_place, 1)
    if nameless:
        yield "exactly those, told by no name", (looks[0] == looks[1], 1)
    if len(truth.characters) == 2:
        colours = [_looks(each, ("colour",)) for each in (truth, seen)]
        yield "exactly those two", (looks[0] == looks[1], 1)
        swapped = kinds[0] == kinds[1] and colours[0] == colours[1] and looks[0] != looks[1]
        yield "two who swapped colours", (swapped, 1)


def _looks(scene: Scene, names: tuple[str, ...]) -> Counter[tuple[str, ...]]:
    return Counter(tuple(getattr(who, name) for name in names) for who in scene.characters)


def _large(small: Image.Image) -> Any:
    """As large as the judge looks at pictures."""
    return np.asarray(small.convert("RGB").resize((256, 256), Image.Resampling.LANCZOS))


def _ratios(sums: Sequence[Sums]) -> dict[str, Any]:
    return {name: asdict(ratio) for name, ratio in ratios(sums).items()}
