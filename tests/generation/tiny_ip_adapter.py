"""An IP-Adapter with random weights for a tiny UNet, as its authors' files are laid out."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

SEEN = 16  # numbers by which the encoder tells what it sees
TOKENS = 4


def save_ip_adapter(folder: Path, unet: Any) -> Path:
    torch.manual_seed(0)
    width = unet.config.cross_attention_dim
    config = CLIPVisionConfig(
        hidden_size=16,
        intermediate_size=16,
        projection_dim=SEEN,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=32,
        patch_size=16,
    )
    CLIPVisionModelWithProjection(config).save_pretrained(folder / "image_encoder")
    weights = {
        "image_proj.proj.weight": torch.randn(TOKENS * width, SEEN),
        "image_proj.proj.bias": torch.randn(TOKENS * width),
        "image_proj.norm.weight": torch.ones(width),
        "image_proj.norm.bias": torch.zeros(width),
    }
    attends = [unet.get_submodule(name.removesuffix(".processor")) for name in unet.attn_processors if "attn2" in name]
    for index, each in enumerate(attends):
        for part, layer in (("k", each.to_k), ("v", each.to_v)):
            weights[f"ip_adapter.{2 * index + 1}.to_{part}_ip.weight"] = torch.randn(layer.weight.shape)
    save_file(weights, folder / "ip-adapter.safetensors")
    return folder
