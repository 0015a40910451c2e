"""What a model draws in when nobody says otherwise: its own size, steps and guidance.

Most pipelines decide their size when they are called and state their steps in the call's signature. Distilled models
share the class, and so the signature, of those that they were distilled from: they are told by their settings, their
scheduler or their name, and their model card says how they are drawn.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from generation.engines.diffusers.model_name import model_card, model_name
from generation.engines.diffusers.types import Defaults

# Sides that are decided in the middle of a call: ZImagePipeline and JoyImageEditPlusPipeline have the number there.
IN_THE_CALL = 1024
_GRID = 16  # pixels: two of the usual autoencoder's cells
# Of classes with None in their signature and the value in the call: Ideogram4Pipeline's `guidance_schedule`.
_GUIDANCE_IN_THE_CALL = {"Ideogram4Pipeline": 7.0}
_DISTILLED = re.compile(r"turbo|lightning|hyper|schnell|lcm|dmd|flash|distill|\d+-?steps?\b", re.IGNORECASE)
_STEPS_IN_NAME = re.compile(r"(\d{1,2})-?steps?", re.IGNORECASE)
# How distilled models are drawn by the examples of their cards: steps, and the guidance that turns the second call off.
_STEPS = {"ZImagePipeline": 9, "Krea2Pipeline": 8, "QwenImagePipeline": 8}
_FEW_STEPS = 4
_STEPS_IN_CARD = re.compile(r"num_inference_steps\s*=\s*(\d{1,2})\b")
_GUIDANCE_IN_CARD = re.compile(r"\bguidance_scale\s*=\s*(\d{1,2}(?:\.\d+)?)")


def signature_of(pipeline: Any) -> Mapping[str, inspect.Parameter]:
    return inspect.signature(type(pipeline).__call__).parameters


def default_of(parameters: Mapping[str, inspect.Parameter], name: str, otherwise: Any) -> Any:
    """The default of a call's parameter; `otherwise` where it has none or leaves it to the call."""
    parameter = parameters.get(name)
    unset = parameter is None or parameter.default is None or parameter.default is inspect.Parameter.empty
    return otherwise if unset else parameter.default  # type: ignore[union-attr]


def own_size(pipeline: Any) -> tuple[int, int]:
    """Width and height in pixels: from the call's signature, the pipeline, or its denoiser's settings."""
    parameters = signature_of(pipeline)
    width, height = (default_of(parameters, name, None) for name in ("width", "height"))
    if isinstance(width, int) and isinstance(height, int):
        return width, height
    if hasattr(pipeline, "get_default_resolution"):  # PRXPipeline
        side = int(pipeline.get_default_resolution())
        return side, side
    factor = getattr(pipeline, "vae_scale_factor", 1)  # 1: it draws in pixels
    denoiser = getattr(pipeline, "unet", None) or getattr(pipeline, "transformer", None)
    size = getattr(pipeline, "default_sample_size", None)
    if size is None and "output_resolution" in parameters:  # QwenImage21Pipeline
        side = int(parameters["output_resolution"].default)
        return side, side
    if size is None:
        size = getattr(denoiser, "config", {}).get("sample_size")
    if not size:
        return IN_THE_CALL, IN_THE_CALL
    height, width = (size, size) if isinstance(size, int) else size
    return max(1, int(width * factor)), max(1, int(height * factor))


def size_multiple(pipeline: Any) -> int:
    """Pixels that width and height have to be multiples of: those of one cell where cells are large."""
    return max(_GRID, int(getattr(pipeline, "vae_scale_factor", 1)))


def own_guidance(pipeline: Any, control: str) -> float:
    """The default of the call's guidance, which `control` names; 1: nothing is drawn twice."""
    return float(default_of(signature_of(pipeline), control, _GUIDANCE_IN_THE_CALL.get(type(pipeline).__name__, 1.0)))


def advised(defaults: Defaults, pipeline: Any, folder: Path, model: Path | None = None) -> Defaults:
    """`defaults` with the few steps of a distilled model, whose class tells of the many of its teacher.

    `model`: what was named, where that is not the folder: of a transformer in GGUF it is the file that tells.
    """
    name, of_class = " ".join(model_name(each) for each in (folder, model or folder)), type(pipeline).__name__
    if getattr(pipeline, "config", {}).get("is_distilled"):
        steps = _STEPS.get(of_class, _FEW_STEPS)
        return replace(defaults, num_inference_steps=steps, guidance_scale=0.0, guided=False, takes_negative=False)
    by_scheduler = type(getattr(pipeline, "scheduler", None)).__name__ == "LCMScheduler"
    if not by_scheduler and not _DISTILLED.search(name):
        return defaults
    if defaults.num_inference_steps <= _FEW_STEPS * 2:  # its class knows already
        return defaults
    card = model_card(folder)
    named, carded = _STEPS_IN_NAME.search(name), _STEPS_IN_CARD.search(card)
    steps = int((named or carded).group(1)) if named or carded else _STEPS.get(of_class, _FEW_STEPS)  # type: ignore[union-attr]
    guidance = _GUIDANCE_IN_CARD.search(card)
    embedded = getattr(getattr(pipeline, "unet", None), "config", {}).get("time_cond_proj_dim")
    off = 8.5 if embedded else 1.0 if by_scheduler else 0.0  # 8.5: as in LatentConsistencyModelPipeline
    return replace(
        defaults,
        num_inference_steps=max(1, steps),
        guidance_scale=float(guidance.group(1)) if guidance else off,
    )
