"""Ideas by a language model: from a folder that can do no harm, in lines that can be prompts."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
import torch

from generation.devices import Placement
from generation.engine import EngineError
from generation.load import load_prompt_writer
from generation.tools.prompt_writer import LONGEST, MAX_IDEAS, build_prompt, parse_ideas

CPU = Placement("cpu", "float32", "for a test")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    from tests.generation.tiny_inspirer import save_inspirer

    return save_inspirer(tmp_path_factory.mktemp("inspirers") / "tiny-gpt")


@pytest.fixture
def copied(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "tiny-gpt"))


def test_ideas_are_the_models_own_words_the_same_for_the_same_seed(folder: Path) -> None:
    from tests.generation.tiny_inspirer import WORDS

    inspirer = load_prompt_writer(str(folder), CPU)
    ideas = inspirer.inspire("the hill", 7)
    assert 1 <= len(ideas) <= MAX_IDEAS and len(set(ideas)) == len(ideas)
    assert all(set(idea.split()) <= set(WORDS) for idea in ideas)
    assert ideas == inspirer.inspire("the hill", 7) == load_prompt_writer(str(folder), CPU).inspire("the hill", 7)
    assert ideas != inspirer.inspire("the hill", 8)
    assert ideas != inspirer.inspire("", 7)
    assert (inspirer.name, inspirer.device) == ("tiny-gpt", "cpu")


def test_what_else_is_drawn_by_chance_in_the_process_stays_as_it_was(folder: Path) -> None:
    inspirer = load_prompt_writer(str(folder), CPU)
    torch.manual_seed(3)
    expected = torch.rand(2)
    torch.manual_seed(3)
    inspirer.inspire("the hill", 7)
    assert torch.equal(torch.rand(2), expected)


def test_how_a_folder_says_that_its_model_samples_changes_nothing(folder: Path, copied: Path) -> None:
    told = json.loads((copied / "generation_config.json").read_text())
    other = {**told, "num_beams": 3, "max_length": 9, "num_return_sequences": 3, "temperature": 0.01, "do_sample": True}
    (copied / "generation_config.json").write_text(json.dumps(other))
    ideas = [load_prompt_writer(str(each), CPU).inspire("the hill", 7) for each in (folder, copied)]
    assert ideas[0] == ideas[1]


def test_what_the_model_continues_ends_with_the_theme_on_one_line() -> None:
    assert build_prompt("the\n  sea").splitlines()[-1] == "the sea:"
    assert build_prompt("").splitlines()[-1] == "anything:"


@pytest.mark.parametrize(
    ("said", "idea"),
    [
        (" a red fox.\nwinter: a dog", "a red fox"),
        ("\n\n - “an old boat”\n", "an old boat"),
        (" a fox. It runs away.\n", "a fox"),
        (" a red fox on the hi", "a red fox on the"),
        (f" {'fox ' * 60}\n", ("fox " * 27).strip()),
        (" 狐と雪\n", "狐と雪"),
        (" ask @everyone\n", ""),
        (" a fox for <@123456>\n", ""),
        (" see https://example.org\n", ""),
        (" a fox --n 4\n", ""),
        (" a fox —n 4\n", ""),
        (" a {fox,owl}\n", ""),
        (" a fox\u202eyob\n", ""),
        (" a **fox**\n", ""),
        (" 12, 13\n", ""),
        ("fox", ""),
        ("", ""),
    ],
)
def test_only_a_line_that_can_be_a_prompt_is_an_idea(said: str, idea: str) -> None:
    assert parse_ideas([said]) == ([idea] if idea else [])
    assert len(idea) <= LONGEST


def test_ideas_are_few_different_and_none_of_the_examples() -> None:
    example = build_prompt("").splitlines()[1].partition(": ")[2]
    said = [f"{example}\n", "a fox\n", "a fox.\n", *(f"fox number {k}\n" for k in range(9))]
    assert parse_ideas(said) == ["a fox", *(f"fox number {k}" for k in range(4))]


def test_a_theme_that_does_not_fit_the_model_is_to_be_shortened(folder: Path) -> None:
    with pytest.raises(EngineError, match="tiny-gpt cannot take that many words: shorten the theme"):
        load_prompt_writer(str(folder), CPU).inspire("fox " * 170, 7)


def test_without_a_model_it_says_how_to_get_one() -> None:
    with pytest.raises(EngineError, match=r"set engine\.inspirer to the folder"):
        load_prompt_writer("")


@pytest.mark.parametrize("name", ["nowhere", "openai-community/gpt2"])
def test_a_folder_that_is_not_there_is_named_with_its_setting_and_never_fetched(name: str) -> None:
    with pytest.raises(EngineError, match=rf"{name!r}: check engine\.inspirer"):
        load_prompt_writer(name, CPU)


@pytest.mark.parametrize("file", ["modeling_gpt.py", "tool.so", "custom_generate/generate.py"])
def test_weights_and_files_that_could_run_code_are_refused(copied: Path, file: str) -> None:
    (copied / file).parent.mkdir(exist_ok=True)
    (copied / file).write_bytes(b"pickle")
    with pytest.raises(EngineError, match="can run code"):
        load_prompt_writer(str(copied), CPU)


def test_a_pickle_under_the_name_of_safetensors_is_refused(copied: Path) -> None:
    torch.save({}, copied / "model.safetensors")
    with pytest.raises(EngineError, match="is not a safetensors file, whatever its name says"):
        load_prompt_writer(str(copied), CPU)


@pytest.mark.parametrize("file", ["config.json", "tokenizer_config.json"])
def test_settings_that_would_run_code_are_refused(copied: Path, file: str) -> None:
    config = json.loads((copied / file).read_text())
    (copied / file).write_text(json.dumps({**config, "auto_map": {"AutoModelForCausalLM": "x.Y"}}))
    with pytest.raises(EngineError, match="asks for code by its key 'auto_map'"):
        load_prompt_writer(str(copied), CPU)


@pytest.mark.parametrize("architectures", [["BertModel"], [], None, "GPT2LMHeadModel"])
def test_another_kind_of_model_is_refused(copied: Path, architectures: object) -> None:
    config = json.loads((copied / "config.json").read_text())
    (copied / "config.json").write_text(json.dumps({**config, "architectures": architectures}))
    with pytest.raises(EngineError, match="does not continue text"):
        load_prompt_writer(str(copied), CPU)


def test_weights_that_are_missing_are_said_in_a_sentence(copied: Path) -> None:
    from safetensors.torch import load_file, save_file

    weights = load_file(copied / "model.safetensors")
    save_file({name: each for name, each in weights.items() if "ln_f" not in name}, copied / "model.safetensors")
    with pytest.raises(EngineError, match=r"tiny-gpt lacks 2 of its weights, such as transformer\.ln_f\.bias"):
        load_prompt_writer(str(copied), CPU)
    (copied / "model.safetensors").unlink()
    with pytest.raises(EngineError, match="tiny-gpt could not be loaded"):
        load_prompt_writer(str(copied), CPU)
