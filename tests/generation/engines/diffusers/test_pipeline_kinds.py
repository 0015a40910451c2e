"""Classes that cannot draw from words are told before they are loaded (cases/models.md 5)."""

from __future__ import annotations

import diffusers
import pytest

from generation.engines.diffusers.pipeline_kinds import pipeline_kind


@pytest.mark.parametrize(
    ("name", "refusal"),
    [
        ("WanPipeline", "draws videos, not pictures"),
        ("StableDiffusionControlNetInpaintPipeline", "follows a drawn pose"),
        ("StableDiffusionControlNetPipeline", "follows a drawn pose"),
        ("StableDiffusionUpscalePipeline", "name it as engine.upscaler"),
        ("KandinskyPriorPipeline", "is one half of a model"),
        ("StableCascadeDecoderPipeline", "is one half of a model"),
        ("DiTPipeline", "does not draw from a prompt alone: it asks for class_labels"),
    ],
)
def test_what_it_draws_instead_is_said(name: str, refusal: str) -> None:
    assert refusal in pipeline_kind(getattr(diffusers, name)).refusal


@pytest.mark.parametrize(
    ("name", "takes", "needs"),
    [
        ("StableDiffusionXLImg2ImgPipeline", True, True),
        ("QwenImageEditPlusPipeline", True, True),
        ("FluxKontextPipeline", True, False),
        ("Flux2KleinPipeline", True, False),
        ("StableDiffusionXLInpaintPipeline", True, False),
        ("FluxFillPipeline", True, False),
        ("QwenImagePipeline", False, False),
        ("Kandinsky5T2IPipeline", False, False),
        ("ZImagePipeline", False, False),
    ],
)
def test_whether_it_takes_a_picture_or_needs_one(name: str, takes: bool, needs: bool) -> None:
    kind = pipeline_kind(getattr(diffusers, name))
    assert (kind.refusal, kind.takes_image, kind.needs_image) == ("", takes, needs)
