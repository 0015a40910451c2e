"""Folders that are more than a model are refused in a sentence, before anything in them runs."""

from __future__ import annotations

import json
import pickle
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from generation.engine import EngineError
from generation.engines.diffusers.model_folder import checked_class_name
from generation.engines.diffusers.model_name import model_hash, model_name
from generation.load import load_engine


@pytest.fixture
def folder(tiny_folder: Callable[[str], Path], tmp_path: Path) -> Path:
    """A copy of a good model, to be spoiled."""
    return Path(shutil.copytree(tiny_folder("stable-diffusion"), tmp_path / "model"))


@pytest.fixture
def canary(tmp_path: Path) -> Path:
    """Exists only if something ran that should not have."""
    return tmp_path / "canary"


class Payload:
    def __init__(self, canary: Path) -> None:
        self.canary = canary

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.canary,)


def refusal(folder: Path) -> str:
    with pytest.raises(EngineError) as caught:
        load_engine({"name": "diffusers", "model": str(folder), "options": {"threads": 1}})
    return str(caught.value)


@pytest.mark.parametrize("name", ["model.bin", "model.ckpt", "model.pt", "model.pth", "model.pkl", "model.msgpack"])
def test_what_lies_beside_good_weights_is_never_opened(name: str, folder: Path, canary: Path) -> None:
    """cases/models.md 0c: a whole snapshot has pickles, papers and settings of other programs in it."""
    (folder / "unet" / name).write_bytes(pickle.dumps(Payload(canary)))
    (folder / "paper.pdf").write_bytes(b"%PDF")
    (folder / "v1-inference.yaml").write_text("model: {}")
    load_engine({"name": "diffusers", "model": str(folder), "options": {"threads": 1}}).close()
    assert not canary.exists()


