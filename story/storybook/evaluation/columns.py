"""What is measured beside what: every column turns a story into pictures, each its own way."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from generation.engine import EngineError, LoadedEngine
from generation.storybook.layout import layout
from generation.storybook.pipeline import StorybookPipeline
from generation.storybook.scene import Scene
from story.storybook.drawing.draw import Pixels, draw, draw_layer
from story.storybook.evaluation.artist import Artist, DrawnStory
from story.storybook.evaluation.memories import BASELINES, FOLDER, load_memory
from story.storybook.evaluation.stories import Frame

TRUTH, AUTOENCODER, COPIED, EMPTY = (
    "truth", "truth through the autoencoder", "previous frame copied", "empty scene",
)  # fmt: skip
OURS, CAUSAL, ALONE, PROMPT, STORYGAN = (
    "ours, whole story", "ours, causal", "no context", "all sentences so far in one prompt", "StoryGAN",
)  # fmt: skip
COLUMNS = (TRUTH, AUTOENCODER, OURS, CAUSAL, ALONE, *BASELINES, PROMPT, STORYGAN, COPIED, EMPTY)


@dataclass(frozen=True, slots=True)
class Column:
    """One way to picture a story from a seed."""

    name: str
    draw: Callable[[Sequence[Frame], int], DrawnStory]
    of_truth: bool = False  # made of true pictures, which hand-written stories have not


def open_columns(
    engine: LoadedEngine,
    names: Sequence[str],
    storygan: Callable[[], LoadedEngine],
    baselines: Path = FOLDER,
    *,
    not_run: dict[str, str] | None = None,
) -> list[Column]:
    """The columns of these names, in their order above, ready to draw.

    `storygan` loads that engine, where it is asked for. A column without weights raises EngineError that says how to
    train them; with `not_run` it is left out instead, and the sentence noted there under its name.
    """
    pipeline, artist = storybook_of(engine), Artist(engine)

    def column(name: str) -> Column:
        if name in _OF_TRUTH:
            return Column(name, _of_scenes(_OF_TRUTH[name]), of_truth=True)
        if name == AUTOENCODER:
            return Column(name, _of_scenes(lambda scenes, seed: [_through(pipeline, s, seed) for s in scenes]), True)
        if name in BASELINES:
            return Column(
                name, _drawn_by(artist.remembering(load_memory(name, baselines, pipeline.text_encoder), name))
            )
        if name == STORYGAN:
            return Column(name, _drawn_by(Artist(storygan())))
        return Column(name, _drawn_by(artist, **_MODES[name]))

    return [each for name in COLUMNS if name in names and (each := _or_noted(column, name, not_run))]


def _or_noted(column: Callable[[str], Column], name: str, not_run: dict[str, str] | None) -> Column | None:
    try:
        return column(name)
    except EngineError as error:
        if not_run is None:
            raise
        not_run[name] = str(error)
        return None


def storybook_of(engine: LoadedEngine) -> StorybookPipeline:
    pipeline = getattr(engine, "pipeline", None)
    if not isinstance(pipeline, StorybookPipeline):
        raise EngineError(f"Only a Storybook model can be measured, not {engine.info.model}: change engine.model.")
    if engine.info.context is None:
        raise EngineError(
            f"{engine.info.model} has no context encoder to measure: train it with `vignette train storybook`."
        )
    return pipeline


_MODES: Mapping[str, dict[str, bool]] = {
    OURS: {},
    CAUSAL: {"causal": True},
    ALONE: {"context": False},
    PROMPT: {"context": False, "joined": True},
}


def _drawn_by(artist: Artist, *, joined: bool = False, **mode: bool) -> Callable[[Sequence[Frame], int], DrawnStory]:
    """`joined`: the prompt of each frame is all sentences up to its own."""

    def drawn(story: Sequence[Frame], seed: int) -> DrawnStory:
        sentences = [frame.sentence for frame in story]
        if joined:
            sentences = [" ".join(sentences[: k + 1]) for k in range(len(sentences))]
        return artist.draw(sentences, seed, **mode)

    return drawn


Pictured = Callable[[Sequence[Scene], int], list[Pixels]]


def _of_scenes(pictured: Pictured) -> Callable[[Sequence[Frame], int], DrawnStory]:
    def drawn(story: Sequence[Frame], seed: int) -> DrawnStory:
        return DrawnStory(tuple(pictured([frame.scene for frame in story if frame.scene is not None], seed)))

    return drawn


def _true(scenes: Sequence[Scene], seed: int) -> list[Pixels]:
    return [draw(scene, seed) for scene in scenes]


def _copy_previous(scenes: Sequence[Scene], seed: int) -> list[Pixels]:
    """Frame t shows what is true at t − 1; the first has nothing to copy."""
    return _true([scenes[0], *scenes[:-1]], seed)


def _empty(scenes: Sequence[Scene], seed: int) -> list[Pixels]:
    """The true place at the true hour, and nobody and nothing there."""
    return _true([replace(scene, characters=(), prop="none", holder=None) for scene in scenes], seed)


_OF_TRUTH: Mapping[str, Pictured] = {TRUTH: _true, COPIED: _copy_previous, EMPTY: _empty}


@torch.no_grad()
def _through(pipeline: StorybookPipeline, scene: Scene, seed: int) -> Pixels:
    """The true picture with every layer encoded and decoded."""
    layers = layout(scene, seed)
    truths = torch.stack([torch.from_numpy(draw_layer(scene, layer)) for layer in layers])  # (L, 256, 256, 4)
    vae = pipeline.vae
    latents = vae.encode((truths.permute(0, 3, 1, 2).float() / 255).to(vae.device, vae.dtype))
    pixels = pipeline.decode(scene, layers, latents)[0]
    return (pixels.permute(1, 2, 0) * 255).round().byte().cpu().numpy()
