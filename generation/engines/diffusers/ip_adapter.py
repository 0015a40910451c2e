"""IP-Adapter (Ye et al., 2023): a UNet that was never shown a picture is shown several, by attention of their own."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from PIL import Image
from transformers import CLIPImageProcessorPil, CLIPVisionModelWithProjection

from generation.engine import EngineError
from generation.engines.diffusers.model_folder import check_files
from generation.engines.diffusers.tensors import PartSize, part_size, tensors
from generation.engines.diffusers.types import Shown
from generation.errors import reason
from generation.weights import load_weights

PIPELINES = ("StableDiffusionPipeline", "StableDiffusionXLPipeline")
ENCODER = "image_encoder"
SCALE = 0.6  # of 0 to 1: above it pictures repeat the reference and follow few words
_PARTS = ("image_proj.", "ip_adapter.")


@dataclass(frozen=True, slots=True)
class IpAdapter:
    """What the operator says of one."""

    path: str  # a folder, or one safetensors file; its image encoder lies beside it
    scale: float = SCALE


def load_ip_adapter(pipeline: Any, adapter: IpAdapter) -> None:
    """Add an adapter to a pipeline; raises `EngineError` where it is none, or another model's."""
    weights = _weights_of(Path(adapter.path).expanduser())
    folder, name = weights.parent, type(pipeline).__name__
    if name not in PIPELINES:
        raise EngineError(f"engine.ip_adapter goes with Stable Diffusion and SDXL, and this is {name}: leave it out.")
    check_files(folder)
    encoder = _encoder_of(weights)
    if encoder is None:
        raise EngineError(f"The IP-Adapter {weights.name} needs the folder {ENCODER} beside it: fetch that, too.")
    check_files(encoder)
    names = tensors(weights)
    if not all(any(key.startswith(part) for key in names) for part in _PARTS):
        raise EngineError(f"{weights.name} is no IP-Adapter: it has no weights named image_proj and ip_adapter.")
    try:
        sees = load_weights(CLIPVisionModelWithProjection, encoder, encoder, dtype=pipeline.unet.dtype)
        side = sees.config.image_size
        parts = {"image_encoder": sees.to(pipeline.unet.device)}
        if getattr(pipeline, "feature_extractor", None) is None:
            parts["feature_extractor"] = CLIPImageProcessorPil(
                size={"shortest_edge": side}, crop_size={"height": side, "width": side}
            )
        pipeline.register_modules(**parts)
        pipeline.load_ip_adapter(str(folder), subfolder="", weight_name=weights.name, local_files_only=True)
        show(pipeline, shown(pipeline, Image.new("RGB", (side, side))).towards)
    except (OSError, ValueError, RuntimeError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(f"The IP-Adapter {weights.name} does not fit {name}: {reason(error)}") from error
    pipeline.unet.encoder_hid_proj.scale_of_references = adapter.scale


def adapter_sizes(adapter: IpAdapter) -> dict[str, PartSize]:
    """What it adds to the weights of each part of a pipeline; raises `EngineError` where it is none."""
    weights = _weights_of(Path(adapter.path).expanduser())
    encoder = _encoder_of(weights)
    own = sum(math.prod(entry["shape"]) for entry in tensors(weights).values())
    return {"unet": PartSize(own), "image_encoder": part_size(encoder) if encoder else PartSize()}


def is_loaded(pipeline: Any) -> bool:
    return getattr(pipeline.unet, "encoder_hid_proj", None) is not None and hasattr(pipeline, "image_encoder")


@torch.no_grad()
def shown(pipeline: Any, image: Image.Image) -> Shown:
    """The features (1, 1, D), or (1, 1, L, D) of a Plus adapter; where nothing is to be seen, those of no picture."""
    layer = pipeline.unet.encoder_hid_proj.image_projection_layers[0]
    whole = type(layer).__name__ != "ImageProjection"  # it reads all tokens of the encoder, not their sum
    towards, away = pipeline.encode_image(image, pipeline.image_encoder.device, 1, whole)
    device = pipeline.unet.device
    return Shown(towards[None].to(device), away[None].to(device))


@torch.no_grad()
def show(pipeline: Any, features: torch.Tensor) -> Any:
    """What the attention of the adapter is given: raises where its parts do not fit each other."""
    return pipeline.unet.encoder_hid_proj([features])


def count(pipeline: Any, references: bool) -> None:
    """Whether references count in the next call: where not, it draws as without an adapter, to the last bit."""
    scale = pipeline.unet.encoder_hid_proj.scale_of_references if references else 0.0
    for each in pipeline.unet.attn_processors.values():
        if isinstance(getattr(each, "scale", None), list):
            each.scale[:] = [scale]


def _encoder_of(weights: Path) -> Path | None:
    """The folder of the image encoder that an adapter reads pictures with."""
    beside = (weights.parent, weights.parent.parent)
    return next((each / ENCODER for each in beside if (each / ENCODER).is_dir()), None)


def _weights_of(path: Path) -> Path:
    if path.is_file():
        return path
    found = sorted(path.glob("*.safetensors")) if path.is_dir() else []
    if len(found) == 1:
        return found[0]
    if not path.is_dir():
        raise EngineError(f"There is no IP-Adapter {str(path)!r}: check engine.ip_adapter in the settings.")
    holds = f"holds {len(found)} files of weights: name one of them" if found else "holds no safetensors"
    raise EngineError(f"The folder {path.name!r} that engine.ip_adapter names {holds}.")
