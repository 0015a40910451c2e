"""A tile goes on around its edges, and drawing one leaves no trace on the drawings beside it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine import DrawingRequest, Engine, EngineError, ImageRequest
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from tests.generation.engine_contract import assert_same, complete, draw_request, pixels

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

TinyEngine = Callable[[str], Engine]
TILE = DrawingRequest("a red fox", 7, 32, 32, 3, 3.0, tile=True)
FACTOR = 2  # pixels per latent of the tiny autoencoder
SHIFT = 6  # latents; even, as the denoiser halves them once


def drawn(engine: Engine, request: DrawingRequest, shift: int = 0) -> Image.Image:
    """The picture from the noise of its seed, moved around the edge."""
    [conditioning] = engine.encode([request.prompt], [""])
    drawing = engine.begin(request, conditioning)
    drawing.latents = torch.roll(drawing.latents, (shift, shift), dims=(2, 3))
    while drawing.step < drawing.num_steps:
        engine.advance([drawing])
    return engine.finish([drawing])[0]


def moved(image: Image.Image) -> np.ndarray[Any, Any]:
    return np.roll(pixels(image), (SHIFT * FACTOR, SHIFT * FACTOR), axis=(0, 1))


@pytest.mark.parametrize("name", ["stable-diffusion", "stable-diffusion-xl"])
def test_a_tile_has_no_edge(name: str, tiny_engine: TinyEngine) -> None:
    """Noise that is moved around the edge gives the same picture, moved around the edge; with an edge it does not."""
    engine = tiny_engine(name)
    assert np.abs(moved(drawn(engine, TILE)) - pixels(drawn(engine, TILE, SHIFT))).max() <= 1.5 / 255
    plain = replace(TILE, tile=False)
    assert np.abs(moved(drawn(engine, plain)) - pixels(drawn(engine, plain, SHIFT))).max() > 0.1


def test_tiles_and_others_are_drawn_side_by_side_each_as_if_alone(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    plain = replace(TILE, tile=False)
    before = draw_request(engine, plain)
    [conditioning] = engine.encode([TILE.prompt], [""])
    drawings = [engine.begin(each, conditioning) for each in (TILE, plain)]
    assert drawings[0].shape_key != drawings[1].shape_key
    while drawings[0].step < drawings[0].num_steps:
        engine.advance(drawings)
        engine.preview(drawings[0])
    tile, other = engine.finish(drawings)
    assert_same(tile, draw_request(engine, TILE))
    assert_same(other, before)
    assert tile.tobytes() != other.tobytes()


def test_tiles_share_their_steps_with_each_other(tiny_engine: TinyEngine) -> None:
    engine = tiny_engine("stable-diffusion")
    [conditioning] = engine.encode([TILE.prompt], [""])
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("pair", [engine.begin(replace(TILE, seed=seed), conditioning) for seed in (7, 8)])
    loop.step()
    assert loop.progress("pair") == (2, 6)
    assert_same(complete(loop, "pair")[0], draw_request(engine, TILE))


@pytest.mark.parametrize("name", ["stable-diffusion-3", "flux", "latent-diffusion"])
def test_models_without_convolutions_to_bend_say_so(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    with pytest.raises(EngineError, match="cannot draw tiles"):
        image_drawings(engine, ImageRequest("a red fox", 7, tile=True))
