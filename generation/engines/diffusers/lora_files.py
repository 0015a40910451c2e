"""The folder of `engine.loras`: what lies there, by name, and whether the loaded model can draw with it.

All of it is told from the headers of the files, so that nobody is charged for what cannot be drawn. Names are places
below the folder without what a name cannot have; they are looked up in this list and never opened as paths.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from diffusers.loaders.lora_pipeline import StableDiffusionXLLoraLoaderMixin
from diffusers.utils import (
    convert_state_dict_to_diffusers,
    convert_state_dict_to_peft,
    convert_unet_state_dict_to_peft,
)
from safetensors import SafetensorError, safe_open

from generation.engine import EngineError, LoraInfo
from generation.engines.diffusers.parts import PICKLES
from generation.engines.diffusers.tensors import tensors
from generation.errors import reason

MAX_TRIGGER_WORDS = 5
_UNREAD = "is a LoRA for another kind of model, or in a form that is not read"
_NO_NAME = re.compile(r"[^\w./+-]+")
_LYCORIS = re.compile(r"hada_w|lokr_|oft_|boft|diff_b?$|\.diff$")
_LORA = re.compile(r"\blora_|\.lora[._]|_lora\.|lora\.(?:up|down)|lora_[AB]")
_VECTORS = {"clip_l": 0, "clip_g": 1, "text_encoders_0": 0, "text_encoders_1": 1}  # of SDXL, by its encoders
_ENCODERS = (("text_encoder", "tokenizer"), ("text_encoder_2", "tokenizer_2"))


@dataclass(frozen=True)
class LoraFile:
    """One file, and what of a pipeline it is for."""

    info: LoraInfo
    path: Path
    vectors: Mapping[str, str]  # of a textual inversion: text encoder → the tensor that holds its vectors
    prefixed: bool = True  # whether its tensors say to which part of the pipeline they belong
    parts: frozenset[str] = frozenset()  # of a LoRA: those it changes


def lora_files(folder: str, pipeline: Any, takes_embeddings: bool) -> list[LoraFile]:
    """All that lies in `folder` and below it, by name; raises `EngineError` where there is no such folder."""
    if not folder:
        return []
    place = Path(folder).expanduser()
    if not place.is_dir():
        raise EngineError(f"There is no folder {folder!r} with LoRAs: check engine.loras in the settings.")
    if find_spec("peft") is None:
        raise EngineError("LoRAs need the package peft: make EXTRAS=lora install, or leave engine.loras empty.")
    files: dict[str, LoraFile] = {}
    for path in sorted(place.rglob("*"), key=lambda each: (each.suffix != ".safetensors", each)):
        below = path.relative_to(place)
        hidden = any(part.startswith(".") for part in below.parts)
        if hidden or path.suffix not in {".safetensors", *PICKLES} or not path.is_file():
            continue
        name = _NO_NAME.sub("_", below.with_suffix("").as_posix())
        if name.casefold() not in files:
            files[name.casefold()] = _judged(name, path, pipeline, takes_embeddings)
    return [file for _, file in sorted(files.items())]


def loadable_parts(pipeline: Any) -> dict[str, Any]:
    """The models of a pipeline that a LoRA can change, by name, the denoiser first; none of a kind that takes none."""
    names = getattr(pipeline, "_lora_loadable_modules", ())
    parts = {name: getattr(pipeline, name, None) for name in names}
    return {name: part for name, part in parts.items() if part is not None}


def _judged(name: str, path: Path, pipeline: Any, takes_embeddings: bool) -> LoraFile:
    def refused(why: str, embedding: bool = False) -> LoraFile:
        return LoraFile(LoraInfo(name, embedding, (), f"{name} {why}."), path, {})

    if path.suffix != ".safetensors":
        return refused("may hold code, as all but safetensors can: take it in safetensors")
    try:
        entries = tensors(path)
        words = _trigger_words(path)
    except (ValueError, OSError, SafetensorError) as error:
        return refused(reason(error))
    if any(_LYCORIS.search(key) for key in entries):
        return refused("is a LyCORIS, which is not read: take a plain LoRA")
    if any("dora_scale" in key for key in entries):
        return refused("is a DoRA, of which only a part would be read: take a plain LoRA")
    if not any(_LORA.search(key) for key in entries):
        return _judged_embedding(name, path, entries, pipeline, takes_embeddings, refused)
    try:
        layers = list(_layers(pipeline, _converted(path, entries, pipeline)))
        _check_fit(pipeline, layers)
    except ValueError as error:
        return refused(reason(error))
    prefixed, parts = all(each.prefixed for each in layers), frozenset(each.part for each in layers)
    return LoraFile(LoraInfo(name, False, words), path, {}, prefixed, parts)


def _judged_embedding(
    name: str,
    path: Path,
    entries: Mapping[str, Any],
    pipeline: Any,
    takes_embeddings: bool,
    refused: Callable[[str, bool], LoraFile],
) -> LoraFile:
    """A textual inversion: one tensor of a few vectors for each text encoder."""
    if not 1 <= len(entries) <= 2 or any(not 1 <= len(each["shape"]) <= 2 for each in entries.values()):
        return refused("is neither a LoRA nor a textual inversion", False)
    if not takes_embeddings:
        return refused("is a textual inversion, and this model's words cannot be added to", True)
    encoders = [encoder for encoder, _ in _ENCODERS if getattr(pipeline, encoder, None) is not None]
    vectors = {}
    for key, entry in entries.items():
        place = _VECTORS.get(key, 0)
        width = getattr(pipeline, encoders[place]).config.hidden_size if place < len(encoders) else 0
        if entry["shape"][-1] != width:
            return refused("is a textual inversion for another kind of model: its words are of another size", True)
        vectors[encoders[place]] = key
    if len(vectors) < len(encoders):
        return refused("is a textual inversion for a model with fewer text encoders than this one", True)
    return LoraFile(LoraInfo(name, True), path, vectors)


@dataclass(frozen=True)
class _Layer:
    """One matrix of a LoRA and the layer that it is for, as the pipeline's own loader would find it."""

    part: str
    module: str
    down: bool  # A, which takes what the layer takes; else B, which gives what it gives
    shape: tuple[int, ...]
    prefixed: bool


