"""Picture → bytes that say how it was made: parameters, the request as JSON, and an XMP packet.

The bytes hold no time and no place: the same picture of the same request is the same file, so its hash is its name.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import fields, replace
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from generation.engine import DrawingRequest, EngineInfo
from generation.provenance.exif import comment_of, user_comment
from generation.provenance.xmp import ALGORITHMIC, CREATOR_TOOL, MAX_DESCRIPTION, TRAINED, packet, source_of

_XMP_KEY = "XML:com.adobe.xmp"


def drawing_png(image: Image.Image, request: DrawingRequest, info: EngineInfo, context: str | None = None) -> bytes:
    """One finished drawing as PNG; `context` names the checkpoint that conditioned it as part of a story."""
    # All but pictures themselves, which their hash or job names, who the prompt says is there, and no rendering.
    named = ("style", "reference_names", "loras", "mask_sha256", "control_name")
    optional = [name for name in named if not getattr(request, name)]
    optional += [] if request.control_name else ["control_scale"]
    left_out = {"image", "mask", "control", "references", "figures", "joined", *optional}
    facts = {
        **{each.name: getattr(request, each.name) for each in fields(request) if each.name not in left_out},
        "context": context,
    }
    return marked_png(image, info, _parameters(request, info, context), facts, request.prompt)


def marked_png(
    image: Image.Image, info: EngineInfo, parameters: str, request: Mapping[str, object], description: str = ""
) -> bytes:
    """Any picture made with this engine as PNG; `parameters` is for people, `request` (JSON values) for programs.

    `description` says what it shows; "": the parameters do.
    """
    marks = PngInfo()
    marks.add_text("parameters", parameters)
    facts = {**request, "engine": info.engine, "model": info.model}
    marks.add_text("vignette", json.dumps(facts, sort_keys=True))
    marks.add_itxt(_XMP_KEY, packet(description or parameters, TRAINED if info.trained else ALGORITHMIC))
    file = BytesIO()
    # Level 1: a fifth of the default's time for a sixth more bytes.
    image.convert("RGB").save(file, "PNG", pnginfo=marks, compress_level=1)
    return file.getvalue()


def enlarged_png(
    image: Image.Image, original: Image.Image, info: EngineInfo, sha256: str, factor: int, upscaler: str
) -> bytes:
    """A picture made larger as PNG: it tells all that the original's file (named by its hash) tells, and the rest."""
    facts = facts_of(original)
    known = {key: facts[key] for key in ("engine", "model") if isinstance(facts.get(key), str)}
    drawn_by = replace(info, **known, trained=source_of(str(original.info.get(_XMP_KEY, ""))) != ALGORITHMIC)
    enlarged = f"Postprocess upscale by: {factor}, Postprocess upscaler: {_value(upscaler)}"
    parameters = ", ".join(filter(None, (str(original.info.get("parameters", "")), enlarged)))
    how = {"image": sha256, "factor": factor, "upscaler": upscaler}
    return marked_png(image, drawn_by, parameters, {**facts, "enlarged": how}, str(facts.get("prompt", "")))


def reencoded(picture: Image.Image, kind: str, quality: int) -> bytes:
    """One of our files, opened (and perhaps resized), as JPEG or WebP that says the same of itself."""
    marks = {}
    if parameters := parameters_of(picture)[:MAX_DESCRIPTION]:
        marks["exif"] = user_comment(parameters)
    if xmp := packet_of(picture):
        marks["xmp"] = xmp.encode()
    file = BytesIO()
    picture.convert("RGB").save(file, kind, quality=quality, **marks)
    return file.getvalue()


def parameters_of(picture: Image.Image) -> str:
    """What our own file says for people, in whatever format it is."""
    return str(picture.info.get("parameters", "")) or comment_of(picture)


def packet_of(picture: Image.Image) -> str:
    """The XMP packet, as PNG or as JPEG and WebP keep it."""
    found = picture.info.get(_XMP_KEY) or picture.info.get("xmp") or ""
    return found.decode("utf-8", "replace") if isinstance(found, bytes) else str(found)


def facts_of(picture: Image.Image) -> dict[str, Any]:
    """What our own file says for programs, as `marked_png` wrote it; nothing where it is another's."""
    try:
        facts = json.loads(picture.info.get("vignette", ""))
    except (TypeError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _parameters(request: DrawingRequest, info: EngineInfo, context: str | None) -> str:
    """The three lines that AUTOMATIC1111's web UI began and that gallery tools read.

    Those tools need a sampler: an engine that has none is one.
    """
    facts = {
        "Steps": request.num_inference_steps,
        "Sampler": _value(info.sampler or info.model),
        **({"Schedule type": info.schedule_type} if info.schedule_type else {}),
        "CFG scale": f"{request.guidance_scale:g}",
        "Seed": request.seed,
        "Size": f"{request.width}x{request.height}",
        **({"Model hash": info.model_hash} if info.model_hash else {}),
        "Model": _value(info.model),
        **({} if request.strength is None else {"Denoising strength": request.strength}),
        **({"Tiling": True} if request.tile else {}),
        **({"Style": request.style} if request.style else {}),
        **({"Context": _value(context)} if context else {}),
        "Version": CREATOR_TOOL,
    }
    lines = [
        " ".join((request.prompt, *(f"<lora:{name}:{weight:g}>" for name, weight in request.loras))),
        *([f"Negative prompt: {request.negative_prompt}"] if request.negative_prompt else []),
        ", ".join(f"{name}: {value}" for name, value in facts.items()),
    ]
    return "\n".join(lines)


def _value(name: str) -> str:
    """A name without what would end it."""
    return re.sub(r"[\s,:]+", " ", name).strip()
