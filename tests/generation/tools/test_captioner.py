"""A picture in words: from a model folder that can do no harm, or a sentence on how to get one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from PIL import Image

from generation.devices import Placement
from generation.engine import EngineError
from generation.load import load_captioner

CPU = Placement("cpu", "float32", "for a test")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.generation.tiny_describer import save_describer

    return save_describer(tmp_path_factory.mktemp("describers") / "tiny-blip")


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "tiny-blip"))


def test_a_picture_is_described_in_words_of_the_model_the_same_every_time(folder: Path) -> None:
    from tests.generation.tiny_describer import WORDS

    describer = load_captioner(str(folder), CPU)
    picture = Image.linear_gradient("L").resize((80, 40))
    said = describer.describe(picture)
    assert said and set(said.split()) <= set(WORDS)
    assert said == describer.describe(picture) == load_captioner(str(folder), CPU).describe(picture.convert("RGBA"))
    assert describer.name == "tiny-blip"


def test_it_says_what_the_model_itself_says(folder: Path) -> None:
    from transformers import BlipForConditionalGeneration, BlipProcessor

    model, processor = BlipForConditionalGeneration.from_pretrained(folder), BlipProcessor.from_pretrained(folder)
    picture = Image.radial_gradient("L").convert("RGB")
    torch.manual_seed(0)
    tokens = model.generate(**processor(images=picture, return_tensors="pt"), max_new_tokens=40, num_beams=3)
    expected = processor.decode(tokens[0], skip_special_tokens=True)
    assert load_captioner(str(folder), CPU).describe(picture) == expected.strip()


def test_without_a_model_it_says_how_to_get_one() -> None:
    with pytest.raises(EngineError, match=r"set engine\.describer to the folder"):
        load_captioner("")


def test_a_folder_that_is_not_there_is_named_with_its_setting() -> None:
    with pytest.raises(EngineError, match=r"'nowhere': check engine\.describer"):
        load_captioner("nowhere", CPU)


def test_weights_that_could_run_code_are_refused(copied: Path) -> None:
    (copied / "model.safetensors").rename(copied / "pytorch_model.bin")
    with pytest.raises(EngineError, match=r"pytorch_model\.bin can run code"):
        load_captioner(str(copied), CPU)


def test_settings_that_would_run_code_are_refused(copied: Path) -> None:
    config = json.loads((copied / "processor_config.json").read_text())
    (copied / "processor_config.json").write_text(json.dumps({**config, "auto_map": {"AutoProcessor": "x.Y"}}))
    with pytest.raises(EngineError, match="asks for code by its key 'auto_map'"):
        load_captioner(str(copied), CPU)


@pytest.mark.parametrize("architectures", [["BertModel"], [], None, "BlipForConditionalGeneration"])
def test_another_kind_of_model_is_refused(copied: Path, architectures: object) -> None:
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, "architectures": architectures}))
    with pytest.raises(EngineError, match="does not describe pictures"):
        load_captioner(str(copied), CPU)


def test_a_pipeline_is_no_describer(tiny_folder: Callable[[str], Path]) -> None:
    with pytest.raises(EngineError, match=r"holds no config\.json"):
        load_captioner(str(tiny_folder("stable-diffusion")), CPU)


def test_weights_that_are_missing_are_said_in_a_sentence(copied: Path) -> None:
    (copied / "model.safetensors").unlink()
    with pytest.raises(EngineError, match="tiny-blip could not be loaded"):
        load_captioner(str(copied), CPU)
