"""The check of finished pictures: what a real checker, small and with random weights, objects to and refuses."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import CLIPConfig, CLIPImageProcessorPil

from generation.devices import Placement
from generation.engine import EngineError
from generation.load import load_safety_checker
from generation.tools.safety_checker import HELD_BACK, UNCHECKED, ImageRejected

CPU = Placement("cpu", "float32", "a test")
PICTURE = Image.linear_gradient("L").resize((64, 48))


def save_checker(folder: Path, threshold: float) -> Path:
    """It objects to whatever is nearer than the threshold, a cosine: below -1 to all, above 1 to nothing."""
    torch.manual_seed(0)
    vision = {"hidden_size": 32, "intermediate_size": 37, "num_hidden_layers": 1, "num_attention_heads": 4}
    vision |= {"image_size": 30, "patch_size": 15}
    checker = StableDiffusionSafetyChecker(CLIPConfig(vision_config=vision, projection_dim=32))
    for name in ("concept_embeds_weights", "special_care_embeds_weights"):
        getattr(checker, name).data.fill_(threshold)
    checker.save_pretrained(folder)
    crop = {"height": 30, "width": 30}
    CLIPImageProcessorPil(size={"shortest_edge": 30}, crop_size=crop).save_pretrained(folder)
    return folder


def test_what_it_objects_to_is_held_back_and_all_else_may_pass(tmp_path: Path) -> None:
    strict = load_safety_checker(str(save_checker(tmp_path / "strict", -2.0)), CPU)
    with pytest.raises(ImageRejected, match=HELD_BACK):
        strict.check(PICTURE)
    mild = load_safety_checker(str(save_checker(tmp_path / "mild", 2.0)), CPU)
    mild.check(PICTURE)
    mild.check(PICTURE.convert("RGBA"))
    assert (mild.name, mild.device) == ("mild", "cpu")


def test_what_cannot_be_judged_is_held_back(tmp_path: Path) -> None:
    folder = save_checker(tmp_path / "broken", 2.0)
    weights = load_file(folder / "model.safetensors")
    weights["visual_projection.weight"][:] = float("nan")  # which is greater than nothing, so nothing would be flagged
    save_file(weights, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(ImageRejected, match=UNCHECKED):
        load_safety_checker(str(folder), CPU).check(PICTURE)


def without_a_weight(folder: Path) -> None:
    weights = load_file(folder / "model.safetensors")
    del weights["concept_embeds"]
    save_file(weights, folder / "model.safetensors", {"format": "pt"})


def as_a_pickle(folder: Path) -> None:
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (shutil.rmtree, "check engine.checker"),
        (as_a_pickle, "can run code"),
        (without_a_weight, "lacks 1 of its weights, such as concept_embeds"),
        (lambda folder: (folder / "preprocessor_config.json").unlink(), "could not be loaded"),
        (lambda folder: (folder / "config.json").write_text('{"architectures": ["CLIPModel"]}'), "checks no pictures"),
    ],
)
def test_what_is_no_whole_checker_is_refused(tmp_path: Path, spoil: Callable[[Path], object], sentence: str) -> None:
    folder = save_checker(tmp_path / "checker", 2.0)
    spoil(folder)
    with pytest.raises(EngineError, match=sentence):
        load_safety_checker(str(folder), CPU)
