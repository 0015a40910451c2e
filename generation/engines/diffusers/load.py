"""`model` in the settings → an opened pipeline: the embedded model, a folder, or a pinned hub repository."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from diffusers.loaders.single_file_utils import SingleFileComponentError
from diffusers.pipelines.pipeline_loading_utils import simple_get_class_obj

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.controlnet import load_controlnet
from generation.engines.diffusers.facts import part_sizes
from generation.engines.diffusers.families import family_of
from generation.engines.diffusers.families.modular import ModularFamily
from generation.engines.diffusers.families.whole_pipeline import WholeFamily
from generation.engines.diffusers.gguf_file import PART, gguf_of, load_gguf
from generation.engines.diffusers.ip_adapter import IpAdapter, adapter_sizes, load_ip_adapter
from generation.engines.diffusers.memory import MemoryPlan, free_memory, place, plan_memory
from generation.engines.diffusers.model_folder import STORYBOOK, checked_class_name
from generation.engines.diffusers.modular_folder import MODULAR_INDEX, is_modular, load_modular, parts_of
from generation.engines.diffusers.padding_mask import without_torchvision
from generation.engines.diffusers.processors import sees_videos_in_vain, without_videos
from generation.engines.diffusers.quantization import Quantization, quantizing
from generation.engines.diffusers.single_file import checked_file, load_single_file, settings_of
from generation.engines.diffusers.tensors import PartSize, part_size
from generation.engines.diffusers.types import Family
from generation.errors import reason
from generation.memory import Memory
from generation.storybook.pipeline import DEFAULT_FOLDER
from generation.storybook.pipeline import load as load_storybook
from generation.weights import check_words, load_weights

EMBEDDED = "storybook"
_WHOLE = MemoryPlan()
_VARIANT = re.compile(r"\.([a-z]\w*?)(?:-\d+-of-\d+)?\.safetensors$")


def load_family(
    model: Path,
    revision: str,
    hub: bool,
    placement: Placement,
    memory: Memory = "auto",
    ip_adapter: IpAdapter | None = None,
    controlnet: str = "",
) -> tuple[Family, MemoryPlan]:
    """Check, load and place a model that was found, and open it as far as its class is known; and how it was placed."""
    settings = model if model.is_dir() else settings_of(model, revision, hub)
    gguf = gguf_of(model)
    in_one_file = model.is_file() and gguf is None
    class_name = checked_class_name(settings, weights=not in_one_file, gguf=gguf)
    plan = _WHOLE  # of a model of ours, which is small
    if class_name != STORYBOOK:
        parts, beside = part_sizes(model), 0
        with suppress(ValueError, OSError):  # what is wrong with these, loading them says
            for name, size in (adapter_sizes(ip_adapter) if ip_adapter else {}).items():
                parts[name] = parts.get(name, PartSize()) + size
            beside = part_size(Path(controlnet).expanduser()).numbers if controlnet else 0
        free = free_memory(placement.device)
        plan = plan_memory(memory, parts, placement, free, beside, in_one_file=in_one_file)
    pipeline = load_pipeline(settings, class_name, placement, model if in_one_file else gguf, plan, ip_adapter)
    if controlnet:
        load_controlnet(pipeline, controlnet, placement.device)
    family: Callable[[Any, str], Family] | None = family_of(class_name)
    if is_modular(settings):
        return ModularFamily(pipeline), plan
    return WholeFamily(pipeline) if family is None else family(pipeline, placement.device), plan


def find(model: str, revision: str, hub: bool) -> Path:
    """The folder a model lies in, or its one file; fetched first if it has to be and may be."""
    if model == EMBEDDED:
        return DEFAULT_FOLDER
    if (folder := Path(model).expanduser()).is_dir():
        return folder
    if folder.is_file():
        return checked_file(folder)
    if not re.fullmatch(r"[\w.-]+/[\w.-]+", model, re.ASCII):
        raise EngineError(f"There is no model folder {model!r}: check engine.model in the settings.")
    if not hub:
        raise EngineError(
            f"There is no model folder {model!r}; to fetch it from the model hub, set engine.hub = true and "
            "engine.revision to a commit."
        )
    if not re.fullmatch(r"[0-9a-f]{40}", revision):
        raise EngineError(f"Set engine.revision to the commit of {model} to use (40 hex digits): names can move.")
    # Only the files that the pipeline's class needs, and never pickles or code.
    try:
        path = diffusers.DiffusionPipeline.download(model, revision=revision, use_safetensors=True)
    except (OSError, ValueError) as error:  # hub errors are OSErrors; a model without safetensors is a ValueError
        raise EngineError(
            f"{model} could not be fetched: there is no connection, no such commit, or no safetensors in it."
        ) from error
    return Path(path)


def load_pipeline(
    folder: Path,
    class_name: str,
    placement: Placement,
    file: Path | None = None,
    plan: MemoryPlan = _WHOLE,
    ip_adapter: IpAdapter | None = None,
) -> Any:
    """A checked folder as a pipeline, in its place and quiet; raises `EngineError`.

    `file`: where all of its weights lie, if not in the folder, which then holds settings and words alone; or, in GGUF,
    those of its transformer.
    """
    diffusers.utils.logging.set_verbosity_error()
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    dtype = getattr(torch, placement.dtype)
    try:
        if class_name == STORYBOOK:
            if ip_adapter:
                raise EngineError("engine.ip_adapter goes with Stable Diffusion and SDXL, and this is Storybook.")
            return load_storybook(folder).to(placement.device, dtype)
        gguf = None if file is None else gguf_of(file)
        if file is not None and gguf is None:
            pipeline = load_single_file(file, folder, class_name, dtype)
        else:
            pipeline = _from_folder(folder, class_name, _Loading(dtype, placement.device, plan.quantization, gguf))
        if ip_adapter:
            load_ip_adapter(pipeline, ip_adapter)
        place(pipeline, plan, placement.device)
    except torch.OutOfMemoryError as error:
        raise EngineError(f"{folder.name} does not fit into the memory of {placement.device}.") from error
    except (
        OSError,
        ValueError,
        TypeError,
        KeyError,
        RuntimeError,
        ImportError,
        SingleFileComponentError,
    ) as error:
        raise EngineError(f"{(file or folder).name} could not be loaded: {reason(error)}") from error
    _check_tokenizers(pipeline, folder)
    pipeline.set_progress_bar_config(disable=True)
    vae = getattr(pipeline, "vae", None)
    if placement.dtype == "float16" and getattr(vae, "config", {}).get("force_upcast"):
        _keep_in_float32(vae)
    return pipeline


@dataclass(frozen=True, slots=True)
class _Loading:
    """How the models of a folder are loaded."""

    dtype: torch.dtype
    device: str
    quantization: Quantization | None
    gguf: Path | None  # where the weights of its transformer lie, if they do not in the folder

    def model(self, model_class: Any, name: str, folder: Path) -> Any:
        """The part called `name`, with all of its weights."""
        if self.gguf is not None and name == PART:
            return load_gguf(self.gguf, model_class, folder, self.dtype)
        part, own = folder / name, quantizing(self.quantization, name, self.dtype, self.device)
        return load_weights(model_class, part, folder, dtype=self.dtype, variant=_variant(part), **own)


def _from_folder(folder: Path, class_name: str, loading: _Loading) -> Any:
    if is_modular(folder):
        index = json.loads((folder / MODULAR_INDEX).read_bytes())
        return load_modular(folder, class_name, loading.dtype, _load_models(folder, parts_of(index, folder), loading))
    models = _load_models(folder, json.loads((folder / "model_index.json").read_bytes()), loading)
    return diffusers.DiffusionPipeline.from_pretrained(
        folder, dtype=loading.dtype, use_safetensors=True, local_files_only=True, **models
    )


def _keep_in_float32(vae: Any) -> None:
    """An autoencoder that overflows in half precision, and the latents that it gets: not every pipeline turns them."""
    vae.to(torch.float32)
    for name in ("encode", "decode"):
        setattr(vae, name, _taking_float32(getattr(vae, name)))


def _taking_float32(call: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(call)
    def taking(x: torch.Tensor, *arguments: Any, **options: Any) -> Any:
        return call(x.float(), *arguments, **options)

    return taking


def _load_models(folder: Path, index: Mapping[str, Any], loading: _Loading) -> dict[str, Any]:
    """The models among the components of a checked folder, by name, each with all of its weights; None for those that
    it was saved without, as Stable Diffusion 3 without T5 is. With them, processors that would not load otherwise.

    Left to itself, the pipeline's `from_pretrained` would fill by chance what is missing.
    """
    components = {name: value for name, value in index.items() if isinstance(value, list) and all(value)}
    classes = {name: simple_get_class_obj(*value) for name, value in components.items()}
    for each in classes.values():
        without_torchvision(each)
    absent = {name: None for name, value in index.items() if value == [None, None]}
    seeing = {
        name: without_videos(each).from_pretrained(folder / name, local_files_only=True)
        for name, each in classes.items()
        if sees_videos_in_vain(each)
    }
    return (
        absent
        | seeing
        | {
            name: loading.model(each, name, folder)
            for name, each in classes.items()
            if issubclass(each, (diffusers.ModelMixin, transformers.PreTrainedModel))
        }
    )


def _variant(folder: Path) -> str | None:
    """ "fp16" where weights lie there as `model.fp16.safetensors` alone; None where they have a plain name."""
    names = [file.name for file in folder.glob("*.safetensors")]
    variants = {match[1] for name in names if (match := _VARIANT.search(name))}
    plain = any(not _VARIANT.search(name) for name in names)
    return None if plain or not variants else "fp16" if "fp16" in variants else min(variants)


def _check_tokenizers(pipeline: Any, folder: Path) -> None:
    """Each knows words, and no more places than its encoder has: not every folder states how many those are."""
    for name, each in pipeline.components.items():
        if isinstance(each, transformers.PreTrainedTokenizerBase):
            check_words(each, folder / name, folder)
            encoder = getattr(pipeline, name.replace("tokenizer", "text_encoder"), None)
            room = getattr(getattr(encoder, "config", None), "max_position_embeddings", None)
            each.model_max_length = min(each.model_max_length, room or each.model_max_length)
