"""What a model is, is told from its settings and the headers of its weights, before it is loaded."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from safetensors import safe_open

from generation.engines.diffusers.facts import licence_of, model_facts, models_in

TinyFolder = Callable[[str], Path]


@pytest.mark.parametrize(
    ("name", "stepwise"), [("stable-diffusion", True), ("pixart-sigma", True), ("flux-kontext", False)]
)
def test_it_says_the_family_and_how_it_is_drawn(name: str, stepwise: bool, tiny_folder: TinyFolder) -> None:
    facts = model_facts(tiny_folder(name))
    assert (facts.family.lower().startswith(name.replace("-", "")), facts.stepwise, facts.objections) == (
        True,
        stepwise,
        "",
    )


def test_it_counts_weights_as_they_would_be_loaded(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    """A second number format beside the first is not loaded, so it is not counted."""
    folder = Path(shutil.copytree(tiny_folder("stable-diffusion"), tmp_path / "model"))
    count = 0
    for file in list(folder.rglob("*.safetensors")):
        with safe_open(file, "pt") as weights:
            count += sum(weights.get_tensor(name).numel() for name in weights.keys())  # noqa: SIM118
        shutil.copy(file, file.with_suffix(".fp16.safetensors"))
    facts = model_facts(folder)
    assert facts.weights == count
    assert facts.memory("float32") == 4 * count and facts.memory("bfloat16") == 2 * count


def test_the_licence_is_the_one_its_card_states() -> None:
    assert licence_of("---\nlicense: apache-2.0\ntags:\n- a\n---\n# Fox") == "apache-2.0"
    assert licence_of("---\nlicense: other\nlicense_name: flux-1-dev\n---") == "flux-1-dev"
    assert licence_of("# Fox\nlicense: mit") == ""


@pytest.fixture
def shelf(tiny_folder: TinyFolder, tmp_path: Path) -> Path:
    """Ten wrong folders and files, and a good one."""
    good = Path(shutil.copytree(tiny_folder("stable-diffusion"), tmp_path / "good"))
    (good / "README.md").write_text("---\nlicense: openrail\n---\n")
    for name in ("no-tokenizer", "cut-short", "pointer", "code", "given-up", "elsewhere", "custom"):
        shutil.copytree(tiny_folder("stable-diffusion"), tmp_path / name)
    shutil.rmtree(tmp_path / "no-tokenizer" / "tokenizer")
    weights = tmp_path / "cut-short" / "vae" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-9])
    (tmp_path / "pointer" / "vae" / "diffusion_pytorch_model.safetensors").write_text("version https://git-lfs")
    (tmp_path / "code" / "unet" / "diffusers.py").write_text("")
    for name, key, value in (
        ("given-up", "_class_name", "WuerstchenCombinedPipeline"),
        ("elsewhere", "unet", ["os", "x"]),
        ("custom", "_class_name", "FoxPipeline"),
    ):
        file = tmp_path / name / "model_index.json"
        file.write_text(json.dumps(json.loads(file.read_text()) | {key: value}))
    shutil.copytree(tiny_folder("inpaint"), tmp_path / "mask")
    (tmp_path / "empty").mkdir()
    (tmp_path / "part.gguf").write_bytes(b"GGUF")
    return tmp_path


def test_ten_wrong_models_give_one_sentence_each(shelf: Path) -> None:
    facts = {each.name: each for each in models_in(shelf)}
    assert len(facts) == 11 and facts["good"].objections == "" and facts["good"].licence == "openrail"
    wrong = [each.objections for name, each in facts.items() if name != "good"]
    assert len(set(wrong)) == 10 and all(each and each.endswith(".") and "\n" not in each for each in wrong)


def test_the_sentence_of_a_good_one_has_all_that_matters(shelf: Path) -> None:
    sentence = model_facts(shelf / "good").sentence("bfloat16")
    assert sentence.startswith("good is a StableDiffusionPipeline, drawn step by step; ")
    assert sentence.endswith("GiB of weights in bfloat16; licence openrail")