def _layers(pipeline: Any, converted: Mapping[str, Any]) -> Iterator[_Layer]:
    parts = loadable_parts(pipeline)
    if not parts:
        raise ValueError("is a LoRA, and this kind of model takes none")
    prefixed = any(key.split(".")[0] in parts for key in converted)
    named = {key if prefixed else f"{next(iter(parts))}.{key}": value for key, value in converted.items()}
    for key in named:
        if key.split(".")[0] not in parts:
            raise ValueError(f"is a LoRA for another kind of model: this one has no {key.split('.')[0]}")
    for part, model in parts.items():
        state = {key.removeprefix(f"{part}."): value for key, value in named.items() if key.startswith(f"{part}.")}
        for key, value in _as_peft(state, model, denoiser=part == next(iter(parts))).items():
            module, mark, _ = key.partition(".lora_")
            if mark and value.ndim > 1:
                yield _Layer(part, module, key.startswith(f"{module}.lora_A"), tuple(value.shape), prefixed)


def _as_peft(state: dict[str, Any], model: Any, *, denoiser: bool) -> dict[str, Any]:
    if not state or "lora_A" in next(iter(state)):
        return state
    if denoiser:
        return dict(convert_unet_state_dict_to_peft(state))
    renamed = convert_state_dict_to_peft(convert_state_dict_to_diffusers(state))
    gone = "" if hasattr(model, "text_model") else "text_model."  # transformers 5 has flattened it
    return {key.removeprefix(gone): value for key, value in renamed.items()}


def _check_fit(pipeline: Any, layers: list[_Layer]) -> None:
    """Raises ValueError where a matrix has no layer in the pipeline, or another size; and where there are too many."""
    if not layers:
        raise ValueError("is a LoRA in which nothing is left that this model could use")
    parts = loadable_parts(pipeline)
    for each in layers:
        try:
            weight = parts[each.part].get_submodule(each.module).weight
        except AttributeError:
            raise ValueError(f"is a LoRA for another kind of model: this one has no {each.module}") from None
        if weight.ndim < 2:
            raise ValueError(f"is a LoRA for another kind of model: in this one {each.module} is no matrix")
        gives, takes = getattr(weight, "quant_shape", weight.shape)[:2]  # bytes, where GGUF has fewer bits for one
        if (each.shape[1] if each.down else each.shape[0]) != (takes if each.down else gives):
            raise ValueError("is a LoRA for another kind of model: its layers are of other sizes than this one's")
    own = sum(weight.numel() for part in {each.part for each in layers} for weight in parts[part].parameters())
    if sum(math.prod(each.shape) for each in layers) > own:
        raise ValueError("is larger than the model that it changes: take a LoRA of a smaller rank")


def _converted(path: Path, entries: Mapping[str, Any], pipeline: Any) -> dict[str, Any]:
    """Its tensors under the names that diffusers gives them; shapes alone, where that is all it looks at."""
    try:
        return _renamed(_tensors(path, entries, whole=False), pipeline)
    except (NotImplementedError, RuntimeError):  # what torch raises where a shape alone is asked for its values
        pass
    try:
        return _renamed(_tensors(path, entries, whole=True), pipeline)
    except (NotImplementedError, RuntimeError) as error:  # not for want of values
        raise ValueError(_UNREAD) from error


def _renamed(state: dict[str, Any], pipeline: Any) -> dict[str, Any]:
    if not hasattr(pipeline, "lora_state_dict"):
        raise ValueError("is a LoRA, and this kind of model takes none")
    given = {"unet_config": pipeline.unet.config} if isinstance(pipeline, StableDiffusionXLLoraLoaderMixin) else {}
    try:
        renamed = pipeline.lora_state_dict(state, **given)
    except (NotImplementedError, RuntimeError):  # `_converted` knows whether it was for want of values
        raise
    except Exception as error:  # its many converters fail at what they do not know in as many ways
        raise ValueError(_UNREAD) from error
    return dict(renamed[0] if isinstance(renamed, tuple) else renamed)


def _tensors(path: Path, entries: Mapping[str, Any], *, whole: bool) -> dict[str, Any]:
    with safe_open(path, "pt") as opened:
        return {
            key: opened.get_tensor(key)
            if whole or math.prod(entry["shape"]) <= 1
            else torch.empty(entry["shape"], device="meta")
            for key, entry in entries.items()
        }


def _trigger_words(path: Path) -> tuple[str, ...]:
    """As its trainer has noted them: modelspec's phrase, and the tags that kohya's scripts have counted."""
    with safe_open(path, "pt") as opened:
        told = opened.metadata() or {}
    counted: Counter[str] = Counter()
    try:
        for words in json.loads(told.get("ss_tag_frequency", "{}")).values():
            counted.update({str(word): int(count) for word, count in words.items()})
    except (ValueError, TypeError, AttributeError, RecursionError):
        counted.clear()
    common = [" ".join(word.split())[:60] for word, _ in counted.most_common(MAX_TRIGGER_WORDS)]
    phrase = " ".join(told.get("modelspec.trigger_phrase", "").split())[:60]
    return tuple(dict.fromkeys(filter(None, (phrase, *common))))[:MAX_TRIGGER_WORDS]
