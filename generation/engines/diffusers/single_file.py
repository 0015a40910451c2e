"""A model in one file, as AUTOMATIC1111 and ComfyUI keep it: all weights, and neither settings nor words.

diffusers takes those from a hub (with `local_files_only=True` too, where they are not in its cache: then it turns the
word round and asks for them). So they are always given: they lie in a folder beside the file, or are fetched by commit.
"""

from __future__ import annotations

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import diffusers
from diffusers.loaders.single_file_utils import DIFFUSERS_DEFAULT_PIPELINE_PATHS, infer_diffusers_model_type

from generation.engine import EngineError
from generation.engines.diffusers.gguf_file import SUFFIX, checked_gguf, folder_of_gguf
from generation.engines.diffusers.tensors import tensors

_SETTINGS = ["*.json", "**/*.json", "*.txt", "**/*.txt", "**/*.model"]
_LORA = re.compile(r"\blora_|\.lora_|lora\.(?:up|down)|hada_w")
_DENOISER = re.compile(
    r"model\.diffusion_model\.|double_blocks\.|joint_blocks\.|transformer_blocks\.|down_blocks\.|layers\."
)

_REST = re.compile(r"first_stage_model\.|vae\.|cond_stage_model\.|conditioner\.|text_encoders?\.|decoder\.|quantize\.")


def checked_file(file: Path) -> Path:
    """`file`, if it may be a whole model in safetensors, or a transformer in GGUF.

    Raises `EngineError` that says what it is instead.
    """
    if file.suffix == SUFFIX:
        return checked_gguf(file)
    if file.suffix != ".safetensors":
        raise EngineError(f"{file.name} may hold code, as all but safetensors can: take the model in safetensors.")
    try:
        names = tensors(file)
    except ValueError as error:
        raise EngineError(f"{file.name} {error}.") from error
    if any(_LORA.search(name) for name in names):
        raise EngineError(f"{file.name} is a LoRA, which changes a model and is none: name the model it belongs to.")
    if not any(_DENOISER.match(name) for name in names):
        raise EngineError(f"{file.name} holds no denoiser, so it is a part of a model only: name the whole model.")
    if not any(_REST.match(name) for name in names):
        raise EngineError(f"{file.name} holds a denoiser alone, without what reads words: name the whole model.")
    return file


def original(file: Path) -> str:
    """The repository whose settings fit the weights of a file, as diffusers tells it from their names and shapes.

    Raises `EngineError` for shapes that it trips over.
    """
    shapes = {name: SimpleNamespace(shape=tuple(entry["shape"])) for name, entry in tensors(file).items()}
    try:
        kind = DIFFUSERS_DEFAULT_PIPELINE_PATHS[infer_diffusers_model_type(shapes)]
    except (IndexError, KeyError) as error:  # it looks at a shape or two by their names, and trusts them
        raise EngineError(f"{file.name} holds weights in shapes that no known model has: fetch it again.") from error
    return str(kind["pretrained_model_name_or_path"])


def settings_of(file: Path, revision: str, hub: bool) -> Path:
    """The folder with settings and words for the weights in `file`; the `EngineError` says where to put them.

    Of a transformer in GGUF it has the other parts, too.
    """
    if file.suffix == SUFFIX:
        return folder_of_gguf(file)
    for folder in (file.with_suffix(""), file.parent):
        if (folder / "model_index.json").is_file():
            return folder
    repository = original(file)
    if not (hub and re.fullmatch(r"[0-9a-f]{40}", revision)):
        raise EngineError(
            f"{file.name} holds weights alone: put the .json and .txt files of {repository}, in their folders, into a "
            f"folder {file.stem} beside it, or set engine.hub = true and engine.revision to a commit of {repository}."
        )
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(repository, revision=revision, allow_patterns=_SETTINGS))
    except (OSError, ValueError) as error:
        raise EngineError(
            f"The settings of {repository} could not be fetched: no connection, or no such commit."
        ) from error


def load_single_file(file: Path, settings: Path, class_name: str, dtype: Any) -> Any:
    """The pipeline of the class that the settings name, with the weights of the file; raises what diffusers raises."""
    pipeline_class = getattr(diffusers, class_name)
    if not hasattr(pipeline_class, "from_single_file"):
        raise EngineError(f"{class_name} is not read from one file: name a folder that holds the model in its parts.")
    pipeline = pipeline_class.from_single_file(
        str(file), config=str(settings), local_files_only=True, torch_dtype=dtype
    )
    left = [name for name, part in pipeline.components.items() if any(each.is_meta for each in _weights(part))]
    if left:
        raise EngineError(f"{file.name} lacks weights of {', '.join(left)}: name a model that is whole.")
    pipeline.folder = file
    return pipeline


def _weights(part: Any) -> Any:
    return part.parameters() if hasattr(part, "parameters") else ()
