"""Diffusers' two upscalers with random weights, small enough to enlarge in a blink."""

from __future__ import annotations

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DDPMScheduler,
    DiffusionPipeline,
    EulerDiscreteScheduler,
    StableDiffusionLatentUpscalePipeline,
    StableDiffusionUpscalePipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextModel

from tests.generation.tiny_parts import WIDTH, clip_config, clip_tokenizer, unet


def _autoencoder(levels: int, **config: float) -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8,) * levels,
        norm_num_groups=4,
        latent_channels=4,
        **config,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
    )


def latent_upscaler() -> DiffusionPipeline:
    """Twice as large."""
    torch.manual_seed(0)
    return StableDiffusionLatentUpscalePipeline(
        vae=_autoencoder(4),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=UNet2DConditionModel(
            act_fn="gelu",
            attention_head_dim=8,
            norm_num_groups=None,
            block_out_channels=(32, 32, 64, 64),
            time_cond_proj_dim=128 + WIDTH,
            conv_in_kernel=1,
            conv_out_kernel=1,
            cross_attention_dim=WIDTH,
            down_block_types=("KDownBlock2D", *("KCrossAttnDownBlock2D",) * 3),
            up_block_types=(*("KCrossAttnUpBlock2D",) * 3, "KUpBlock2D"),
            in_channels=8,
            out_channels=5,
            mid_block_type=None,
            only_cross_attention=False,
            resnet_time_scale_shift="scale_shift",
            time_embedding_type="fourier",
            timestep_post_act="gelu",
        ),
        scheduler=EulerDiscreteScheduler(prediction_type="sample"),
    )


def upscaler_x4() -> DiffusionPipeline:
    """Four times as large."""
    torch.manual_seed(0)
    return StableDiffusionUpscalePipeline(
        vae=_autoencoder(3, scaling_factor=0.08333),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=unet(cross_attention_dim=WIDTH, in_channels=7, out_channels=4, num_class_embeds=1000),
        low_res_scheduler=DDPMScheduler(),
        scheduler=DDIMScheduler(prediction_type="v_prediction"),
        max_noise_level=350,
    )
