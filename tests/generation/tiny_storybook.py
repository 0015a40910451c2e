"""The embedded model's own classes with random weights, at a size for tests."""

from __future__ import annotations

from pathlib import Path

import torch
from diffusers import FlowMatchEulerDiscreteScheduler, PixArtTransformer2DModel

from generation.storybook import StorybookInfo, StorybookPipeline
from generation.storybook.autoencoder import StorybookAutoencoder
from generation.storybook.facts import NUM_SLOTS, FactHeads
from generation.storybook.layer_tokens import LayerTokens
from generation.storybook.text_encoder import StorybookTextEncoder
from generation.storybook.tokenizer import StorybookTokenizer

WORDS = ("a", "red", "blue", "fox", "boat", "owl", "fog")
WIDTH = 16


def save_tiny_storybook(folder: Path) -> Path:
    """Save a 64×64 model into `folder`, with the same random weights every time."""
    torch.manual_seed(0)
    autoencoder = StorybookAutoencoder(latent_channels=4, widths=(8, 8, 8), image_channels=4)
    autoencoder.fit(torch.rand(8, 4, 64, 64))
    StorybookPipeline(
        tokenizer=StorybookTokenizer(WORDS),
        text_encoder=StorybookTextEncoder(
            len(StorybookTokenizer(WORDS)), width=WIDTH, layers=1, heads=2, num_slots=NUM_SLOTS
        ),
        fact_heads=FactHeads(WIDTH),
        layer_tokens=LayerTokens(WIDTH),
        transformer=PixArtTransformer2DModel(
            num_attention_heads=2,
            attention_head_dim=8,
            in_channels=4,
            out_channels=4,
            num_layers=1,
            patch_size=1,
            sample_size=4,
            caption_channels=WIDTH,
            cross_attention_dim=16,
            use_additional_conditions=False,
            interpolation_scale=1,
        ),
        vae=autoencoder,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=1.5),
        info=StorybookInfo(name="Tiny Storybook", width=64, height=64, num_inference_steps=4),
    ).save(folder)
    return folder
