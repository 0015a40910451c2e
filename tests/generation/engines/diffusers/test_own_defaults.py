"""Distilled models are drawn in the few steps they were made for (cases/models.md 3)."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from generation.engines.diffusers.own_defaults import advised, own_size
from generation.engines.diffusers.types import Defaults

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