@pytest.mark.parametrize("name", ["model.bin", "model.ckpt", "model.pt"])
def test_weights_that_are_only_pickles_are_refused(name: str, folder: Path, canary: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    (folder / "unet" / name).write_bytes(pickle.dumps(Payload(canary)))
    assert "the weights of unet are only pickles" in refusal(folder) and not canary.exists()


def test_all_objections_come_at_once(folder: Path) -> None:
    """cases/models.md 0c and 14: one a start took an evening."""
    shutil.rmtree(folder / "tokenizer")
    (folder / "vae" / "diffusion_pytorch_model.safetensors").write_text("version https://git-lfs.github.com/spec/v1")
    (folder / "run.sh").write_text("")
    sentence = refusal(folder)
    assert "lacks the folder tokenizer" in sentence and "run.sh can run code" in sentence
    assert "only a pointer of Git LFS" in sentence and "\n" not in sentence


def test_weights_of_a_number_format_are_found_by_themselves(folder: Path) -> None:
    """cases/models.md 0b."""
    for file in folder.rglob("*.safetensors"):
        file.rename(file.with_suffix(".fp16.safetensors"))
    load_engine({"name": "diffusers", "model": str(folder), "options": {"threads": 1}}).close()


def test_parts_of_weights_that_were_not_fetched_are_counted(folder: Path) -> None:
    names = [f"diffusion_pytorch_model-0000{k}-of-00002.safetensors" for k in (1, 2)]
    (folder / "unet" / "diffusion_pytorch_model.safetensors").rename(folder / "unet" / names[0])
    index = {"weight_map": {"conv_in.weight": names[0], "conv_out.weight": names[1]}}
    (folder / "unet" / "diffusion_pytorch_model.safetensors.index.json").write_text(json.dumps(index))
    assert f"lacks 1 of 2 files of weights, such as unet/{names[1]}" in refusal(folder)


def test_a_model_that_the_library_has_given_up_is_told_apart(folder: Path) -> None:
    """cases/models.md 16."""
    edit(folder / "model_index.json", _class_name="WuerstchenCombinedPipeline")
    assert "has given WuerstchenCombinedPipeline up: use another model" in refusal(folder)


def test_a_list_of_numbers_in_an_index_is_a_setting(folder: Path) -> None:
    """cases/models.md 9: Krea 2 lists the layers of its text encoder."""
    edit(folder / "model_index.json", text_encoder_select_layers=[1, 2, 3])
    assert checked_class_name(folder) == "StableDiffusionPipeline"


def test_a_pickle_that_calls_itself_safetensors_is_refused(folder: Path, canary: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(pickle.dumps(Payload(canary)))
    assert "is not a safetensors file" in refusal(folder) and not canary.exists()


def test_a_zip_that_calls_itself_safetensors_is_refused(folder: Path, canary: Path) -> None:
    with zipfile.ZipFile(folder / "unet" / "diffusion_pytorch_model.safetensors", "w") as archive:
        archive.writestr("archive/data.pkl", pickle.dumps(Payload(canary)))
    assert "is not a safetensors file" in refusal(folder) and not canary.exists()


@pytest.mark.parametrize("header", [b"", b"[]", b'{"a": 1}', b'{"a": {"data_offsets": []}}', b"[" * 100_000])
def test_a_malformed_header_is_refused(header: bytes, folder: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(len(header).to_bytes(8, "little") + header)
    assert "is not a safetensors file" in refusal(folder)


def test_a_header_longer_than_its_file_is_refused_without_reading_on(folder: Path) -> None:
    (folder / "unet" / "diffusion_pytorch_model.safetensors").write_bytes(b"\xff" * 7 + b"\x00{}")
    assert "is not a safetensors file" in refusal(folder)


def test_a_download_that_was_cut_short_is_told_apart(folder: Path) -> None:
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1000])
    assert "cut short" in refusal(folder)


def test_python_files_are_refused(folder: Path, canary: Path) -> None:
    (folder / "unet" / "my_unet.py").write_text(f"open({str(canary)!r}, 'w')")
    assert "unet/my_unet.py" in refusal(folder) and not canary.exists()


@pytest.mark.parametrize("class_name", [["my_pipeline", "MyPipeline"], "MyPipeline", "UNet2DModel", "utils", None, 7])
def test_only_pipelines_of_diffusers_are_opened(class_name: object, folder: Path) -> None:
    edit(folder / "model_index.json", _class_name=class_name)
    assert "names no pipeline" in refusal(folder)


@pytest.mark.parametrize("library", ["subprocess", "my_pipeline", "os", "torch"])
def test_components_come_from_diffusers_and_transformers_only(library: str, folder: Path) -> None:
    edit(folder / "model_index.json", unet=[library, "Popen"])
    assert "'unet'" in refusal(folder)


@pytest.mark.parametrize(
    ("file", "change"),
    [
        ("model_index.json", {"custom_pipeline": "somebody/else"}),
        ("model_index.json", {"_import": "os"}),
        ("unet/config.json", {"auto_map": {"AutoModel": "somebody/else--unet.UNet"}}),
        ("unet/config.json", {"nested": [{"trust_remote_code": True}]}),
        ("tokenizer/tokenizer_config.json", {"auto_map": {"AutoTokenizer": ["tok.Tok", None]}}),
        ("text_encoder/config.json", {"_attn_implementation_internal": "somebody/else"}),
        ("text_encoder/config.json", {"_attn_implementation": "somebody/else:flash"}),
    ],
)
def test_keys_that_fetch_code_are_refused(file: str, change: dict[str, Any], folder: Path) -> None:
    edit(folder / file, **change)
    assert file in refusal(folder)


@pytest.mark.parametrize("content", ["{", "[]", "7", '"StableDiffusionPipeline"'])
def test_an_index_that_is_no_index_is_refused(content: str, folder: Path) -> None:
    (folder / "model_index.json").write_text(content)
    assert "model_index.json" in refusal(folder)


def test_a_model_with_a_part_missing_fails_in_one_sentence(folder: Path) -> None:
    shutil.rmtree(folder / "unet")
    sentence = refusal(folder)
    assert "lacks the folder unet" in sentence and "\n" not in sentence


def test_what_a_repository_carries_besides_the_model_does_no_harm(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "hook.py").write_text("")
    (folder / ".gitattributes").write_text("")
    (folder / "README.md").write_text("")
    (folder / "LICENSE").write_text("")
    engine = load_engine({"name": "diffusers", "model": str(folder), "options": {"threads": 1}})
    assert engine.info.model == folder.parent.name


def edit(file: Path, **change: Any) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/models/dreamshaper-8", "dreamshaper-8"),
        ("/runs/little/model", "little"),
        ("/models/dreamshaper-8/diffusers", "dreamshaper-8"),
        ("/hub/models--stabilityai--sdxl-turbo/snapshots/" + "a" * 40, "sdxl-turbo"),
        ("/models", "models"),
    ],
)
def test_a_model_is_named_as_a_person_would_name_it(folder: str, name: str) -> None:
    assert model_name(Path(folder)) == name


def test_the_folder_that_one_stands_in_has_a_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sdxl[v2]").mkdir()
    monkeypatch.chdir(tmp_path / "sdxl[v2]")
    assert model_name(Path(".")) == "sdxl[v2]"


def test_weights_are_named_by_their_hash_which_a_hubs_cache_knows(tmp_path: Path) -> None:
    (tmp_path / "unet").mkdir()
    file = tmp_path / "unet" / "diffusion_pytorch_model.safetensors"
    assert model_hash(tmp_path) == ""
    file.write_bytes(b"weights")
    assert model_hash(tmp_path) == sha256(b"weights").hexdigest()[:10]
    (tmp_path / ("ab" * 32)).write_bytes(b"other")
    file.unlink()
    file.symlink_to(tmp_path / ("ab" * 32))
    assert model_hash(tmp_path) == "ab" * 5
