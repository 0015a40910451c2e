"""What a model is, told before it is loaded: from its index, its card and the headers of its weights."""

from __future__ import annotations

import math
import re
from collections import Counter
from pathlib import Path

import diffusers

from generation.engine import EngineError
from generation.engines.diffusers.families import FAMILIES
from generation.engines.diffusers.gguf_file import PART, SUFFIX, gguf_of, gguf_size, quantization_of
from generation.engines.diffusers.model_folder import STORYBOOK, checked_class_name
from generation.engines.diffusers.model_name import model_card, model_name
from generation.engines.diffusers.modular_folder import is_modular, is_stepwise, modular_kind
from generation.engines.diffusers.pipeline_kinds import PipelineKind, pipeline_kind
from generation.engines.diffusers.quantization import method_of
from generation.engines.diffusers.single_file import checked_file, settings_of
from generation.engines.diffusers.tensors import PartSize, part_size, tensors
from generation.model_facts import ModelFacts

_FRONT_MATTER = re.compile(r"\A---\s*\n(.*?)\n---", re.DOTALL)
_LICENCE = re.compile(r"^(license|license_name):\s*[\"']?([^\s\"'#]+)", re.MULTILINE)


def model_facts(model: Path) -> ModelFacts:
    """Of a folder or a single file; what is wrong with it is among them, and nothing is raised."""
    name = model_name(model)
    try:
        gguf = gguf_of(model)
        settings = model if model.is_dir() else settings_of(checked_file(model), "", False)
        family = checked_class_name(settings, weights=model.is_dir() or gguf is not None, gguf=gguf)
    except EngineError as error:
        return ModelFacts(name, objections=str(error))
    stepwise, kind = family in FAMILIES, PipelineKind()
    if is_modular(settings):
        stepwise, kind = is_stepwise(family), modular_kind(family)
    elif family != STORYBOOK:
        kind = pipeline_kind(getattr(diffusers, family))
    sizes = part_sizes(model)
    return ModelFacts(
        name,
        family,
        stepwise=stepwise,
        needs_image=kind.needs_image,
        weights=sum(size.numbers for size in sizes.values()),
        quantized=sum(size.quantized for size in sizes.values()),
        quantization=_quantization(settings, gguf),
        licence=licence_of(model_card(settings)),
    )


def _quantization(folder: Path, gguf: Path | None) -> str:
    """How the quantized weights of a model are, in words; "" where it has none."""
    of_gguf = [f"its {PART} in GGUF {quantization_of(gguf)}"] if gguf else []
    parts = [] if not folder.is_dir() else sorted(each for each in folder.iterdir() if each.is_dir())
    by = [f"its {part.name} by {method}" for part in parts if (method := method_of(part))]
    return ", ".join(of_gguf + by)


def licence_of(card: str) -> str:
    """What a model card states at its head; the name of a licence that is none of the usual ones wins over "other"."""
    head = _FRONT_MATTER.search(card)
    stated = dict(_LICENCE.findall(head[1])) if head else {}
    return str(stated.get("license_name") or stated.get("license", ""))


def models_in(folder: Path) -> list[ModelFacts]:
    """Of every model that lies in a folder, by name: folders with an index or a name of weights, and single files."""
    found = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
    models = [each for each in found if _may_be_model(each, found)]
    return [model_facts(each) for each in models]


def _may_be_model(path: Path, beside: list[Path]) -> bool:
    if path.is_file():
        return path.suffix in {".safetensors", ".gguf", ".ckpt"}
    of_file = [path.with_name(f"{path.name}{suffix}") for suffix in (".safetensors", SUFFIX)]
    return path.is_dir() and not set(of_file) & set(beside)


def part_sizes(model: Path) -> dict[str, PartSize]:
    """What the weights of each part are that would be loaded, in one number format if there are several.

    The parts of a folder are its folders; those of a single file are what the names of its tensors begin with.
    """
    gguf = gguf_of(model)
    if model.is_file() and gguf is None:
        counts: Counter[str] = Counter()
        for name, entry in tensors(model).items():
            counts[name.partition(".")[0]] += math.prod(entry["shape"])
        return {name: PartSize(count) for name, count in counts.items()}
    folder = settings_of(model, "", False) if model.is_file() else model
    sizes = {part.name: size for part in sorted(folder.iterdir()) if (size := part_size(part))}
    return sizes | ({PART: gguf_size(gguf)} if gguf else {})
