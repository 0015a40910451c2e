"""A model in one file is drawn like the folder it came from, or told what it lacks (cases/models.md 0a)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from generation.engine import Engine, EngineError
from generation.load import load_engine


@pytest.fixture
def one_file(tiny_folder: Callable[[str], Path], tmp_path: Path) -> Path:
    """The weights of the tiny Stable Diffusion in one file, named as single files name them."""
    folder, weights = tiny_folder("stable-diffusion"), {}
    for part, prefix in (("unet", ""), ("vae", ""), ("text_encoder", "cond_stage_model.transformer.")):
        [file] = (folder / part).glob("*.safetensors")
        for name, tensor in load_file(file).items():
            inner = name if part != "text_encoder" or name.startswith("text_model.") else f"text_model.{name}"
            weights[prefix + inner] = tensor
    save_file(weights, tmp_path / "fox.safetensors")
    return tmp_path / "fox.safetensors"


def load(file: Path) -> Engine:
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1}
    return load_engine({"name": "diffusers", "model": str(file), "options": options})


def test_settings_beside_it_are_read_and_missing_weights_are_told(
    one_file: Path, tiny_folder: Callable[[str], Path]
) -> None:
    """The UNet of this file is not named as single files name theirs, so diffusers finds none of it."""
    pattern = shutil.ignore_patterns("*.safetensors")
    shutil.copytree(tiny_folder("stable-diffusion"), one_file.with_suffix(""), ignore=pattern)
    with pytest.raises(EngineError, match=r"fox.safetensors could not be loaded: Failed to load UNet2DConditionModel"):
        load(one_file)


def test_without_them_it_says_whose_to_put_where(one_file: Path) -> None:
    with pytest.raises(EngineError, match=r"holds weights alone: put the \.json and \.txt files of .+/.+ a folder fox"):
        load(one_file)


@pytest.mark.parametrize(
    ("name", "tensor", "sentence"),
    [
        ("a.safetensors", "unet.down_blocks.0.lora_A.weight", "is a LoRA, which changes a model and is none"),
        ("a.safetensors", "decoder.conv_in.weight", "holds no denoiser"),
        ("a.gguf", "x", "is GGUF, one part of a model"),
        ("a.ckpt", "x", "may hold code, as all but safetensors can"),
    ],
)
def test_what_else_a_file_may_be_is_said(name: str, tensor: str, sentence: str, tmp_path: Path) -> None:
    save_file({tensor: torch.zeros(1)}, tmp_path / name)
    with pytest.raises(EngineError, match=sentence):
        load(tmp_path / name)
