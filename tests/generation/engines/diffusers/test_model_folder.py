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
from generation.engines.diffusers.model_folder import model_hash, model_name
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


@pytest.mark.parametrize("name", ["model.bin", "model.ckpt", "model.pt", "model.pth", "model.pkl", "model.SAFETENSORS"])
def test_a_pickle_is_refused_even_beside_good_weights(name: str, folder: Path, canary: Path) -> None:
    (folder / "unet" / name).write_bytes(pickle.dumps(Payload(canary)))
    assert f"unet/{name}" in refusal(folder) and not canary.exists()


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


def test_a_folder_without_a_model_says_so(tmp_path: Path) -> None:
    assert "holds no model_index.json" in refusal(tmp_path)


@pytest.mark.parametrize("content", ["{", "[]", "7", '"StableDiffusionPipeline"'])
def test_an_index_that_is_no_index_is_refused(content: str, folder: Path) -> None:
    (folder / "model_index.json").write_text(content)
    assert "model_index.json" in refusal(folder)


def test_a_model_with_a_part_missing_fails_in_one_sentence(folder: Path) -> None:
    shutil.rmtree(folder / "unet")
    sentence = refusal(folder)
    assert "could not be loaded" in sentence and "\n" not in sentence


def test_what_a_repository_carries_besides_the_model_does_no_harm(folder: Path) -> None:
    (folder / ".git").mkdir()
    (folder / ".git" / "hook.py").write_text("")
    (folder / ".gitattributes").write_text("")
    (folder / "README.md").write_text("")
    (folder / "LICENSE").write_text("")
    assert load_engine({"name": "diffusers", "model": str(folder), "options": {"threads": 1}}).info.model == "model"


def edit(file: Path, **change: Any) -> None:
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))


@pytest.mark.parametrize(
    ("folder", "name"),
    [
        ("/models/dreamshaper-8", "dreamshaper-8"),
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
