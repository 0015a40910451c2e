"""What a pipeline's class draws and what it has to be given, told without loading it."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass
from typing import Any

from generation.engines.diffusers.own_defaults import signature_of

# By the parts of their names, which diffusers keeps to; the first that fits.
_REFUSALS = (
    (
        r"ControlNet|Control(?!led)|Adapter|T2I",
        "follows a drawn pose, depth or outline, and there is no way to give it one",
    ),
    (r"Upscale|SuperResolution", "enlarges pictures: name it as engine.upscaler"),
    (r"Prior|CascadeDecoder|Redux", "is one half of a model and draws no pictures alone: name the folder of the whole"),
    (r"Layered", "takes a picture apart into layers and draws none"),
)
_CHANGES = re.compile(r"Img2Img|InstructPix2Pix|Depth2Img|I2I|Emb2Emb|Edit(?!or)")
_T2I = re.compile(r"T2IPipeline$")  # Kandinsky's word for text to image
_GIVEN = {"prompt", "image", "mask_image", "kwargs", "args", "self"}


@dataclass(frozen=True, slots=True)
class PipelineKind:
    """`refusal`: why pictures cannot be drawn with it, to follow its name; "" where they can."""

    refusal: str = ""
    takes_image: bool = False
    needs_image: bool = False
    takes_mask: bool = False  # where none is given, all of a picture is marked, and without one it draws anew


def pipeline_kind(pipeline_class: type) -> PipelineKind:
    """Of a class of diffusers."""
    name, parameters = pipeline_class.__name__, inspect.signature(pipeline_class.__call__).parameters
    if "num_frames" in parameters or "video" in parameters:
        return PipelineKind("draws videos, not pictures")
    if "audio_length_in_s" in parameters or "audio_duration" in parameters:
        return PipelineKind("makes sounds, not pictures")
    if "output_type" in parameters and parameters["output_type"].default == "text":
        return PipelineKind("writes text, not pictures")
    for pattern, refusal in _REFUSALS:
        if re.search(pattern, name) and not _T2I.search(name):
            return PipelineKind(refusal)
    required = {key for key, each in parameters.items() if each.default is inspect.Parameter.empty}
    if "prompt" not in parameters or required - _GIVEN:
        lacks = ", ".join(sorted(required - _GIVEN)) or "a prompt"
        return PipelineKind(f"does not draw from a prompt alone: it asks for {lacks}")
    takes_mask = {"image", "mask_image"} <= {*parameters}
    changes = not takes_mask and (bool(_CHANGES.search(name)) or "image" in required)
    if changes and "image" not in parameters:
        return PipelineKind("changes pictures in a way that there is no means to ask for")
    takes_image = "image" in parameters and not _T2I.search(name)
    return PipelineKind("", takes_image, changes, takes_mask)


def guidance_control(pipeline: Any) -> str | None:
    """The name of the call's parameter that steers how closely words are followed; None where none does anything."""
    parameters = signature_of(pipeline)
    transformer = getattr(pipeline, "transformer", None)
    embeds = getattr(transformer, "config", {}).get("guidance_embeds")
    scale = parameters.get("guidance_scale")
    if "true_cfg_scale" in parameters:  # then `guidance_scale` is an input of the model, if it has one
        return "guidance_scale" if scale is not None and embeds else "true_cfg_scale"
    if scale is None or (embeds is False and type(pipeline).__name__.startswith("Flux")):
        return None
    if scale.default is None and "guidance_schedule" not in parameters:
        return None
    return "guidance_scale"
