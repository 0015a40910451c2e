"""A Stable Diffusion pipeline's weights as one file names them: the names of the first code that drew with them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from torch import Tensor

Names = Iterable[tuple[str, str]]  # patterns of diffusers' names, and what stands for them in one file

_RESNET: Names = (
    (r"\.norm1\.", ".in_layers.0."),
    (r"\.conv1\.", ".in_layers.2."),
    (r"\.time_emb_proj\.", ".emb_layers.1."),
    (r"\.norm2\.", ".out_layers.0."),
    (r"\.conv2\.", ".out_layers.3."),
    (r"\.conv_shortcut\.", ".skip_connection."),
)
# Of two levels with one residual block each, the second with attention: as the tiny UNet is.
_UNET: Names = (
    (r"^time_embedding\.linear_1", "time_embed.0"),
    (r"^time_embedding\.linear_2", "time_embed.2"),
    (r"^conv_in", "input_blocks.0.0"),
    (r"^down_blocks\.0\.resnets\.0", "input_blocks.1.0"),
    (r"^down_blocks\.0\.downsamplers\.0\.conv", "input_blocks.2.0.op"),
    (r"^down_blocks\.1\.resnets\.0", "input_blocks.3.0"),
    (r"^down_blocks\.1\.attentions\.0", "input_blocks.3.1"),
    (r"^mid_block\.resnets\.0", "middle_block.0"),
    (r"^mid_block\.attentions\.0", "middle_block.1"),
    (r"^mid_block\.resnets\.1", "middle_block.2"),
    (r"^up_blocks\.0\.resnets\.(\d)", r"output_blocks.\1.0"),
    (r"^up_blocks\.0\.attentions\.(\d)", r"output_blocks.\1.1"),
    (r"^up_blocks\.0\.upsamplers\.0\.conv", "output_blocks.1.2.conv"),
    (r"^up_blocks\.1\.resnets\.0", "output_blocks.2.0"),
    (r"^up_blocks\.1\.resnets\.1", "output_blocks.3.0"),
    (r"^conv_norm_out", "out.0"),
    (r"^conv_out", "out.2"),
)
_AUTOENCODER: Names = (
    (r"down_blocks\.(\d)\.resnets\.", r"down.\1.block."),
    (r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample"),
    (r"up_blocks\.0\.resnets\.", "up.1.block."),
    (r"up_blocks\.1\.resnets\.", "up.0.block."),
    (r"up_blocks\.0\.upsamplers\.0", "up.1.upsample"),
    (r"mid_block\.resnets\.0", "mid.block_1"),
    (r"mid_block\.resnets\.1", "mid.block_2"),
    (r"mid_block\.attentions\.0\.group_norm", "mid.attn_1.norm"),
    (r"mid_block\.attentions\.0\.to_([qkv])", r"mid.attn_1.\1"),
    (r"mid_block\.attentions\.0\.to_out\.0", "mid.attn_1.proj_out"),
    (r"conv_norm_out", "norm_out"),
    (r"conv_shortcut", "nin_shortcut"),
)


def one_file(pipeline: Any) -> dict[str, Tensor]:
    """All weights of the tiny Stable Diffusion."""
    weights = {}
    for name, tensor in pipeline.unet.state_dict().items():
        inner = _renamed(name, (*_RESNET, *_UNET) if ".resnets." in name else _UNET)
        weights[f"model.diffusion_model.{inner}"] = tensor
    for name, tensor in pipeline.vae.state_dict().items():
        inner = _renamed(name, _AUTOENCODER)
        as_convolution = ".attn_1." in inner and "norm" not in inner and tensor.ndim == 2
        weights[f"first_stage_model.{inner}"] = tensor[:, :, None, None] if as_convolution else tensor
    for name, tensor in pipeline.text_encoder.state_dict().items():
        inner = name if name.startswith("text_model.") else f"text_model.{name}"
        weights[f"cond_stage_model.transformer.{inner}"] = tensor
    return {name: tensor.clone().contiguous() for name, tensor in weights.items()}


def _renamed(name: str, names: Names) -> str:
    for pattern, replacement in names:
        name = re.sub(pattern, replacement, name)
    return name
