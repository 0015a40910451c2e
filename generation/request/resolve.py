"""ImageRequest → drawings: every value a person left open is decided here, from what the engine says of itself."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PIL import Image

from generation.engine import Drawing, DrawingRequest, EngineError, EngineInfo, ImageRequest, LoadedEngine
from generation.request.chaos import vary_prompt
from generation.request.init_image import check_start, fit_image, ratio_of
from generation.request.sizes import image_size
from generation.request.styles import apply_style

MAX_GUIDANCE_SCALE = 20.0


@dataclass(frozen=True, slots=True)
class ImageDrawings:
    """The drawings of one request, not yet advanced, and the words of its prompt that steer them otherwise or not."""

    drawings: tuple[Drawing, ...]
    prompts: tuple[str, ...]  # of each drawing, without the words of the style
    ignored_words: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...] = ()


def image_drawings(engine: LoadedEngine, request: ImageRequest, picture: Image.Image | None = None) -> ImageDrawings:
    """One drawing per image asked for, from seeds `seed`, `seed + 1`, …; `picture` is the one `request.image` names."""
    seeds = range(request.seed, request.seed + request.num_images)
    prompts = tuple(vary_prompt(request.prompt, seed, request.chaos) for seed in seeds)
    requests = [
        drawing_request(engine.info, request, prompt, seed, picture)
        for prompt, seed in zip(prompts, seeds, strict=True)
    ]
    styled = list(dict.fromkeys(each.prompt for each in requests))
    encoded = engine.encode(styled, [requests[0].negative_prompt] * len(styled))
    conditionings = dict(zip(styled, encoded, strict=True))
    return ImageDrawings(
        drawings=tuple(engine.begin(each, conditionings[each.prompt]) for each in requests),
        prompts=prompts,
        ignored_words=tuple(dict.fromkeys(word for each in encoded for word in each.ignored_words)),
        read_as=tuple(dict.fromkeys(pair for each in encoded for pair in each.read_as)),
    )


def drawing_request(
    info: EngineInfo, request: ImageRequest, prompt: str, seed: int, picture: Image.Image | None = None
) -> DrawingRequest:
    """`prompt` drawn from `seed` with the options of `request`; raises `EngineError` for what the engine cannot do."""
    if not prompt.strip():
        raise EngineError("There is nothing to draw: write what the picture should show.")
    strength = check_start(info, request, picture)
    if request.tile and not info.tiles:
        raise EngineError(f"{info.model} cannot draw tiles: leave out --tile.")
    width, height = image_size(info, request.aspect_ratio or ratio_of(picture))
    styled, style_negative = apply_style(request.style, prompt, request.style_words)
    return DrawingRequest(
        prompt=styled,
        seed=seed,
        width=width,
        height=height,
        num_inference_steps=_steps(info, request.num_inference_steps),
        guidance_scale=_guidance(info, request.guidance_scale),
        negative_prompt=_negative_prompt(info, request.negative_prompt, style_negative),
        image=None if picture is None else fit_image(picture, width, height),
        image_sha256=request.image or "",
        strength=strength,
        tile=request.tile,
    )


def _steps(info: EngineInfo, steps: int | None) -> int:
    if steps is None:
        return info.num_inference_steps
    if not 1 <= steps <= info.max_num_inference_steps:
        raise EngineError(f"{info.model} draws in 1 to {info.max_num_inference_steps} steps, not {steps}.")
    return steps


def _guidance(info: EngineInfo, guidance: float | None) -> float:
    if guidance is None:
        return info.guidance_scale
    if not info.guided and guidance != info.guidance_scale:
        raise EngineError(f"{info.model} draws without guidance: leave out --guidance.")
    if not (math.isfinite(guidance) and 0 <= guidance <= MAX_GUIDANCE_SCALE):
        raise EngineError(f"The guidance must lie between 0 and {MAX_GUIDANCE_SCALE:g}, not {guidance:g}.")
    return guidance


def _negative_prompt(info: EngineInfo, asked: str, of_style: str) -> str:
    if info.guided:
        return ", ".join(filter(None, (asked, of_style)))
    if asked:
        raise EngineError(f"{info.model} draws only what is told and cannot be told what to leave out: drop --no.")
    return ""
