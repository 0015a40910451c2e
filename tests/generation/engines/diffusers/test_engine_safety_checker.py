"""A pipeline that brings a safety checker keeps it: what it objects to is neither handed out nor shown."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import CLIPConfig, CLIPImageProcessorPil

from generation.engine import Engine
from generation.load import load_engine
from generation.tools.safety_checker import HELD_BACK, ImageRejected
from tests.generation.engine_contract import begin, draw
from tests.generation.tiny_families import tiny_family
from tests.generation.tiny_parts import WIDTH


def engine_with_checker(threshold: float, folder: Path, name: str = "stable-diffusion") -> Engine:
    """A real checker that objects to everything below, or to nothing above, what a cosine can be."""
    vision = {"hidden_size": WIDTH, "intermediate_size": 37, "num_hidden_layers": 1, "num_attention_heads": 4}
    vision |= {"image_size": 30, "patch_size": 15}
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=vision, projection_dim=WIDTH))
    for weights in (checker.concept_embeds_weights, checker.special_care_embeds_weights):
        weights.data.fill_(threshold)
    pipeline = tiny_family(name)
    pipeline.register_modules(
        safety_checker=checker,
        feature_extractor=CLIPImageProcessorPil(size={"shortest_edge": 30}, crop_size={"height": 30, "width": 30}),
    )
    torch.manual_seed(0)
    pipeline.save_pretrained(folder)
    options = {"width": 32, "height": 32, "num_inference_steps": 2, "threads": 1}
    return load_engine({"name": "diffusers", "model": str(folder), "options": options})


@pytest.mark.parametrize("name", ["stable-diffusion", "latent-consistency"])
def test_an_objection_fails_the_drawing_in_a_sentence_and_greys_its_preview(tmp_path: Path, name: str) -> None:
    """Also of a pipeline that is drawn whole, and only says that its picture was blackened (stable-diffusion#239)."""
    engine = engine_with_checker(-2.0, tmp_path, name)
    drawing = begin(engine, "a fox", seed=1)
    engine.advance([drawing])
    assert engine.preview(drawing).getextrema() == ((128, 128),) * 3
    with pytest.raises(ImageRejected, match=HELD_BACK):
        draw(engine, "a fox", seed=1)


@pytest.mark.parametrize("name", ["stable-diffusion", "latent-consistency"])
def test_without_objection_the_picture_is_drawn(tmp_path: Path, name: str) -> None:
    engine = engine_with_checker(2.0, tmp_path, name)
    assert draw(engine, "a fox", seed=1).size == (32, 32)
