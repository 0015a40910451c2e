"""A picture comes back larger, looking as it did, and named by what enlarged it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from generation.devices import Placement
from generation.engine import EngineError
from generation.load import load_upscaler
from generation.tools.upscaler import Lanczos, Upscaler, check_size

# diffusers' Euler schedulers hand a tensor to np.array the old way.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")

CPU = Placement("cpu", "float32", "for a test")
PICTURE = Image.merge("RGB", [Image.linear_gradient("L").rotate(90 * k).resize((40, 24)) for k in range(3)])

Load = Callable[[str], Upscaler]


@pytest.fixture(scope="module")
def load(tmp_path_factory: pytest.TempPathFactory) -> Load:
    """Name of a tiny upscaler → it, loaded from where it was saved."""

    @cache
    def loaded(name: str) -> Upscaler:
        from tests.generation import tiny_upscalers

        folder = tmp_path_factory.mktemp("upscalers") / name
        getattr(tiny_upscalers, name)().save_pretrained(folder)
        return load_upscaler(str(folder), CPU, num_inference_steps=2)

    return loaded


def test_without_a_model_it_is_lanczos_and_says_so() -> None:
    image, name = load_upscaler("").upscale(PICTURE.convert("RGBA"), 4)
    assert (image.size, image.mode, name) == ((160, 96), "RGB", "Lanczos")
    again = np.asarray(image.resize(PICTURE.size, Image.Resampling.BOX), dtype=int)
    assert np.abs(again - np.asarray(PICTURE, dtype=int)).mean() < 2


@pytest.mark.parametrize("name", ["latent_upscaler", "upscaler_x4"])
@pytest.mark.parametrize("factor", [2, 4])
def test_a_model_enlarges_by_either_factor_and_is_named(name: str, factor: int, load: Load) -> None:
    image, told = load(name).upscale(PICTURE, factor, "a red fox")
    assert (image.size, image.mode, told) == ((40 * factor, 24 * factor), "RGB", name)
    assert image.tobytes() != Lanczos().upscale(PICTURE, factor)[0].tobytes()


def test_the_same_picture_gives_the_same_picture(load: Load) -> None:
    upscaler = load("upscaler_x4")
    assert upscaler.upscale(PICTURE, 4)[0].tobytes() == upscaler.upscale(PICTURE, 4)[0].tobytes()


def test_a_model_that_is_no_upscaler_is_refused(tiny_folder: Callable[[str], Path]) -> None:
    with pytest.raises(EngineError, match=r"'stable-diffusion' holds no upscaler: it must be"):
        load_upscaler(str(tiny_folder("stable-diffusion")), CPU)


def test_a_folder_that_is_not_there_is_named_with_its_setting() -> None:
    with pytest.raises(EngineError, match=r"'nowhere': check engine\.upscaler"):
        load_upscaler("nowhere", CPU)


def test_weights_that_could_run_code_are_refused(tmp_path: Path) -> None:
    index = '{"_class_name": "StableDiffusionUpscalePipeline", "unet": ["diffusers", "UNet2DConditionModel"]}'
    (tmp_path / "model_index.json").write_text(index)
    (tmp_path / "unet").mkdir()
    (tmp_path / "unet" / "weights.bin").write_bytes(b"pickle")
    with pytest.raises(EngineError, match=r"the weights of unet are only pickles, which can run code"):
        load_upscaler(str(tmp_path), CPU)


@pytest.mark.parametrize(
    ("size", "factor", "sentence"),
    [((64, 64), 3, "2 or 4 times, not 3"), ((2048, 2048), 4, "8192×8192"), ((4100, 16), 2, "8200×32")],
)
def test_what_cannot_be_enlarged_is_said_in_a_sentence(size: tuple[int, int], factor: int, sentence: str) -> None:
    with pytest.raises(EngineError, match=sentence):
        check_size(*size, factor)
    with pytest.raises(EngineError, match=sentence):
        Lanczos().upscale(Image.new("RGB", size), factor)
