"""`model` in the settings → an opened pipeline: the embedded model, a folder, or a pinned hub repository."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.families.flux import FluxFamily
from generation.engines.diffusers.families.stable_diffusion import StableDiffusionFamily, StableDiffusionXLFamily
from generation.engines.diffusers.families.stable_diffusion_3 import StableDiffusion3Family
from generation.engines.diffusers.families.storybook import StorybookFamily
from generation.engines.diffusers.families.whole_pipeline import WholeFamily
from generation.engines.diffusers.model_folder import STORYBOOK, checked_class_name
from generation.engines.diffusers.types import Family
from generation.storybook.pipeline import DEFAULT_FOLDER
from generation.storybook.pipeline import load as load_storybook

FAMILIES: dict[str, Callable[[Any, str], Family]] = {
    "StableDiffusionPipeline": StableDiffusionFamily,
    "StableDiffusionXLPipeline": StableDiffusionXLFamily,
    "StableDiffusion3Pipeline": StableDiffusion3Family,
    "FluxPipeline": FluxFamily,
    STORYBOOK: StorybookFamily,
}
EMBEDDED = "storybook"


def load_family(model: str, revision: str, hub: bool, placement: Placement) -> Family:
    """Find, check, load and place a model, and open it as far as its class is known."""
    folder = find(model, revision, hub)
    class_name = checked_class_name(folder)
    pipeline = load_pipeline(folder, class_name, placement)
    family = FAMILIES.get(class_name)
    return WholeFamily(pipeline) if family is None else family(pipeline, placement.device)


def find(model: str, revision: str, hub: bool) -> Path:
    """The folder a model lies in, fetched first if it has to be and may be."""
    if model == EMBEDDED:
        return DEFAULT_FOLDER
    if (folder := Path(model).expanduser()).is_dir():
        return folder
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


def load_pipeline(folder: Path, class_name: str, placement: Placement) -> Any:
    """A checked folder as a pipeline, in its place and quiet; raises `EngineError`."""
    diffusers.utils.logging.set_verbosity_error()
    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    dtype = getattr(torch, placement.dtype)
    try:
        if class_name == STORYBOOK:
            return load_storybook(folder).to(placement.device, dtype)
        pipeline = diffusers.DiffusionPipeline.from_pretrained(
            folder, dtype=dtype, use_safetensors=True, local_files_only=True
        ).to(placement.device)
    except torch.OutOfMemoryError as error:
        raise EngineError(f"{folder.name} does not fit into the memory of {placement.device}.") from error
    except (OSError, ValueError, TypeError, KeyError, RuntimeError, ImportError) as error:
        raise EngineError(f"{folder.name} could not be loaded: {str(error).splitlines()[0]}") from error
    pipeline.set_progress_bar_config(disable=True)
    if placement.dtype == "float16" and getattr(getattr(pipeline, "vae", None), "config", {}).get("force_upcast"):
        pipeline.vae.to(torch.float32)  # this autoencoder overflows in half precision
    return pipeline
