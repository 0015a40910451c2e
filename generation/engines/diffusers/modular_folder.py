"""Folders of modular pipelines: an index of parts that all lie there, drawn by blocks of diffusers' own.

Such an index names for each part where it is to be fetched from; only what lies in the folder itself is ever loaded,
and blocks that come with a model are code and are refused with the rest of it (`model_folder`).
"""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers

from generation.engine import EngineError
from generation.engines.diffusers.parts import is_component, listed
from generation.engines.diffusers.pipeline_kinds import PipelineKind
from generation.weights import load_weights

MODULAR_INDEX = "modular_model_index.json"
_WEIGHTS = (diffusers.ModelMixin, transformers.PreTrainedModel)
_ONE_PICTURE = ("Edit", "Kontext")  # names of pipelines that change one picture, unless they are of the next
_SEVERAL = "EditPlus"
_DISPENSABLE = {"prompt_upsampler"}  # blocks that are left out where their part of the same name is: FLUX.3's words


def is_modular(folder: Path) -> bool:
    """Whether a folder is drawn by blocks: only where no classic pipeline is in it."""
    return not (folder / "model_index.json").is_file() and (folder / MODULAR_INDEX).is_file()


def parts_of(index: Mapping[str, Any], folder: Path) -> dict[str, list[str]]:
    """Which parts of a modular index lie in its folder, as a classic index names them: name → [library, class]."""
    named = {name: _told(value) for name, value in index.items() if isinstance(value, list)}
    return {name: each for name, each in named.items() if each is not None and (folder / name).is_dir()}


def wrong_modular(index: Mapping[str, Any], folder: Path) -> Iterator[str]:
    """What is wrong with an index of blocks, a clause each; what is wrong with its parts is not asked here."""
    name, blocks = index.get("_class_name"), index.get("_blocks_class_name")
    pipeline = getattr(diffusers, name, None) if isinstance(name, str) else None
    if not (isinstance(pipeline, type) and issubclass(pipeline, diffusers.ModularPipeline)) or not blocks_of(str(name)):
        yield f"{MODULAR_INDEX} names no modular pipeline of diffusers {diffusers.__version__}: {name!r}"
        return
    if blocks is not None and not hasattr(diffusers, str(blocks)):
        yield f"{MODULAR_INDEX} names blocks that are code of the model's own: {blocks!r}"
        return
    for key, value in index.items():
        told = _told(value) if isinstance(value, list) else None
        if isinstance(value, list) and (not key.isidentifier() or (told is None and _names_class(value))):
            yield f"{MODULAR_INDEX} takes {key!r} from neither diffusers nor transformers"
        elif told is not None and value[2].get("subfolder") not in (None, "", key):
            yield f"{MODULAR_INDEX} has {key} in a folder of another name"
    if refusal := modular_kind(str(name)).refusal:
        yield f"{name} {refusal}"
        return
    there = parts_of(index, folder)
    lacks = [each for each in needed_parts(str(name)) if each not in there]
    if lacks:
        yield f"it lacks {listed(lacks)}, which its hub may have elsewhere: fetch each into a folder of its name"


@cache
def blocks_of(class_name: str) -> Any:
    """The blocks that a modular pipeline of diffusers is made of; None where it is only the frame for some."""
    name = getattr(diffusers, class_name).default_blocks_name
    diffusers.utils.logging.set_verbosity_error()
    return None if name is None else getattr(diffusers, name)()


@cache
def modular_kind(class_name: str) -> PipelineKind:
    """What a modular pipeline draws and what it has to be given, told by its blocks."""
    blocks = blocks_of(class_name)
    takes, gives = set(blocks.input_names), set(blocks.output_names)
    if "videos" in gives:
        return PipelineKind("draws videos, not pictures")
    if "prompt" not in takes or "images" not in gives:
        return PipelineKind("does not draw pictures from a prompt")
    if "layers" in takes:
        return PipelineKind("takes a picture apart into layers and draws none")
    return PipelineKind("", "image" in takes, "Edit" in class_name, "mask_image" in takes)


def most_pictures(class_name: str) -> int:
    """How many pictures it can be shown at once, if any."""
    alone = any(each in class_name for each in _ONE_PICTURE) and _SEVERAL not in class_name
    return 1 if alone else 10


@cache
def is_stepwise(class_name: str) -> bool:
    """Whether its blocks denoise in a loop of their own, which can be taken step by step."""
    return any(hasattr(each, "loop_step") for each in _leaves(class_name).values())


@cache
def needed_parts(class_name: str) -> tuple[str, ...]:
    """Those that it draws with from a prompt alone, and that have to be loaded."""
    needed = [each for name, each in _leaves(class_name).items() if name.partition(".")[0] not in _DISPENSABLE]
    specs = {spec.name: spec for block in needed for spec in block.expected_components}
    return tuple(name for name, spec in specs.items() if spec.default_creation_method == "from_pretrained")


def load_modular(folder: Path, class_name: str, dtype: torch.dtype, parts: Mapping[str, Any]) -> Any:
    """The pipeline of a checked folder; `parts` are those that were loaded already. Raises as loaders do."""
    index, blocks = json.loads((folder / MODULAR_INDEX).read_bytes()), copy.deepcopy(blocks_of(class_name))
    for each in _DISPENSABLE - parts_of(index, folder).keys():
        blocks.sub_blocks.pop(each, None)
    pipeline = getattr(diffusers, class_name)(
        blocks=blocks, pretrained_model_name_or_path=str(folder), modular_config_dict=index
    )
    found = {
        name: parts[name] if name in parts else _load(_class_of(*each), folder / name, folder, dtype)
        for name, each in parts_of(index, folder).items()
    }
    pipeline.update_components(**found)
    pipeline.folder = folder
    return pipeline


def _leaves(class_name: str) -> Mapping[str, Any]:
    return blocks_of(class_name).get_execution_blocks(prompt="").sub_blocks  # type: ignore[no-any-return]


def _load(part_class: Any, part: Path, folder: Path, dtype: torch.dtype) -> Any:
    if issubclass(part_class, _WEIGHTS) or part_class.__name__.startswith("AutoModel"):
        return load_weights(part_class, part, folder, dtype=dtype)
    return part_class.from_pretrained(part, local_files_only=True)


def _class_of(library: str, name: str) -> Any:
    of = diffusers if library == "diffusers" else transformers
    found = getattr(of, name, None)
    if found is None:
        raise EngineError(f"{library} has no {name}: install the version that the model was saved with.")
    return found


def _told(value: list[Any]) -> list[str] | None:
    """[library, class] of one entry, [library, class, how it was loaded]; None where it names none of those we know."""
    if len(value) != 3 or not isinstance(value[2], dict):
        return None
    pair = value[:2] if all(value[:2]) else value[2].get("type_hint")
    known = isinstance(pair, list) and is_component(pair) and pair[0] in ("diffusers", "transformers")
    return pair if known and pair and all(isinstance(each, str) for each in pair) else None


def _names_class(value: list[Any]) -> bool:
    return any(isinstance(each, str) for each in value[:2])
