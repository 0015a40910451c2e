"""How sharp the drawn backdrops are, beside the true ones: gradient energy, seams of the latent grid, and how far off.

Backdrops are drawn from facts, nobody on stage, so that only drawing is measured and no reading. Gradient energy is the
mean difference of neighbouring pixels, as a share of the true render's: blur takes it away. A seam is what the
difference is across the lines of the latents' grid, relative to elsewhere: 1 where nothing can be seen of the grid.
Every column is measured at the size at which the model draws.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from generation.storybook.autoencoder import PATCH
from generation.storybook.layout import NATIVE, layout
from generation.storybook.pipeline import StorybookPipeline
from generation.storybook.scene import PLACES, SHELTERED, TIMES, WEATHERS, Scene
from story.storybook.drawing.draw import Pixels, draw
from story.storybook.evaluation.evaluate import Judge
from story.storybook.evaluation.frechet import frechet_distance
from story.storybook.evaluation.layers import LayerOfScene, denoised, missed_variance, true_pictures

TRUTH, AUTOENCODER, DRAWN = "truth", "truth through the autoencoder", "drawn"
ENERGY, ACROSS, DOWN = "gradient energy", "seams between columns", "seams between rows"
DISTANCE = "Fréchet distance"
CELLS = NATIVE // PATCH  # of latents, to a picture's side
MISSED = "variance missed"
LAYERS_EACH = 4  # of every role, for each backdrop of a place
OTHERS = 1_000_003  # added to the seed for the true backdrops that a distance is taken to


def gradient_energy(picture: Pixels) -> float:
    """Mean absolute difference of neighbouring pixels of (H, W, 3), in shares of the whole range."""
    across, down = _differences(picture)
    return float(across.mean() + down.mean())


def seams(picture: Pixels) -> tuple[float, float]:
    """How much more neighbours differ across the grid's lines than elsewhere: between columns, and between rows."""
    grid = picture.shape[1] // CELLS
    across, down = _differences(picture)
    return _seam(across.mean((0, 2)), grid), _seam(down.mean((1, 2)), grid)


def _differences(picture: Pixels) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    values = picture.astype(np.float64) / 255
    return np.abs(np.diff(values, axis=1)), np.abs(np.diff(values, axis=0))


def _seam(steps: NDArray[np.float64], grid: int) -> float:
    """Of the mean differences (N − 1,) between one line of pixels and the next."""
    on = np.arange(1, len(steps) + 1) % grid == 0
    return float(steps[on].mean() / max(steps[~on].mean(), 1e-9))


def measure_backdrops(
    pipeline: StorybookPipeline, judge: Judge, each: int, seed: int, report: Callable[[str, int, int], None]
) -> dict[str, Any]:
    """Figures by column and place, and of all places the mean and the one that is farthest off."""
    by_place: dict[str, list[Scene]] = {place: _scenes(place, each, Random(f"{seed} {place}")) for place in PLACES}
    figures: dict[str, dict[str, dict[str, float]]] = {name: {} for name in (TRUTH, AUTOENCODER, DRAWN)}
    features: dict[str, list[Tensor]] = {name: [] for name in figures}
    others, size = [], pipeline.info.width
    for number, (place, scenes) in enumerate(by_place.items()):
        report("backdrops", number, len(by_place))
        seeds = range(seed, seed + len(scenes))
        layers = [(scene, layout(scene, k)[0]) for scene, k in zip(scenes, seeds, strict=True)]
        true_latents = pipeline.vae.encode(true_pictures(layers).to(pipeline.vae.device, pipeline.vae.dtype))
        columns = {
            TRUTH: [draw(scene, k, size=size) for scene, k in zip(scenes, seeds, strict=True)],
            AUTOENCODER: _of_latents(pipeline, layers, true_latents),
            DRAWN: _of_latents(pipeline, layers, denoised(pipeline, layers, seeds)),
        }
        true = np.mean([gradient_energy(picture) for picture in columns[TRUTH]])
        for name, pictures in columns.items():
            across, down = np.mean([seams(picture) for picture in pictures], axis=0)
            energy = np.mean([gradient_energy(picture) for picture in pictures]) / true
            figures[name][place] = {ENERGY: _round(energy), ACROSS: _round(across), DOWN: _round(down)}
            features[name] += [verdict.features for verdict in judge.judge(pictures)]
        unseen = _scenes(place, each, Random(f"{seed + OTHERS} {place}"))
        others += [draw(scene, OTHERS + k) for scene, k in zip(unseen, seeds, strict=True)]
    report("backdrops", len(by_place), len(by_place))
    reference = torch.stack([verdict.features for verdict in judge.judge(others)])
    return {
        "backdrops": each * len(by_place),
        MISSED: {role: _round(share) for role, share in missed_variance(pipeline, each * LAYERS_EACH, seed).items()},
        "columns": {
            name: {"places": places, **_overall(places)}
            | {DISTANCE: _round(frechet_distance(torch.stack(features[name]), reference))}
            for name, places in figures.items()
        },
    }


def _overall(places: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    rows = (ENERGY, ACROSS, DOWN)
    return {
        "mean": {row: _round(np.mean([figures[row] for figures in places.values()])) for row in rows},
        "least energy": min(places, key=lambda place: places[place][ENERGY]),
    }


def _scenes(place: str, count: int, rng: Random) -> list[Scene]:
    """Hours and weathers at random, of which indoors has none."""
    weathers = WEATHERS[:1] if place in SHELTERED else WEATHERS
    return [Scene(place, rng.choice(TIMES), rng.choice(weathers)) for _ in range(count)]


@torch.no_grad()
def _of_latents(pipeline: StorybookPipeline, layers: Sequence[LayerOfScene], latents: Tensor) -> list[Pixels]:
    """The backdrops (H, W, 3) that latents decode to."""
    pictures = []
    for (scene, layer), each in zip(layers, latents, strict=True):
        pixels = pipeline.decode(scene, [layer], each[None], size=pipeline.info.width)[0]
        pictures.append((pixels.permute(1, 2, 0) * 255).round().byte().cpu().numpy())
    return pictures


def _round(value: Any) -> float:
    return round(float(value), 4)
