"""ImageRequest → drawings: every value a person left open is decided here, from what the engine says of itself."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from PIL import Image

from generation.engine import (
    Drawing,
    DrawingRequest,
    EngineError,
    EngineInfo,
    Figure,
    ImageRequest,
    LoadedEngine,
    VariesPictures,
)
from generation.request.chaos import vary_prompt
from generation.request.control import check_control, control_image
from generation.request.init_image import check_start, fit_image, ratio_of, strength_of
from generation.request.loras import check_loras, encoded, loras_of
from generation.request.mask import check_mask, fit_mask
from generation.request.references import check_references, check_shapes, is_shown
from generation.request.sizes import image_size
from generation.request.styles import apply_style, check_rendered, check_style, todays
from generation.shown import Control

MAX_GUIDANCE_SCALE = 20.0


@dataclass(frozen=True, slots=True)
class ImageDrawings:
    """The drawings of one request, not yet advanced, and the words of its prompt that steer them otherwise or not."""

    drawings: tuple[Drawing, ...]
    prompts: tuple[str, ...]  # of each drawing, without the words of the style
    ignored_words: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...] = ()


def image_drawings(
    engine: LoadedEngine,
    request: ImageRequest,
    picture: Image.Image | None = None,
    figures: tuple[Figure, ...] | None = None,
    references: Sequence[Image.Image] = (),
    mask: Image.Image | None = None,
    control: Image.Image | None = None,
) -> ImageDrawings:
    """One drawing per image asked for, from seeds `seed`, `seed + 1`, …; `picture` is the one `request.image` names,
    `references` are those of `request.references`, `mask` (L, white where the picture may change) is its mask, and
    `control` is to be followed.

    `figures` are exactly those on stage, where the prompt was read for them.
    """
    seeds = range(request.seed, request.seed + request.num_images)
    if request.chaos == 0 and len(seeds) > 1 and isinstance(engine, VariesPictures):
        prompts = engine.varied(request.prompt, request.seed, len(seeds))
    else:
        prompts = tuple(vary_prompt(request.prompt, seed, request.chaos) for seed in seeds)
    requests = [
        replace(
            drawing_request(engine.info, request, prompt, seed, picture, references, mask, control), figures=figures
        )
        for prompt, seed in zip(prompts, seeds, strict=True)
    ]
    styled = list(dict.fromkeys(each.prompt for each in requests))
    read = encoded(engine, styled, [requests[0].negative_prompt] * len(styled), requests[0].loras)
    conditionings = dict(zip(styled, read, strict=True))
    own = f"{request.prompt} {request.negative_prompt}"
    added = " ".join((*styled, requests[0].negative_prompt))
    return ImageDrawings(
        drawings=tuple(engine.begin(each, conditionings[each.prompt]) for each in requests),
        prompts=prompts,
        ignored_words=typed(own, (word for each in read for word in each.ignored_words), added),
        read_as=tuple(dict.fromkeys(pair for each in read for pair in each.read_as if typed(own, pair[:1], added))),
    )


def typed(own: str, words: Iterable[str], drawn: str) -> tuple[str, ...]:
    """Of the words that a model did not follow, those of a person: what a style or chaos added to theirs is not.

    `own` is the person's text, `drawn` what became of it. A word that is found in neither, since a model spells it in
    a way of its own, stays.
    """
    return tuple(dict.fromkeys(word for word in words if _stands_in(word, own) or not _stands_in(word, drawn)))


def _stands_in(word: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE) is not None


def drawing_request(
    info: EngineInfo,
    request: ImageRequest,
    prompt: str,
    seed: int,
    picture: Image.Image | None = None,
    references: Sequence[Image.Image] = (),
    mask: Image.Image | None = None,
    control: Image.Image | None = None,
) -> DrawingRequest:
    """`prompt` drawn from `seed` with the options of `request`; raises `EngineError` for what the engine cannot do."""
    check_drawing_request(info, request, prompt)
    if request.image is not None and picture is None:
        raise EngineError("The picture to start from is gone: attach it again.", field="image")
    if request.mask is not None and mask is None:
        raise EngineError("The mask of the picture is gone: attach both again.", field="mask")
    if request.control is not None and control is None:
        raise EngineError("The picture to follow is gone: attach it again.", field="control")
    if len(references) < len(request.references):
        raise EngineError("A picture to look at is gone: attach it again.", field="references")
    shown = is_shown(info, request)
    looked_at = (picture, *references) if shown and picture is not None else tuple(references)
    check_shapes(looked_at)
    steps, guidance = request.num_inference_steps, request.guidance_scale
    width, height = image_size(info, request.aspect_ratio or ratio_of(info, picture))
    rendered = todays(request.style) if info.styles and request.style is not None else None
    styled, style_negative = (prompt, "") if info.styles else apply_style(request.style, prompt, request.style_words)
    negative_prompt = ", ".join(filter(None, (request.negative_prompt, style_negative)))
    return DrawingRequest(
        prompt=styled,
        seed=seed,
        width=width,
        height=height,
        num_inference_steps=info.num_inference_steps if steps is None else steps,
        guidance_scale=info.guidance_scale if guidance is None else guidance,
        negative_prompt=negative_prompt if info.guided and info.takes_negative else "",
        image=None if shown or picture is None else fit_image(picture, width, height),
        image_sha256=request.image or "",
        strength=None if shown else strength_of(request),
        tile=request.tile,
        style=rendered,
        references=looked_at,
        reference_names=tuple(each.of for each in request.references if each.of),
        loras=loras_of(info, request),
        mask=None if mask is None or picture is None else fit_mask(info, request, mask, picture, (width, height)),
        mask_sha256=request.mask or "",
        **_followed(info, request.control, control, (width, height)),
    )


def _followed(
    info: EngineInfo, asked: Control | None, picture: Image.Image | None, size: tuple[int, int]
) -> dict[str, Any]:
    if asked is None or picture is None:
        return {}
    image = control_image(info, asked.kind, picture, size)
    return {"control": image, "control_name": asked.of or asked.sha256, "control_scale": asked.scale}


def check_drawing_request(info: EngineInfo, request: ImageRequest, prompt: str) -> None:
    """Raises what `drawing_request` would and builds nothing; whether the start picture is still there is not asked."""
    if not prompt.strip():
        raise EngineError("There is nothing to draw: write what the picture should show.", field="prompt")
    check_start(info, request)
    check_references(info, request)
    check_mask(info, request)
    check_control(info, request)
    if request.tile and not info.tiles:
        raise EngineError(f"{info.model} cannot draw tiles: leave out --tile.", field="tile")
    check_loras(info, request, prompt)
    image_size(info, request.aspect_ratio)
    check_style(request.style, request.style_words)
    check_rendered(info, request.style)
    steps = request.num_inference_steps
    if steps is not None and not info.takes_steps and steps != info.num_inference_steps:
        sentence = f"{info.model} chooses its steps itself: leave out --steps."
        raise EngineError(sentence, field="num_inference_steps")
    if steps is not None and not 1 <= steps <= info.max_num_inference_steps:
        sentence = f"{info.model} draws in 1 to {info.max_num_inference_steps} steps, not {steps}."
        raise EngineError(sentence, field="num_inference_steps")
    if request.guidance_scale is not None:
        _check_guidance(info, request.guidance_scale)
    if request.negative_prompt:
        _check_negative(info, request.guidance_scale)


def _check_negative(info: EngineInfo, guidance: float | None) -> None:
    if not (info.guided and info.takes_negative):
        sentence = f"{info.model} draws only what is told and cannot be told what to leave out: drop --no."
        raise EngineError(sentence, field="negative_prompt")
    if info.negative_needs_guidance and (info.guidance_scale if guidance is None else guidance) <= 1:
        sentence = f"{info.model} leaves things out only with a guidance above 1: add --guidance 2, or drop --no."
        raise EngineError(sentence, field="negative_prompt")


def _check_guidance(info: EngineInfo, guidance: float) -> None:
    if not (info.guided and info.takes_guidance) and guidance != info.guidance_scale:
        raise EngineError(f"{info.model} draws without guidance: leave out --guidance.", field="guidance_scale")
    if not (math.isfinite(guidance) and 0 <= guidance <= MAX_GUIDANCE_SCALE):
        sentence = f"The guidance must lie between 0 and {MAX_GUIDANCE_SCALE:g}, not {guidance:g}."
        raise EngineError(sentence, field="guidance_scale")
