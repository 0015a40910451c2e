"""LoRAs and textual inversions by name: what a request may name, found in the engine's own list and nowhere else."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from difflib import get_close_matches
from typing import Any

from generation.engine import Conditioning, EngineError, EngineInfo, ImageRequest, LoadedEngine, LoraInfo

MAX_LORAS = 5  # of one picture
MAX_LORA_WEIGHT = 2.0  # and as much below zero, which draws the opposite
NAME = r"[\w./+-]{1,100}"
EMBEDDING = re.compile(rf"<(?P<name>{NAME})>|(?<![\w<])embedding:(?P<comfy>{NAME})", re.IGNORECASE)


def encoded(
    engine: LoadedEngine, prompts: Sequence[str], negative_prompts: Sequence[str], loras: Sequence[tuple[str, float]]
) -> list[Conditioning]:
    """As the engine encodes prompts that are drawn with LoRAs; an engine that lists none has never heard of them."""
    takes: Any = engine
    return takes.encode(prompts, negative_prompts, loras) if loras else engine.encode(prompts, negative_prompts)


def lora_called(info: EngineInfo, name: str, *, embedding: bool = False) -> LoraInfo | None:
    """The one of that name in any case, or the only one whose name ends so below its folder; None where there is none.

    Nothing is opened: `name` may be anything that somebody typed.
    """
    wanted, known = name.casefold(), [each for each in info.loras if each.embedding == embedding]
    exact = [each for each in known if each.name.casefold() == wanted]
    below = [each for each in known if each.name.casefold().rpartition("/")[2] == wanted]
    return exact[0] if exact else below[0] if len(below) == 1 else None


def embeddings_in(info: EngineInfo, text: str) -> Iterator[tuple[re.Match[str], LoraInfo]]:
    """Every textual inversion that a prompt names, as `<name>` or, as ComfyUI writes it, `embedding:name`."""
    for match in EMBEDDING.finditer(text):
        if found := lora_called(info, match["name"] or match["comfy"], embedding=True):
            yield match, found


def check_loras(info: EngineInfo, request: ImageRequest, prompt: str) -> None:
    """Raises `EngineError` for what cannot be drawn with, before anything is charged."""
    if len(request.loras) > MAX_LORAS:
        raise EngineError(f"At most {MAX_LORAS} LoRAs go into one picture, not {len(request.loras)}.", field="loras")
    for name, weight in request.loras:
        if not (math.isfinite(weight) and abs(weight) <= MAX_LORA_WEIGHT):
            sentence = (
                f"The weight of a LoRA lies between -{MAX_LORA_WEIGHT:g} and {MAX_LORA_WEIGHT:g}, not {weight:g}."
            )
            raise EngineError(sentence, field="loras")
        _check_usable(info, name)
    if len({name for name, _ in loras_of(info, request)}) < sum(weight != 0 for _, weight in request.loras):
        raise EngineError("A LoRA is named twice: name it once, with one weight.", field="loras")
    for _, found in (*embeddings_in(info, prompt), *embeddings_in(info, request.negative_prompt)):
        if found.objection:
            raise EngineError(found.objection, field="prompt")


def loras_of(info: EngineInfo, request: ImageRequest) -> tuple[tuple[str, float], ...]:
    """The LoRAs of a checked request as the engine names them, by name; those with a weight of 0 do nothing."""
    named = ((lora_called(info, name), weight) for name, weight in request.loras)
    return tuple(sorted((found.name, weight) for found, weight in named if found is not None and weight))


def _check_usable(info: EngineInfo, name: str) -> None:
    usable = [each.name for each in info.loras if not (each.embedding or each.objection)]
    if (found := lora_called(info, name)) is not None:
        if found.objection:
            raise EngineError(found.objection, field="loras")
        return
    told = name if re.fullmatch(NAME, name) else "of that name"
    if lora_called(info, name, embedding=True):
        raise EngineError(f"{told} is a textual inversion: write <{told}> in the prompt.", field="loras")
    if not usable:
        raise EngineError(f"{info.model} has no LoRAs to draw with: leave out --lora and <lora:…>.", field="loras")
    near = get_close_matches(name.casefold(), usable, n=1)
    meant = f"did you mean {near[0]}?" if near else "`loras` lists those there are."
    raise EngineError(f"There is no LoRA {told}: {meant}", field="loras")
