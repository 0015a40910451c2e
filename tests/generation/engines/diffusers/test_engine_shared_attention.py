"""The setting `shared_attention`: off it is as if it were not there, on it goes with LoRAs and an IP-Adapter."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from diffusers.models.attention_processor import AttnProcessor2_0, IPAdapterAttnProcessor2_0

from generation.engine import EngineError, ImageRequest
from generation.load import load_engine
from generation.loop import DrawingLoop
from generation.shared_attention import shares_attention
from story.draw import story_drawings
from story.request import StoryRequest
from tests.generation.engine_contract import assert_same, complete, draw
from tests.generation.small_references import striped
from tests.generation.tiny_ip_adapter import save_ip_adapter
from tests.generation.tiny_loras import save_lora

NAME = "stable-diffusion"
STORY = StoryRequest(
    ("Mia is a red fox.", "She sleeps."),
    ImageRequest("", 5, num_inference_steps=2, negative_prompt="fog"),
)
pytestmark = pytest.mark.filterwarnings("ignore:Already found a `peft_config`:UserWarning")


@pytest.fixture(scope="module")
def sharing(
    tiny_folder: Callable[[str], Path], tiny_engine: Callable[[str], Any], tmp_path_factory: pytest.TempPathFactory
) -> Any:
    """An engine with all that could get into each other's way."""
    loras, adapter = tmp_path_factory.mktemp("loras"), tmp_path_factory.mktemp("adapter")
    save_lora(loras / "ink.safetensors", NAME, ("unet",), seed=1)
    save_ip_adapter(adapter, tiny_engine(NAME).pipeline.unet)
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1, "shared_attention": True}
    folders = {"loras": str(loras), "ip_adapter": str(adapter)}
    return load_engine({"name": "diffusers", "model": str(tiny_folder(NAME)), **folders, "options": options})


def frames(engine: Any, story: StoryRequest, references: Any = (), one_by_one: bool = False) -> Any:
    loop = DrawingLoop(engine, max_batch=1 if one_by_one else 8)
    loop.add("story", [each for each in story_drawings(engine, story, references).drawings if each is not None])
    return complete(loop, "story")


def test_without_it_no_processor_is_another_and_no_frame_looks_at_any(tiny_engine: Callable[[str], Any]) -> None:
    engine = tiny_engine(NAME)
    assert {type(each) for each in engine.pipeline.unet.attn_processors.values()} == {AttnProcessor2_0}
    story = story_drawings(engine, STORY)
    assert not shares_attention(engine) and set(story.contexts) == {None}
    assert engine.share(()) == [] and all(each.shared is None for each in story.drawings)  # type: ignore[union-attr]


def test_a_picture_of_no_story_is_drawn_as_without_it(sharing: Any, tiny_engine: Callable[[str], Any]) -> None:
    assert_same(draw(sharing, "a red fox", seed=7), draw(tiny_engine(NAME), "a red fox", seed=7))


@pytest.mark.parametrize(("loras", "references"), [((), ()), ((("ink", 0.8),), (striped((48, 32), (200, 90, 40)),))])
def test_frames_are_the_same_in_one_batch_and_one_by_one(sharing: Any, loras: Any, references: Any) -> None:
    story = replace(STORY, drawing=replace(STORY.drawing, loras=loras))
    assert story_drawings(sharing, story, references).contexts == (None, "shared attention")
    together, apart = frames(sharing, story, references), frames(sharing, story, references, one_by_one=True)
    for one, other in zip(together, apart, strict=True):
        assert_same(one, other)


def test_told_to_draw_every_sentence_alone_it_shares_nothing(sharing: Any) -> None:
    assert set(story_drawings(sharing, replace(STORY, context=False)).contexts) == {None}


def test_an_adapter_keeps_its_weights_and_its_processors_their_classes(sharing: Any) -> None:
    unet = sharing.pipeline.unet
    adapted = [each for name, each in unet.attn_processors.items() if "attn2" in name]
    assert all(isinstance(each, IPAdapterAttnProcessor2_0) for each in adapted)
    assert any("to_k_ip" in name for name, _ in unet.named_parameters())


def test_little_memory_takes_no_processor_away(sharing: Any) -> None:
    before = sharing.pipeline.unet.attn_processors
    sharing.save_memory(True)
    try:
        assert sharing.pipeline.unet.attn_processors == before and sharing.pipeline.vae.use_tiling
    finally:
        sharing.save_memory(False)
    assert sharing.pipeline.unet.attn_processors == before


def test_a_model_that_cannot_share_is_refused_at_the_start() -> None:
    with pytest.raises(EngineError, match="shared_attention does not go with Storybook"):
        load_engine({"name": "diffusers", "model": "storybook", "options": {"shared_attention": 1}})
    with pytest.raises(EngineError, match="'shared_attention' is not usable"):
        load_engine({"name": "diffusers", "model": "storybook", "options": {"shared_attention": 1.5}})
