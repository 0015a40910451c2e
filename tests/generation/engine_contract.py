"""What every engine promises, as tests: inherit `EngineContract`, give it an `engine` fixture, and run pytest."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from generation.engine import DrawingRequest, Engine, ImageRequest
from generation.loop import DrawingLoop
from generation.request.resolve import drawing_request, image_drawings

FLOAT_ERROR = 1e-3  # of pixels in [0, 1]
ROUNDING = 1 / 255  # where a float error falls across the border of two of a picture's 8-bit values


class EngineContract:
    """Needs an engine that draws in a few quick steps by default."""

    @pytest.fixture
    def engine(self) -> Engine:
        pytest.fail("the inheriting class gives the engine")

    def test_the_same_seed_draws_the_same_picture(self, engine: Engine) -> None:
        assert_same(draw(engine, "a red fox", seed=7), draw(engine, "a red fox", seed=7))

    def test_another_seed_draws_another_picture(self, engine: Engine) -> None:
        assert draw(engine, "a red fox", seed=7).tobytes() != draw(engine, "a red fox", seed=8).tobytes()

    def test_image_k_of_a_request_is_drawn_from_seed_plus_k(self, engine: Engine) -> None:
        loop = DrawingLoop(engine, max_batch=8)
        loop.add("pair", image_drawings(engine, ImageRequest("a red fox", seed=7, num_images=2)).drawings)
        for image, seed in zip(complete(loop, "pair"), (7, 8), strict=True):
            assert_same(image, draw(engine, "a red fox", seed=seed))

    def test_a_picture_does_not_depend_on_its_company_nor_on_the_steps_they_are_at(self, engine: Engine) -> None:
        loop = DrawingLoop(engine, max_batch=8)
        loop.add("early", [begin(engine, "a blue boat", seed=1)])
        loop.step()
        loop.add("fox", [begin(engine, "a red fox", seed=7)])
        loop.step()
        loop.add("late", [begin(engine, "", seed=2, guidance_scale=1.0), begin(engine, "an owl", seed=3)])
        while not loop.idle:
            loop.step()
        assert_same(loop.take("fox")[0], draw(engine, "a red fox", seed=7))
        assert_same(loop.take("early")[0], draw(engine, "a blue boat", seed=1))

    def test_a_dropped_drawing_leaves_the_others_as_they_were(self, engine: Engine) -> None:
        loop = DrawingLoop(engine, max_batch=8)
        loop.add("fox", [begin(engine, "a red fox", seed=7)])
        loop.add("dropped", [begin(engine, "a blue boat", seed=1)])
        loop.step()
        loop.drop("dropped")
        assert_same(complete(loop, "fox")[0], draw(engine, "a red fox", seed=7))

    def test_every_advance_is_one_step_until_the_last(self, engine: Engine) -> None:
        drawing = begin(engine, "a red fox", seed=7)
        for step in range(drawing.num_steps):
            assert drawing.step == step
            engine.advance([drawing])
        assert drawing.step == drawing.num_steps

    def test_a_preview_can_be_had_at_any_step_and_changes_nothing(self, engine: Engine) -> None:
        drawing = begin(engine, "a red fox", seed=7)
        previews = [engine.preview(drawing)]
        while drawing.step < drawing.num_steps:
            engine.advance([drawing])
            previews.append(engine.preview(drawing))
        assert all(preview.mode == "RGB" and min(preview.size) > 0 for preview in previews)
        assert_same(engine.finish([drawing])[0], draw(engine, "a red fox", seed=7))

    def test_pictures_have_the_size_that_was_asked_for(self, engine: Engine) -> None:
        if engine.info.fixed_size:
            assert draw(engine, "a red fox", seed=7).size == (engine.info.width, engine.info.height)
        else:
            request = drawing_request(engine.info, ImageRequest("a red fox", 7, aspect_ratio="2:1"), "a red fox", 7)
            assert request.width > request.height
            assert draw_request(engine, request).size == (request.width, request.height)

    def test_drawings_of_different_sizes_are_not_batched(self, engine: Engine) -> None:
        info = engine.info
        if not info.fixed_size:
            wide = DrawingRequest("a red fox", 7, info.width * 2, info.height, 4, info.guidance_scale)
            [conditioning] = engine.encode([wide.prompt], [""])
            assert engine.begin(wide, conditioning).shape_key != begin(engine, "a red fox", seed=7).shape_key

    def test_conditionings_come_one_per_prompt_and_in_order(self, engine: Engine) -> None:
        prompts = ["a red fox", "a blue boat", "an owl"]
        conditionings = engine.encode(prompts, ["", "blur", ""])
        assert [each.prompt for each in conditionings] == prompts
        assert all(isinstance(each.ignored_words, tuple) for each in conditionings)
        assert all(isinstance(each.read_as, tuple) for each in conditionings)

    def test_it_says_what_it_is_and_where_it_runs(self, engine: Engine) -> None:
        info = engine.info
        assert info.engine and info.model and info.device and info.device_reason
        assert info.width % info.size_multiple == 0 and info.height % info.size_multiple == 0


def begin(engine: Engine, prompt: str, seed: int, guidance_scale: float | None = None) -> Any:
    guidance = engine.info.guidance_scale if guidance_scale is None else guidance_scale
    info = engine.info
    request = DrawingRequest(prompt, seed, info.width, info.height, info.num_inference_steps, guidance)
    [conditioning] = engine.encode([prompt], [""])
    return engine.begin(request, conditioning)


def draw(engine: Engine, prompt: str, seed: int) -> Image.Image:
    return draw_request(engine, begin(engine, prompt, seed).request)


def draw_request(engine: Engine, request: DrawingRequest) -> Image.Image:
    [conditioning] = engine.encode([request.prompt], [request.negative_prompt])
    loop = DrawingLoop(engine, max_batch=1)
    loop.add("alone", [engine.begin(request, conditioning)])
    return complete(loop, "alone")[0]


def complete(loop: DrawingLoop, key: str) -> list[Image.Image]:
    while not loop.idle:
        loop.step()
    return loop.take(key)


def pixels(image: Image.Image) -> np.ndarray[Any, np.dtype[np.float64]]:
    return np.asarray(image, dtype=np.float64) / 255


def assert_same(one: Image.Image, other: Image.Image) -> None:
    """Equal to float tolerance."""
    assert one.size == other.size
    difference = np.abs(pixels(one) - pixels(other))
    assert difference.max() <= ROUNDING + 1e-9
    assert difference.mean() <= FLOAT_ERROR
