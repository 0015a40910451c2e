"""What a model is, is told from its settings and the headers of its weights, before it is loaded."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from diffusers import DiffusionPipeline
from safetensors import safe_open

from generation.engine import EngineError
from generation.engines.diffusers.facts import licence_of, model_facts, models_in
from generation.load import load_engine
from tests.generation.engines.diffusers.wrong_models import WRONG, edit

TinyFolder = Callable[[str], Path]


@pytest.mark.parametrize(
    ("name", "stepwise"),
    [("stable-diffusion", True), ("pixart-sigma", True), ("flux-kontext", True), ("stable-diffusion-pag", False)],
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


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_model_is_told_in_one_sentence_before_anything_is_loaded(
    name: str, tiny_folder: TinyFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Check, list and start say the same, with all objections at once."""
    spoil, sentence = WRONG[name]
    spoil(model := Path(shutil.copytree(tiny_folder("stable-diffusion"), tmp_path / name)))
    monkeypatch.setattr(DiffusionPipeline, "from_pretrained", None)
    told = model_facts(model).objections
    assert sentence in told and told.endswith(".") and "\n" not in told and name in told
    assert [each.objections for each in models_in(tmp_path)] == [told]
    with pytest.raises(EngineError) as caught:
        load_engine({"name": "diffusers", "model": str(model)})
    assert str(caught.value) == told


def test_a_refiner_is_said_to_change_pictures(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    model = Path(shutil.copytree(tiny_folder("stable-diffusion-xl"), tmp_path / "refiner"))
    edit(model / "model_index.json", _class_name="StableDiffusionXLImg2ImgPipeline", requires_aesthetics_score=True)
    facts = model_facts(model)
    assert facts.needs_image and "drawn whole, with coarse progress, changes a picture that has to be attached" in (
        facts.sentence()
    )


def test_the_sentence_of_a_good_one_has_all_that_matters(tiny_folder: TinyFolder, tmp_path: Path) -> None:
    good = Path(shutil.copytree(tiny_folder("stable-diffusion"), tmp_path / "good"))
    (good / "README.md").write_text("---\nlicense: openrail\n---\n")
    sentence = model_facts(good).sentence("bfloat16")
    assert sentence.startswith("good is a StableDiffusionPipeline, drawn step by step; ")
    assert sentence.endswith("GiB of weights in bfloat16; licence openrail")
