"""Distilled models are drawn in the few steps they were made for (cases/models.md 3)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generation.engines.diffusers.own_defaults import advised, own_size
from generation.engines.diffusers.types import Defaults
from generation.load import load_engine

TinyFolder = Callable[[str], Path]
OWN = Defaults(width=64, height=64, num_inference_steps=50, guidance_scale=7.5, size_multiple=8)


class ZImagePipeline:
    """By this name, with this call."""

    vae_scale_factor = 8

    def __call__(self, prompt: str, height: int | None = None, width: int | None = None) -> None: ...


class HunyuanImagePipeline(ZImagePipeline):
    vae_scale_factor, default_sample_size = 32, 64


def values(pipeline: Any, folder: Path) -> tuple[int, float]:
    own = advised(OWN, pipeline, folder)
    return own.num_inference_steps, own.guidance_scale


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("sdxl-base", (50, 7.5)),
        ("sdxl-turbo", (4, 0.0)),
        ("SDXL-Lightning-8step", (8, 0.0)),
        ("Hyper-SDXL-1steps", (1, 0.0)),
        ("lightroom", (50, 7.5)),
    ],
)
def test_a_distilled_model_is_told_by_its_name(name: str, expected: tuple[int, float], tmp_path: Path) -> None:
    assert values(SimpleNamespace(), tmp_path / name) == expected


def test_its_card_says_how_it_is_drawn(tmp_path: Path) -> None:
    folder = tmp_path / "some-turbo"
    folder.mkdir()
    (folder / "README.md").write_text("pipe(prompt, num_inference_steps=1, guidance_scale=0.5)")
    assert values(SimpleNamespace(), folder) == (1, 0.5)


def test_its_settings_or_its_scheduler_tell_too(tmp_path: Path) -> None:
    class LCMScheduler: ...

    assert values(SimpleNamespace(scheduler=LCMScheduler()), tmp_path) == (4, 1.0)
    klein = advised(OWN, SimpleNamespace(config={"is_distilled": True}), tmp_path)
    assert (klein.num_inference_steps, klein.guided) == (4, False)


def test_sizes_that_only_the_call_knows_are_known() -> None:
    assert own_size(ZImagePipeline()) == (1024, 1024)
    assert own_size(HunyuanImagePipeline()) == (2048, 2048)


@pytest.mark.filterwarnings("ignore:`FluxPosEmbed` is deprecated:FutureWarning")  # of diffusers' own Chroma
@pytest.mark.parametrize(
    ("name", "size", "steps", "guidance"),
    [
        ("pixart-sigma", 256, 20, 4.5),  # 32 cells of 8 pixels: its transformer's own
        ("sana", 1024, 20, 4.5),
        ("z-image", 1024, 50, 5.0),
        ("qwen-image", 256, 50, 1.0),
        ("flux2-klein", 256, 50, 4.0),
        ("lumina2", 128, 30, 4.0),
        ("chroma", 256, 35, 5.0),  # 128 cells, which its pipeline alone knows
        ("flux-kontext", 256, 28, 3.5),
        ("stable-diffusion-pag", 32, 50, 7.5),
    ],
)
def test_what_nobody_gave_is_the_models_own(
    name: str, size: int, steps: int, guidance: float, tiny_folder: TinyFolder
) -> None:
    info = load_engine({"name": "diffusers", "model": str(tiny_folder(name)), "options": {"threads": 1}}).info
    assert (info.width, info.height) == (size, size)
    assert (info.num_inference_steps, info.guidance_scale) == (steps, guidance)
