"""OpenAI's image API as its servers speak it: which words beyond OpenAI's own each of them reads.

A word that a server does not know is ignored by some and refused by others, so each is told only what it documents:
https://github.com/vllm-project/vllm-omni docs/serving, https://github.com/sgl-project/sglang docs/sglang-diffusion,
https://github.com/leejet/stable-diffusion.cpp examples/server/api.md, https://localai.io/features/image-generation,
https://github.com/ModelTC/LightX2V lightx2v/server/api/openai_images.py,
https://platform.openai.com/docs/api-reference/images. OpenAI's `quality` is never sent: SGLang reads "high" as faster
and less exact. `n` is always 1, as some draw no more and every picture has a seed of its own.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any

from generation.engine import DrawingRequest

_EXTRA_ARGS = re.compile(r"</?\s*sd_cpp_extra_args\s*>", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Dialect:
    """The server's own names; "" for what it cannot be told. A dot leads into an object."""

    software: str
    seed: str = ""
    steps: str = ""
    guidance: str = ""
    negative: str = ""
    strength: str = ""
    edits: bool = True  # whether it can start from a picture, if its model can
    several: str = ""  # the field that is repeated for pictures to look at; "": it takes one picture, as `image`
    masks: bool = False  # whether it reads, beside the one picture, a `mask` that is transparent where that may change
    edits_alone: tuple[str, ...] = ()  # names among these that are read with a picture only
    in_prompt: bool = False  # the words stand in the prompt, as JSON between two tags
    bar: bool = False  # what follows a bar in the prompt is the negative prompt
    response_format: bool = True  # False: it answers in base64 and refuses to be asked for it
    fixed_size: bool = False


_DIFFUSERS = Dialect(
    "",
    seed="seed",
    steps="num_inference_steps",
    guidance="guidance_scale",
    negative="negative_prompt",
)
DIALECTS = {
    "vllm-omni": replace(_DIFFUSERS, software="vLLM-Omni", several="image"),
    "sglang": replace(_DIFFUSERS, software="SGLang-Diffusion"),
    "localai": Dialect("LocalAI", seed="seed", steps="step", guidance="cfg_scale", bar=True, edits=False),
    "stable-diffusion.cpp": Dialect(
        "stable-diffusion.cpp",
        seed="seed",
        steps="sample_params.sample_steps",
        guidance="sample_params.guidance.txt_cfg",
        negative="negative_prompt",
        strength="strength",
        in_prompt=True,
        several="image[]",
        masks=True,  # by its lightness: white may change
        response_format=False,
    ),
    "lightx2v": Dialect(
        "LightX2V",
        seed="seed",
        negative="negative_prompt",
        strength="i2i_denoise_strength",
        several="image[]",
        edits_alone=("negative_prompt",),
    ),
    "openai": Dialect("OpenAI", several="image[]", masks=True, response_format=False, fixed_size=True),
    "vignette": Dialect("Vignette", seed="seed", strength="strength", several="image[]", masks=True),
    "plain": Dialect("an image server", seed="seed"),
}


def body_of(dialect: Dialect, request: DrawingRequest, model: str, *, steps: bool, guidance: bool) -> dict[str, Any]:
    """The fields of one picture; `steps` and `guidance` say whether somebody chose them, else they are the server's."""
    told: dict[str, Any] = {}
    with_picture = request.image is not None or bool(request.references)
    for name, value, wanted in (
        (dialect.seed, request.seed, True),
        (dialect.steps, request.num_inference_steps, steps),
        (dialect.guidance, request.guidance_scale, guidance),
        (dialect.negative, request.negative_prompt, bool(request.negative_prompt)),
        (dialect.strength, request.strength, request.image is not None),
    ):
        if name and wanted and (with_picture or name not in dialect.edits_alone):
            *path, last = name.split(".")
            into = told
            for each in path:
                into = into.setdefault(each, {})
            into[last] = value
    body: dict[str, Any] = {"prompt": _prompt(dialect, request, told), "n": 1}
    body["size"] = f"{request.width}x{request.height}"
    if model:
        body["model"] = model
    if dialect.response_format or model.startswith("dall-e"):  # these alone of OpenAI's give an address otherwise
        body["response_format"] = "b64_json"
    return body if dialect.in_prompt else {**body, **told}


def takes_negative(dialect: Dialect, from_image: bool) -> bool:
    """Whether a picture, started from another or not, can be told what to leave out."""
    return dialect.bar or (bool(dialect.negative) and (from_image or dialect.negative not in dialect.edits_alone))


def _prompt(dialect: Dialect, request: DrawingRequest, told: dict[str, Any]) -> str:
    """A person's words say only what to draw: what a server would read as its own is taken out of them."""
    if dialect.in_prompt:
        extra = {name: _without_tags(value) if isinstance(value, str) else value for name, value in told.items()}
        return f"{_without_tags(request.prompt)} <sd_cpp_extra_args>{json.dumps(extra)}</sd_cpp_extra_args>"
    if dialect.bar:
        words = [text.replace("|", ",") for text in (request.prompt, request.negative_prompt)]
        return "|".join(filter(None, words))
    return request.prompt or "nothing"  # most refuse an empty one


def _without_tags(text: str) -> str:
    while (bare := _EXTRA_ARGS.sub(" ", text)) != text:  # what is left may be one again
        text = bare
    return text
