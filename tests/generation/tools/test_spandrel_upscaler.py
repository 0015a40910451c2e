"""A network in one file enlarges tile by tile, whatever its architecture; what is none is said in a sentence."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

from generation.devices import Placement
from generation.engine import EngineError
from generation.load import load_upscaler
from generation.tools import spandrel_upscaler
from generation.tools.spandrel_upscaler import INSTALL, load_spandrel

CPU = Placement("cpu", "float32", "for a test")
PICTURE = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * k).resize((40, 24)) for k in range(3)])

#: Name → architecture and size: one quadruples, one doubles, one leaves a picture as large as it is.
NETWORKS: dict[str, tuple[str, dict[str, Any]]] = {
    "fox-x4": ("ESRGAN", {"num_filters": 4, "num_blocks": 1, "scale": 4}),
    "fox-x2": ("Compact", {"num_feat": 4, "num_conv": 1, "upscale": 2}),
    "fox-x1": ("ESRGAN", {"num_filters": 4, "num_blocks": 1, "scale": 1}),
}

Save = Callable[[str], Path]
installed = pytest.mark.skipif(find_spec("spandrel") is None, reason=f"spandrel is not installed: {INSTALL}")


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Save:
    """Name → a file with a tiny network of it, of random weights."""

    @cache
    def file(name: str) -> Path:
        load_spandrel()
        architecture, size = NETWORKS[name]
        torch.manual_seed(0)
        network = getattr(import_module(f"spandrel.architectures.{architecture}"), architecture)(**size)
        path = tmp_path_factory.mktemp("networks") / f"{name}.safetensors"
        save_file({key: value.contiguous() for key, value in network.state_dict().items()}, path)
        return path

    return file


@installed
@pytest.mark.parametrize("name", ["fox-x4", "fox-x2"])
def test_a_network_in_one_file_enlarges_by_either_factor_and_is_named(name: str, saved: Save) -> None:
    upscaler = load_upscaler(str(saved(name)), CPU)
    for factor in (2, 4):
        image, told = upscaler.upscale(PICTURE, factor)
        assert (image.size, image.mode, told) == ((40 * factor, 24 * factor), "RGB", name)
        assert image.tobytes() == upscaler.upscale(PICTURE, factor)[0].tobytes()
    upscaler.close()
    assert "torchvision" not in sys.modules


@installed
def test_a_picture_larger_than_a_tile_comes_out_as_in_one(saved: Save, monkeypatch: pytest.MonkeyPatch) -> None:
    upscaler = load_upscaler(str(saved("fox-x2")), CPU)
    whole = np.asarray(upscaler.upscale(PICTURE, 2)[0], dtype=int)
    monkeypatch.setattr(spandrel_upscaler, "_TILE", 32)
    tiled = np.asarray(upscaler.upscale(PICTURE, 2)[0], dtype=int)
    assert 0 < np.abs(whole - tiled).mean() < 1


@installed
def test_numbers_that_overflow_leave_no_picture(saved: Save, tmp_path: Path) -> None:
    weights = load_file(saved("fox-x2"))
    weights["body.0.bias"] = torch.full_like(weights["body.0.bias"], float("nan"))
    save_file(weights, tmp_path / "broken.safetensors")
    with pytest.raises(EngineError, match="broken overflowed and left no picture"):
        load_upscaler(str(tmp_path / "broken.safetensors"), CPU).upscale(PICTURE, 2)


@installed
def test_what_enlarges_nothing_is_refused(saved: Save, tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="holds ESRGAN, which does not enlarge pictures in colour"):
        load_upscaler(str(saved("fox-x1")), CPU)
    save_file({"lora_A.weight": torch.zeros(1)}, tmp_path / "lora.safetensors")
    with pytest.raises(EngineError, match=r"lora\.safetensors is of no architecture that spandrel .+ knows"):
        load_upscaler(str(tmp_path / "lora.safetensors"), CPU)


@pytest.mark.parametrize("name", ["RealESRGAN.pth", "RealESRGAN.safetensors"])
def test_a_pickle_is_never_opened_whatever_it_calls_itself(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"\x80\x04pickle")
    with pytest.raises(EngineError, match=f"{name} (may hold code|is not a safetensors file)"):
        load_upscaler(str(tmp_path / name), CPU)


def test_without_the_package_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_file({"body.0.weight": torch.zeros(1)}, tmp_path / "fox.safetensors")
    monkeypatch.setitem(sys.modules, "spandrel", None)
    with pytest.raises(EngineError, match="needs packages that are not installed: pip install --no-deps spandrel"):
        load_upscaler(str(tmp_path / "fox.safetensors"), CPU)
