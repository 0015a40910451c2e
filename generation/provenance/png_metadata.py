"""Picture → bytes that say how it was made: parameters, the request as JSON, and an XMP packet.

The bytes hold no time and no place: the same picture of the same request is the same file, so its hash is its name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from generation.engine import DrawingRequest, EngineInfo
from generation.provenance.xmp import ALGORITHMIC, MAX_DESCRIPTION, TRAINED, packet, source_of

_XMP_KEY = "XML:com.adobe.xmp"
_EXIF_IFD, _USER_COMMENT = 0x8769, 0x9286  # where JPEG and WebP keep what PNG keeps under "parameters"


def drawing_png(image: Image.Image, request: DrawingRequest, info: EngineInfo, context: str | None = None) -> bytes:
    """One finished drawing as PNG; `context` names the checkpoint that conditioned it as part of a story."""
    # All but the start picture itself, which its hash names.
    facts = {
        **{each.name: getattr(request, each.name) for each in fields(request) if each.name != "image"},
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
    parameters = ", ".join(
        filter(None, (str(original.info.get("parameters", "")), f"Upscale: {factor}, Upscaler: {upscaler}"))
    )
    enlarged = {"image": sha256, "factor": factor, "upscaler": upscaler}
    return marked_png(image, drawn_by, parameters, {**facts, "enlarged": enlarged}, str(facts.get("prompt", "")))


def reencoded(picture: Image.Image, kind: str, quality: int) -> bytes:
    """One of our files, opened (and perhaps resized), as JPEG or WebP that says the same of itself."""
    exif = Image.Exif()
    if parameters := str(picture.info.get("parameters", ""))[:MAX_DESCRIPTION]:
        exif.get_ifd(_EXIF_IFD)[_USER_COMMENT] = b"UNICODE\0" + parameters.encode("utf-16-be", "replace")
    marks = {"xmp": str(xmp).encode()} if (xmp := picture.info.get(_XMP_KEY)) else {}
    file = BytesIO()
    picture.convert("RGB").save(file, kind, quality=quality, exif=exif, **marks)
    return file.getvalue()


def facts_of(picture: Image.Image) -> dict[str, Any]:
    """What our own file says for programs, as `marked_png` wrote it; nothing where it is another's."""
    try:
        facts = json.loads(picture.info.get("vignette", ""))
    except (TypeError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _parameters(request: DrawingRequest, info: EngineInfo, context: str | None) -> str:
    """The three lines that AUTOMATIC1111's web UI began and that gallery tools read."""
    facts = {
        "Steps": request.num_inference_steps,
        "CFG scale": request.guidance_scale,
        "Seed": request.seed,
        "Size": f"{request.width}x{request.height}",
        **({} if request.strength is None else {"Denoising strength": request.strength}),
        **({"Tiling": True} if request.tile else {}),
        "Model": info.model.replace(",", " "),
        **({"Context": context} if context else {}),
    }
    lines = [
        request.prompt,
        *([f"Negative prompt: {request.negative_prompt}"] if request.negative_prompt else []),
        ", ".join(f"{name}: {value}" for name, value in facts.items()),
    ]
    return "\n".join(lines)
