"""Families whose denoiser is a transformer and whose text encoder is a language model, with random weights."""

from __future__ import annotations

from typing import Any

from diffusers import (
    ChromaPipeline,
    ChromaTransformer2DModel,
    DiffusionPipeline,
    DPMSolverMultistepScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    Lumina2Pipeline,
    Lumina2Transformer2DModel,
    PixArtAlphaPipeline,
    PixArtSigmaPipeline,
    PixArtTransformer2DModel,
    QwenImageEditPipeline,
    QwenImageEditPlusPipeline,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    SanaPipeline,
    SanaTransformer2DModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)

from tests.generation.tiny_parts import (
    WIDTH,
    autoencoder,
    deep_autoencoder,
    flux2_autoencoder,
    gemma_encoder,
    qwen3_encoder,
    qwen3_writer,
    qwen_autoencoder,
    qwen_tokenizer,
    qwen_vl_encoder,
    qwen_vl_processor,
    t5_encoder,
    t5_tokenizer,
)

FLOW_AUTOENCODER = {"shift_factor": 0.06, "use_quant_conv": False, "use_post_quant_conv": False}


def pixart() -> DiffusionPipeline:
    return PixArtSigmaPipeline(**_pixart_parts())


def pixart_alpha() -> DiffusionPipeline:
    return PixArtAlphaPipeline(**_pixart_parts())


def _pixart_parts() -> dict[str, Any]:
    return {
        "tokenizer": t5_tokenizer(),
        "text_encoder": t5_encoder(),
        "vae": autoencoder(4, levels=4),  # its shapes are those of a cell of eight pixels
        "transformer": PixArtTransformer2DModel(
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
        "scheduler": DPMSolverMultistepScheduler(),
    }


def sana() -> DiffusionPipeline:
    return SanaPipeline(
        tokenizer=t5_tokenizer(),
        text_encoder=gemma_encoder(),
        vae=deep_autoencoder(),
        transformer=SanaTransformer2DModel(
            sample_size=16,  # the least that its pipeline has a table of shapes for
            in_channels=4,
            out_channels=4,
            num_layers=1,
            num_attention_heads=2,
            attention_head_dim=8,
            num_cross_attention_heads=2,
            cross_attention_head_dim=8,
            cross_attention_dim=16,
            caption_channels=16,
        ),
        scheduler=DPMSolverMultistepScheduler(
            prediction_type="flow_prediction", use_flow_sigmas=True, flow_shift=3.0, algorithm_type="dpmsolver++"
        ),
    )


def z_image() -> DiffusionPipeline:
    transformer = ZImageTransformer2DModel(
        in_channels=4,
        dim=32,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=16,
        axes_dims=[4, 6, 6],
        axes_lens=[1024, 64, 64],
    )
    return ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=autoencoder(4, **FLOW_AUTOENCODER),
        text_encoder=qwen3_encoder(2),
        tokenizer=qwen_tokenizer(),
        transformer=transformer,
    )


def qwen_image() -> DiffusionPipeline:
    return QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=qwen_autoencoder(),
        text_encoder=qwen_vl_encoder(),
        tokenizer=qwen_tokenizer(),
        transformer=QwenImageTransformer2DModel(
            in_channels=16,
            out_channels=4,
            num_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=16,
            axes_dims_rope=(4, 6, 6),
        ),
    )


def qwen_image_edit() -> DiffusionPipeline:
    return QwenImageEditPipeline(**qwen_image().components, processor=qwen_vl_processor())


def qwen_image_edit_plus() -> DiffusionPipeline:
    return QwenImageEditPlusPipeline(**qwen_image().components, processor=qwen_vl_processor())


def flux2_klein() -> DiffusionPipeline:
    """The base, whose guidance is a second call."""
    return Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=flux2_autoencoder(),
        text_encoder=qwen3_writer(28),  # the pipeline reads from its layers 9, 18 and 27
        tokenizer=qwen_tokenizer(),
        transformer=Flux2Transformer2DModel(
            in_channels=16,
            num_layers=1,
            num_single_layers=1,
            attention_head_dim=16,
            num_attention_heads=2,
            joint_attention_dim=48,
            timestep_guidance_channels=16,
            axes_dims_rope=(4, 4, 4, 4),
            guidance_embeds=False,
        ),
    )


def chroma() -> DiffusionPipeline:
    return ChromaPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=autoencoder(4, **FLOW_AUTOENCODER),
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


def lumina2() -> DiffusionPipeline:
    return Lumina2Pipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=autoencoder(4, levels=4, **FLOW_AUTOENCODER),  # the pipeline counts on a factor of eight
        text_encoder=gemma_encoder(),
        tokenizer=t5_tokenizer(),
        transformer=Lumina2Transformer2DModel(
            sample_size=16,
            in_channels=4,
            hidden_size=24,
            num_layers=1,
            num_refiner_layers=1,
            num_attention_heads=2,
            num_kv_heads=1,
            multiple_of=8,
            axes_dim_rope=(4, 4, 4),
            axes_lens=(300, 64, 64),
            cap_feat_dim=16,
        ),
    )
