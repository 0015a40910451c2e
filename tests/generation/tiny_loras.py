"""LoRAs and textual inversions with random weights for the tiny pipelines, as files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch
from diffusers import DiffusionPipeline
from peft import LoraConfig, get_peft_model_state_dict, inject_adapter_in_model
from safetensors.torch import save_file

from tests.generation.tiny_families import tiny_family
from tests.generation.tiny_parts import WIDTH

TARGETS = {
    "unet": ["to_q", "to_v", "conv1"],
    "transformer": ["to_q", "to_k", "to_v"],
    "text_encoder": ["q_proj", "fc1"],
    "text_encoder_2": ["v_proj", "fc1"],
}


def save_lora(
    path: Path, family: str, parts: tuple[str, ...], *, seed: int, rank: int = 2, **config: Any
) -> dict[str, torch.Tensor]:
    """A LoRA for a tiny family, in the form in which diffusers' pipelines save it; returns its tensors."""
    pipeline: Any = tiny_family(family)
    generator = torch.Generator().manual_seed(seed)
    layers = {f"{part}_lora_layers": _adapter(getattr(pipeline, part), part, generator, rank, config) for part in parts}
    type(pipeline).save_lora_weights(path.parent, weight_name=path.name, **layers)
    return {key: value for each in layers.values() for key, value in each.items()}


def save_bare_lora(path: Path, family: str, part: str, *, seed: int) -> None:
    """The same of one model, as it saves its own: no name says which part of a pipeline it is for."""
    model = getattr(tiny_family(family), part)
    model.add_adapter(LoraConfig(r=2, lora_alpha=6, target_modules=TARGETS[part]))
    _fill(model, torch.Generator().manual_seed(seed))
    model.save_lora_adapter(path.parent, weight_name=path.name)


def save_kohya_lora(path: Path, *, seed: int, tags: dict[str, int]) -> None:
    """One as most are, from kohya's scripts: other names, an alpha for each layer, and the words it was shown."""
    module = "lora_unet_down_blocks_1_attentions_0_transformer_blocks_0_attn1_to_q"
    width = 16
    generator = torch.Generator().manual_seed(seed)
    save_file(
        {
            f"{module}.lora_down.weight": torch.randn(2, width, generator=generator),
            f"{module}.lora_up.weight": torch.randn(width, 2, generator=generator),
            f"{module}.alpha": torch.tensor(1.0),
        },
        path,
        {"ss_tag_frequency": json.dumps({"10_fox": tags}), "modelspec.trigger_phrase": "ink fox"},
    )


def save_embedding(path: Path, *names: str, seed: int, vectors: int = 1, width: int = WIDTH) -> None:
    generator = torch.Generator().manual_seed(seed)
    save_file({name: 3 * torch.randn(vectors, width, generator=generator) for name in names}, path)


def plain_pipeline(folder: Path) -> Any:
    """The pipeline of a folder without any of ours around it."""
    pipeline = DiffusionPipeline.from_pretrained(folder)
    pipeline.set_progress_bar_config(disable=True)
    return pipeline


def _adapter(
    model: Any, part: str, generator: torch.Generator, rank: int, config: dict[str, Any]
) -> dict[str, torch.Tensor]:
    inject_adapter_in_model(LoraConfig(r=rank, target_modules=TARGETS[part], **config), model)
    _fill(model, generator)
    return dict(get_peft_model_state_dict(model, adapter_name="default"))


@torch.no_grad()
def _fill(model: Any, generator: torch.Generator) -> None:
    for name, weight in model.named_parameters():
        if "lora_" in name:  # half of it begins as zeros, which would change nothing, and the rest by chance
            weight.copy_(torch.randn(weight.shape, generator=generator))
