"""ControlNet (Zhang et al., 2023): a copy of a UNet's first half that is shown a picture to follow."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import torch
from diffusers import ControlNetModel

from generation.engine import EngineError
from generation.engines.diffusers.model_folder import check_files
from generation.engines.diffusers.types import ModelInputs
from generation.errors import reason
from generation.weights import load_weights

PIPELINES = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")
_CONFIG = "config.json"
_SHARED = ("cross_attention_dim", "addition_embed_type", "projection_class_embeddings_input_dim")  # settings


def load_controlnet(pipeline: Any, path: str, device: str) -> None:
    """Put the one of a folder beside a pipeline; raises `EngineError` where it is none, or another model's."""
    folder, name = Path(path).expanduser(), type(pipeline).__name__
    if name not in PIPELINES:
        raise EngineError(f"engine.controlnet goes with Stable Diffusion and SDXL, and this is {name}: leave it out.")
    if not folder.is_dir():
        raise EngineError(f"There is no ControlNet {path!r}: check engine.controlnet in the settings.")
    check_files(folder)
    if _class_of(folder) != "ControlNetModel":
        raise EngineError(f"The folder {folder.name!r} that engine.controlnet names holds no ControlNetModel.")
    try:
        controlnet = load_weights(ControlNetModel, folder, folder, dtype=pipeline.unet.dtype).to(device)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError) as error:
        raise EngineError(f"The ControlNet {folder.name} could not be loaded: {reason(error)}") from error
    own, its = ([repr(each.config[key]) for key in _SHARED] for each in (pipeline.unet, controlnet))
    if own != its:
        raise EngineError(f"The ControlNet {folder.name} is one for another kind of model than {name}.")
    pipeline.controlnet = controlnet
    pipeline.controlnet_kind = "canny" if re.search("canny", str(folder), re.IGNORECASE) else "given"


def kind_of(pipeline: Any) -> str:
    """ "canny" or "given", as its name tells; "" where there is none."""
    return str(getattr(pipeline, "controlnet_kind", ""))


def residuals(pipeline: Any, rows: ModelInputs, added: dict[str, Any]) -> dict[str, Any]:
    """What the UNet adds to its own features, by the names of its call; nothing where no picture is followed."""
    if rows.control is None:
        return {}
    controlnet = pipeline.controlnet
    scales = [0.0 if each.control is None else each.control_scale for each in rows.requests]
    dtype = controlnet.dtype
    down, middle = controlnet(
        rows.latents[:, : controlnet.config.in_channels].to(dtype),
        rows.timesteps,
        encoder_hidden_states=rows.prompt_embeds,
        controlnet_cond=rows.control.to(rows.latents.device, dtype),
        conditioning_scale=torch.tensor(scales, device=rows.latents.device, dtype=dtype).view(-1, 1, 1, 1),
        added_cond_kwargs=added,
        return_dict=False,
    )
    return {"down_block_additional_residuals": down, "mid_block_additional_residual": middle}


def _class_of(folder: Path) -> str:
    try:
        return str(json.loads((folder / _CONFIG).read_bytes())["_class_name"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""
