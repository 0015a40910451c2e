"""Modular pipelines with random weights: one that has a classic class to compare with, and one that has none."""

from __future__ import annotations

from typing import Any

from diffusers import (
    AnimaModularPipeline,
    AnimaTextConditioner,
    CosmosTransformer3DModel,
    FlowMatchEulerDiscreteScheduler,
    ZImageModularPipeline,
)

from tests.generation.tiny_parts import qwen3_encoder, qwen_autoencoder, qwen_tokenizer, t5_tokenizer
from tests.generation.tiny_transformers import z_image


def modular_z_image() -> Any:
    pipeline = ZImageModularPipeline()
    pipeline.update_components(**z_image().components)
    return pipeline


def anima() -> Any:
    """Its text goes through two tokenizers, and its other parts are Cosmos' and Qwen-Image's."""
    conditioner = AnimaTextConditioner(
        source_dim=16, target_dim=16, model_dim=16, num_layers=1, num_attention_heads=2, target_vocab_size=40
    )
    transformer = CosmosTransformer3DModel(
        in_channels=4,
        out_channels=4,
        num_attention_heads=2,
        attention_head_dim=16,
        num_layers=1,
        mlp_ratio=2,
        text_embed_dim=16,
        adaln_lora_dim=4,
        max_size=(4, 32, 32),
        extra_pos_embed_type=None,
        encoder_hidden_states_channels=16,
    )
    pipeline = AnimaModularPipeline()
    pipeline.update_components(
        text_encoder=qwen3_encoder(2),
        tokenizer=qwen_tokenizer(),
        t5_tokenizer=t5_tokenizer(),
        vae=qwen_autoencoder(),
        text_conditioner=conditioner,
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )
    return pipeline
