"""The adapter in training, and the same weights at work in the engine."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image

from generation.engine import EngineError, ImageRequest
from generation.load import load_engine
from story.adapter.denoising import FrozenPipeline
from story.adapter.network import ContextAdapter
from story.adapter.sheet import draw_story, sheets_of
from story.adapter.train import ContextTraining, Recipe, captions, train_adapter
from story.conditioning import in_context
from story.datasets.folder import StoryFolder
from story.draw import story_drawings
from story.request import StoryRequest
from tests.story.adapter.conftest import SENTENCES

SHORT = Recipe(steps=3, stories=1, words=0.5, inner=16, slots=3, rate=1e-2, sheets=0)
STORY = StoryRequest(SENTENCES, ImageRequest(" ".join(SENTENCES), seed=7))


def training(engine: Any, stories: StoryFolder, recipe: Recipe = SHORT) -> ContextTraining:
    return ContextTraining(FrozenPipeline(engine), stories, recipe)


@pytest.fixture(scope="module")
def trained(tiny_engine: Callable[[str], Any], stories: StoryFolder, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("adapter")
    train_adapter(training(tiny_engine("stable-diffusion"), stories), folder, lambda _: None)
    return folder


@pytest.fixture(scope="module")
def engine(trained: Path, tiny_folder: Callable[[str], Path]) -> Any:
    options = {"width": 32, "height": 32, "num_inference_steps": 2, "threads": 1, "context": str(trained / "model")}
    return load_engine({"name": "diffusers", "model": str(tiny_folder("stable-diffusion")), "options": options})


def test_it_goes_on_where_it_stopped(trained: Path, tiny_engine: Callable[[str], Any], stories: StoryFolder) -> None:
    again, said = training(tiny_engine("stable-diffusion"), stories, replace(SHORT, steps=4)), list[str]()
    train_adapter(again, trained, said.append)
    assert said[0].startswith("context: at step 3") and "step 4" in said[-1]


def test_the_pipeline_stays_as_it_is_and_only_the_adapter_learns(
    tiny_engine: Callable[[str], Any], stories: StoryFolder, tmp_path: Path
) -> None:
    engine = tiny_engine("stable-diffusion")
    before = {name: value.clone() for name, value in engine.pipeline.unet.state_dict().items()}
    own = training(engine, stories)
    train_adapter(own, tmp_path, lambda _: None)
    assert all(torch.equal(before[name], value) for name, value in engine.pipeline.unet.state_dict().items())
    assert float(own.adapter.gate.detach()) != 0


def test_each_loss_is_printed_beside_what_it_is_without_the_encoder(
    tiny_engine: Callable[[str], Any], stories: StoryFolder
) -> None:
    own = training(tiny_engine("stable-diffusion"), stories)
    assert set(own.losses()) == {"loss", "words", "words alone", "kl"}
    own.learns_from_pictures = True
    losses = own.losses()
    for name in ("words", "pictures"):  # nothing is changed yet
        assert torch.isclose(losses[name].detach(), losses[f"{name} alone"])


def test_half_precision_learns_as_well(tiny_engine: Callable[[str], Any], stories: StoryFolder) -> None:
    own = ContextTraining(FrozenPipeline(tiny_engine("stable-diffusion")), stories, SHORT, precision="bf16")
    own.learns_from_pictures = True
    losses = own.losses()
    losses["loss"].backward()  # type: ignore[no-untyped-call]
    assert all(torch.isfinite(each) for each in losses.values()) and own.adapter.gate.grad is not None


def test_prompts_of_different_length_keep_their_own(tiny_engine: Callable[[str], Any]) -> None:
    told = tiny_engine("qwen-image").encode(
        ["Mia is a red fox.", "She sings.", "They meet an owl in the rain."], [""] * 3
    )
    adapter = ContextAdapter(told[0].prompt_embeds.shape[2], inner=8, num_slots=2).eval()
    torch.nn.init.constant_(adapter.gate, 0.1)
    resolved = in_context(adapter, told, seed=1, causal=False)
    lengths = [each.prompt_embeds.shape for each in told]
    assert [each.prompt_embeds.shape for each in resolved] == lengths and len(set(lengths)) > 1
    same = [torch.equal(*(each.prompt_embeds for each in pair)) for pair in zip(told, resolved, strict=True)]
    assert same == [True, False, False]


def test_a_caption_says_what_a_sentence_means_where_there_is_one(stories: StoryFolder) -> None:
    frames = stories[0].frames
    assert captions([*frames[:2], replace(frames[2], caption="a fox and an owl")]) == [
        "Mia is a red fox.", "Mia the red fox sings.", "a fox and an owl"
    ]  # fmt: skip


def test_the_engine_draws_a_story_with_it_and_says_so(engine: Any, trained: Path) -> None:
    assert engine.info.context == trained.name and engine.info.context_guided
    drawn = story_drawings(engine, STORY)
    assert drawn.contexts == (None, trained.name, trained.name)
    assert [each.request.prompt for each in drawn.drawings] == [
        "Mia is a red fox.", "Mia the red fox sings.", "Mia the red fox meets Otto, a blue owl."
    ]  # fmt: skip


def test_it_changes_what_is_drawn_but_not_the_first_frame_or_a_picture_alone(engine: Any) -> None:
    with_it = story_drawings(engine, STORY).drawings
    without = story_drawings(engine, replace(STORY, context=False)).drawings
    first, second = (
        torch.equal(one.conditioning.prompt_embeds, other.conditioning.prompt_embeds)  # type: ignore[union-attr]
        for one, other in zip(with_it[:2], without[:2], strict=True)
    )
    assert first and not second


def test_a_story_is_drawn_meanwhile_with_and_without(
    tiny_engine: Callable[[str], Any], stories: StoryFolder, trained: Path
) -> None:
    engine = tiny_engine("stable-diffusion")
    sheet = sheets_of(engine, stories)(training(engine, stories).adapter, 0)
    assert sheet.size == (3 * 32, 2 * 32)
    pictures = draw_story(engine, SENTENCES, 1, None)
    assert np.array_equal(np.asarray(sheet)[32:, :32], np.asarray(pictures[0]))


def test_a_sheet_is_written_as_often_as_the_recipe_says(
    tiny_engine: Callable[[str], Any], stories: StoryFolder, tmp_path: Path
) -> None:
    own = training(tiny_engine("stable-diffusion"), stories, replace(SHORT, steps=2, sheets=1e-9))
    train_adapter(own, tmp_path, lambda _: None, lambda adapter, step: Image.new("RGB", (step, 1)))
    assert sorted(file.name for file in tmp_path.glob("sheet-*.png")) == ["sheet-000001.png", "sheet-000002.png"]


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ("nowhere", "There is no context encoder 'nowhere': check context in engine.options."),
        ("", "was not written by `vignette train context`"),
    ],
)
def test_a_folder_that_holds_none_is_refused_in_a_sentence(
    tiny_folder: Callable[[str], Path], tmp_path: Path, context: str, message: str
) -> None:
    folder = tiny_folder("stable-diffusion")
    with pytest.raises(EngineError, match=message.replace("(", r"\(")):
        load_engine({"name": "diffusers", "model": str(folder), "options": {"context": context or str(tmp_path)}})


def test_one_of_another_kind_of_pipeline_is_refused(trained: Path, tiny_folder: Callable[[str], Path]) -> None:
    options = {"context": str(trained / "model")}
    with pytest.raises(EngineError, match="is one for StableDiffusionPipeline, and this is StableDiffusion3Pipeline"):
        load_engine({"name": "diffusers", "model": str(tiny_folder("stable-diffusion-3")), "options": options})
