"""StoryGAN keeps the engine contract, and a frame of it is drawn from the whole story."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from generation.engine import Engine, EngineError, ImageRequest
from generation.load import load_engine
from generation.loop import DrawingLoop
from generation.request.resolve import image_drawings
from story.draw import story_drawings
from story.request import StoryRequest
from tests.generation.engine_contract import EngineContract, assert_same, begin, complete, draw
from tests.generation.tiny_storybook import save_tiny_storybook
from tests.story.storygan.tiny import save_tiny_gan

STORY = ("A red fox.", "A blue boat.", "An owl.")


@pytest.fixture(scope="module")
def storybook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_tiny_storybook(tmp_path_factory.mktemp("storybook"))


@pytest.fixture(scope="module")
def storygan(storybook: Path, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    return load(save_tiny_gan(storybook, tmp_path_factory.mktemp("storygan")))


def load(folder: Path) -> Engine:
    return load_engine({"name": "storygan", "model": str(folder), "device": "cpu", "options": {"threads": 1}})


class TestStoryGanEngine(EngineContract):
    @pytest.fixture
    def engine(self, storygan: Engine) -> Engine:
        return storygan


def frames(
    engine: Engine, sentences: tuple[str, ...], *, context: bool = True, causal: bool = False
) -> list[Image.Image]:
    request = StoryRequest(sentences, ImageRequest("", seed=7), context=context, causal=causal)
    loop = DrawingLoop(engine, max_batch=8)
    loop.add("story", story_drawings(engine, request).drawings)
    return complete(loop, "story")


def test_the_first_frame_depends_on_the_last_sentence(storygan: Engine) -> None:
    one, other = frames(storygan, STORY), frames(storygan, (*STORY[:2], "Fog."))
    assert len(one) == 3
    assert one[0].tobytes() != other[0].tobytes()


def test_in_causal_mode_a_frame_depends_on_the_past_alone(storygan: Engine) -> None:
    one, other = (frames(storygan, (*STORY[:2], last), causal=True) for last in (STORY[2], "Fog."))
    for k in range(2):
        assert_same(one[k], other[k])
    assert one[2].tobytes() != other[2].tobytes()


def test_without_context_a_frame_is_what_its_sentence_draws_alone(storygan: Engine) -> None:
    for frame, sentence in zip(frames(storygan, STORY, context=False), STORY, strict=True):
        assert_same(frame, draw(storygan, sentence, seed=7))


def test_a_story_names_the_checkpoint_that_conditioned_it(storygan: Engine) -> None:
    drawn = story_drawings(storygan, StoryRequest(STORY, ImageRequest("", seed=7)))
    assert drawn.contexts[1:] == ("storygan-1", "storygan-1")


def test_it_names_the_words_it_does_not_know_and_those_against(storygan: Engine) -> None:
    request = ImageRequest("a red dragon", seed=7, negative_prompt="fog, smoke")
    assert image_drawings(storygan, request).ignored_words == ("dragon", "fog", "smoke")


def test_it_refuses_guidance_and_more_than_one_step(storygan: Engine) -> None:
    with pytest.raises(EngineError, match="no guidance: leave out --guidance"):
        begin(storygan, "a fox", seed=7, guidance_scale=3.0)
    with pytest.raises(EngineError, match="1 to 1 steps"):
        image_drawings(storygan, ImageRequest("a fox", seed=7, num_inference_steps=8))


def test_without_weights_it_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no weights for StoryGAN in .*: train it with `vignette train storygan`"):
        load(tmp_path)


def test_the_one_that_comes_with_vignette_draws_a_story() -> None:
    engine = load_engine({"name": "storygan", "device": "cpu", "options": {"threads": 1}})
    pictures = frames(engine, ("A red fox is in the forest.", "It sleeps."))
    assert [picture.size for picture in pictures] == [(64, 64)] * 2
    assert all(len(picture.getcolors(4096) or range(4096)) > 500 for picture in pictures)
