"""More of diffusers' families with random weights, small enough to draw in a blink: those that are drawn whole."""

from __future__ import annotations

from collections.abc import Callable

import torch
from diffusers import (
    ChromaPipeline,
    ChromaTransformer2DModel,
    DiffusionPipeline,
    DPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxKontextPipeline,
    PixArtSigmaPipeline,
    PixArtTransformer2DModel,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPAGPipeline,
)

from tests.generation.tiny_pipelines import WIDTH, autoencoder, flux, stable_diffusion, t5_encoder, t5_tokenizer


def pixart() -> DiffusionPipeline:
    return PixArtSigmaPipeline(
        tokenizer=t5_tokenizer(),
        text_encoder=t5_encoder(),
        vae=autoencoder(4),
        transformer=PixArtTransformer2DModel(
            sample_size=32,  # the least that its pipeline has a table of shapes for
            num_layers=1,
            patch_size=2,
            attention_head_dim=8,
            num_attention_heads=2,
            caption_channels=WIDTH,
            cross_attention_dim=16,
            in_channels=4,
            out_channels=8,
            use_additional_conditions=False,
        ),
        scheduler=DPMSolverMultistepScheduler(),
    )


def chroma() -> DiffusionPipeline:
    return ChromaPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=autoencoder(4, shift_factor=0.06, use_quant_conv=False, use_post_quant_conv=False),
        text_encoder=t5_encoder(),
        tokenizer=t5_tokenizer(),
        transformer=ChromaTransformer2DModel(
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=WIDTH,
            axes_dims_rope=(4, 4, 8),
            approximator_hidden_dim=32,
            approximator_layers=1,
            approximator_num_channels=16,
        ),
    )


def kontext() -> DiffusionPipeline:
    parts = {name: part for name, part in flux().components.items() if part is not None}
    return FluxKontextPipeline(**parts)


def perturbed() -> DiffusionPipeline:
    return StableDiffusionPAGPipeline(**stable_diffusion().components, requires_safety_checker=False)


def img2img() -> DiffusionPipeline:
    return StableDiffusionImg2ImgPipeline(**stable_diffusion().components, requires_safety_checker=False)


def inpaint() -> DiffusionPipeline:
    return StableDiffusionInpaintPipeline(**stable_diffusion().components, requires_safety_checker=False)


TINY_FAMILIES: dict[str, Callable[[], DiffusionPipeline]] = {
    "pixart-sigma": pixart,
    "chroma": chroma,
    "flux-kontext": kontext,
    "stable-diffusion-pag": perturbed,
    "img2img": img2img,
    "inpaint": inpaint,
}


def tiny_family(name: str) -> DiffusionPipeline:
    """The same random weights every time."""
    torch.manual_seed(0)
    return TINY_FAMILIES[name]()
