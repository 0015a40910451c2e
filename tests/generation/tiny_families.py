"""Every family of diffusers pipelines that is tested, with random weights: one table, and nothing is fetched."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from diffusers import (
    DDIMScheduler,
    DiffusionPipeline,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FluxFillPipeline,
    FluxKontextPipeline,
    FluxPipeline,
    FluxTransformer2DModel,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    LDMTextToImagePipeline,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPAGPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLInpaintPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    VQModel,
)
from diffusers.pipelines.latent_diffusion.pipeline_latent_diffusion import LDMBertConfig, LDMBertModel
from transformers import CLIPTextModel, CLIPTextModelWithProjection

from tests.generation.tiny_modular import anima, modular_z_image
from tests.generation.tiny_parts import WIDTH, autoencoder, clip_config, clip_tokenizer, t5_encoder, t5_tokenizer, unet
from tests.generation.tiny_transformers import (
    chroma,
    flux2_klein,
    lumina2,
    pixart,
    pixart_alpha,
    qwen_image,
    qwen_image_edit,
    qwen_image_edit_plus,
    sana,
    z_image,
)


def stable_diffusion() -> DiffusionPipeline:
    return StableDiffusionPipeline(
        vae=autoencoder(4),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=unet(cross_attention_dim=WIDTH),
        scheduler=DDIMScheduler(
            beta_schedule="scaled_linear", clip_sample=False, steps_offset=1, set_alpha_to_one=False
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def stable_diffusion_xl() -> DiffusionPipeline:
    return StableDiffusionXLPipeline(
        vae=autoencoder(4),
        text_encoder=CLIPTextModel(clip_config()),
        text_encoder_2=CLIPTextModelWithProjection(clip_config()),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        unet=_unet_xl(),
        scheduler=EulerDiscreteScheduler(beta_schedule="scaled_linear", timestep_spacing="leading", steps_offset=1),
    )


def _unet_xl(**config: Any) -> UNet2DConditionModel:
    return unet(
        cross_attention_dim=2 * WIDTH,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + WIDTH,
        transformer_layers_per_block=1,
        use_linear_projection=True,
        **config,
    )


def stable_diffusion_3() -> DiffusionPipeline:
    return StableDiffusion3Pipeline(
        vae=autoencoder(
            16, shift_factor=0.06, use_quant_conv=False, use_post_quant_conv=False
        ),  # as its inpainting asks
        text_encoder=CLIPTextModelWithProjection(clip_config()),
        text_encoder_2=CLIPTextModelWithProjection(clip_config()),
        text_encoder_3=t5_encoder(),
        tokenizer=clip_tokenizer(),
        tokenizer_2=clip_tokenizer(),
        tokenizer_3=t5_tokenizer(),
        transformer=SD3Transformer2DModel(
            sample_size=16,
            patch_size=2,
            in_channels=16,
            out_channels=16,
            num_layers=1,
            attention_head_dim=8,
            num_attention_heads=4,
            joint_attention_dim=WIDTH,
            caption_projection_dim=WIDTH,
            pooled_projection_dim=2 * WIDTH,
            pos_embed_max_size=16,
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )


def flux() -> DiffusionPipeline:
    return FluxPipeline(
        vae=autoencoder(4, shift_factor=0.06, use_quant_conv=False, use_post_quant_conv=False),
        text_encoder=CLIPTextModel(clip_config()),
        text_encoder_2=t5_encoder(),
        tokenizer=clip_tokenizer(),
        tokenizer_2=t5_tokenizer(),
        transformer=FluxTransformer2DModel(
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=WIDTH,
            pooled_projection_dim=WIDTH,
            axes_dims_rope=(4, 4, 8),
            guidance_embeds=True,
        ),
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
    )


def latent_diffusion() -> DiffusionPipeline:
    """A pipeline that no family opens."""
    bert = LDMBertConfig(
        vocab_size=514,
        max_position_embeddings=77,
        encoder_layers=1,
        encoder_ffn_dim=37,
        encoder_attention_heads=4,
        head_dim=8,
        d_model=WIDTH,
        pad_token_id=513,
    )
    return LDMTextToImagePipeline(
        vqvae=VQModel(  # four levels: the pipeline counts on a factor of eight
            block_out_channels=(8, 8, 8, 8),
            norm_num_groups=4,
            latent_channels=4,
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
        ),
        bert=LDMBertModel(bert),
        tokenizer=clip_tokenizer(),
        unet=unet(cross_attention_dim=WIDTH),
        scheduler=DDIMScheduler(),
    )


def latent_consistency() -> DiffusionPipeline:
    """Another that no family opens: four steps, 50 at most, and a place for a safety checker."""
    return LatentConsistencyModelPipeline(
        vae=autoencoder(4),
        text_encoder=CLIPTextModel(clip_config()),
        tokenizer=clip_tokenizer(),
        unet=unet(cross_attention_dim=WIDTH, time_cond_proj_dim=16),
        scheduler=LCMScheduler(original_inference_steps=50),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def kontext() -> DiffusionPipeline:
    parts = {name: part for name, part in flux().components.items() if part is not None}
    return FluxKontextPipeline(**parts)


def fill() -> DiffusionPipeline:
    """FLUX.1 Fill: its transformer sees the mask, and what is around it, beside its latents."""
    parts = {name: part for name, part in flux().components.items() if part is not None}
    beside = FluxTransformer2DModel(**dict(parts["transformer"].config) | {"in_channels": 48, "out_channels": 16})
    return FluxFillPipeline(**parts | {"transformer": beside})


def perturbed() -> DiffusionPipeline:
    return StableDiffusionPAGPipeline(**stable_diffusion().components, requires_safety_checker=False)


def img2img() -> DiffusionPipeline:
    return StableDiffusionImg2ImgPipeline(**stable_diffusion().components, requires_safety_checker=False)


def inpaint() -> DiffusionPipeline:
    """One that was trained for it: it sees the mask and what is around it."""
    parts = {**stable_diffusion().components, "unet": unet(cross_attention_dim=WIDTH, in_channels=9)}
    return StableDiffusionInpaintPipeline(**parts, requires_safety_checker=False)


def inpaint_xl() -> DiffusionPipeline:
    parts = {name: part for name, part in stable_diffusion_xl().components.items() if part is not None}
    return StableDiffusionXLInpaintPipeline(**parts | {"unet": _unet_xl(in_channels=9)})


TINY_FAMILIES: dict[str, Callable[[], DiffusionPipeline]] = {
    "stable-diffusion": stable_diffusion,
    "stable-diffusion-xl": stable_diffusion_xl,
    "stable-diffusion-3": stable_diffusion_3,
    "flux": flux,
    "pixart-alpha": pixart_alpha,
    "pixart-sigma": pixart,
    "sana": sana,
    "z-image": z_image,
    "qwen-image": qwen_image,
    "qwen-image-edit": qwen_image_edit,
    "qwen-image-edit-plus": qwen_image_edit_plus,
    "flux2-klein": flux2_klein,
    "chroma": chroma,
    "lumina2": lumina2,
    "flux-kontext": kontext,
    "stable-diffusion-pag": perturbed,
    "latent-diffusion": latent_diffusion,
    "latent-consistency": latent_consistency,
    "img2img": img2img,
    "modular-z-image": modular_z_image,
    "anima": anima,
    "inpaint": inpaint,
    "flux-fill": fill,
    "inpaint-xl": inpaint_xl,
}


def tiny_family(name: str) -> DiffusionPipeline:
    """The same random weights every time."""
    torch.manual_seed(0)
    return TINY_FAMILIES[name]()
