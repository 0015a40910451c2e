"""Picture → PNG bytes that say how it was made: parameters, the request as JSON, and the IPTC digital source type.

The bytes hold no time and no place: the same picture of the same request is the same file, so its hash is its name.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from generation.engine import DrawingRequest, EngineInfo

# https://cv.iptc.org/newscodes/digitalsourcetype
_SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
 Iptc4xmpExt:DigitalSourceType="{source_type}"/></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


def drawing_png(image: Image.Image, request: DrawingRequest, info: EngineInfo, context: str | None = None) -> bytes:
    """One finished drawing as PNG; `context` names the checkpoint that conditioned it as part of a story."""
    return marked_png(image, info, _parameters(request, info, context), {**_facts(request), "context": context})


def marked_png(image: Image.Image, info: EngineInfo, parameters: str, request: Mapping[str, object]) -> bytes:
    """Any picture made with this engine as PNG; `parameters` is for people, `request` (JSON values) for programs."""
    marks = PngInfo()
    marks.add_text("parameters", parameters)
    facts = {**request, "engine": info.engine, "model": info.model}
    marks.add_text("vignette", json.dumps(facts, sort_keys=True))
    source_type = _SOURCE_TYPE + ("trainedAlgorithmicMedia" if info.trained else "algorithmicMedia")
    marks.add_itxt("XML:com.adobe.xmp", _XMP.format(source_type=source_type))
    file = BytesIO()
    # Level 1: a fifth of the default's time for a sixth more bytes.
    image.convert("RGB").save(file, "PNG", pnginfo=marks, compress_level=1)
    return file.getvalue()


def facts_of(picture: Image.Image) -> dict[str, Any]:
    """What our own file says for programs, as `marked_png` wrote it; nothing where it is another's."""
    try:
        facts = json.loads(picture.info.get("vignette", ""))
    except (TypeError, ValueError):
        return {}
    return facts if isinstance(facts, dict) else {}


def _facts(request: DrawingRequest) -> dict[str, object]:
    """Everything but the start picture itself, which its hash names."""
    return {each.name: getattr(request, each.name) for each in fields(request) if each.name != "image"}


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
