"""A model in one file is drawn like the folder it came from, or told what it lacks (cases/models.md 0a)."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import save_file

from generation.engine import Engine, EngineError
from generation.load import load_engine
from tests.generation.engine_contract import assert_same, draw
from tests.generation.single_files import one_file

TinyEngine = Callable[[str], Engine]
TinyFolder = Callable[[str], Path]


@pytest.fixture
def fox(tiny_engine: TinyEngine, tmp_path: Path) -> Path:
    """The weights of the tiny Stable Diffusion in one file, named as single files name them."""
    engine: Any = tiny_engine("stable-diffusion")
    save_file(one_file(engine.pipeline), tmp_path / "fox.safetensors")
    return tmp_path / "fox.safetensors"


def load(file: Path) -> Engine:
    options = {"width": 32, "height": 32, "num_inference_steps": 4, "threads": 1}
    return load_engine({"name": "diffusers", "model": str(file), "options": options})


def test_it_draws_what_the_folder_draws(fox: Path, tiny_folder: TinyFolder, tiny_engine: TinyEngine) -> None:
    settings_beside(fox, tiny_folder)
    assert_same(draw(load(fox), "a red fox", 7), draw(tiny_engine("stable-diffusion"), "a red fox", 7))


def test_weights_that_it_lacks_are_told(fox: Path, tiny_folder: TinyFolder) -> None:
    """diffusers finds none of the rest."""
    settings_beside(fox, tiny_folder)
    save_file({f"{part}.out.2.bias": torch.zeros(4) for part in ("model.diffusion_model", "first_stage_model")}, fox)
    with pytest.raises(EngineError, match=r"fox.safetensors could not be loaded: "):
        load(fox)


def settings_beside(file: Path, tiny_folder: TinyFolder) -> None:
    pattern = shutil.ignore_patterns("*.safetensors")
    shutil.copytree(tiny_folder("stable-diffusion"), file.with_suffix(""), ignore=pattern)


def test_without_them_it_says_whose_to_put_where(fox: Path) -> None:
    with pytest.raises(EngineError, match=r"holds weights alone: put the \.json and \.txt files of .+/.+ a folder fox"):
        load(fox)
