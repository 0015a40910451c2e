"""Puts the trained parts together: a folder that the `diffusers` engine loads."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from safetensors import safe_open
from safetensors.torch import save_file
from torch import nn

from generation.storybook.autoencoder import StorybookAutoencoder
from generation.storybook.layer_tokens import LayerTokens
from generation.storybook.pipeline import CONTEXT_ENCODER, StorybookInfo, StorybookPipeline
from generation.weights import save_config
from story.storybook.training.context import ContextTrainer

INFO = StorybookInfo()


def assemble(
    trained: ContextTrainer,
    vae: StorybookAutoencoder,
    denoiser: nn.ModuleDict,
    folder: Path,
    *,
    context: str | None,
    name: str = INFO.name,
) -> StorybookPipeline:
    """Write the folder in half precision; `context` names the context encoder's checkpoint, None leaves it out."""
    layer_tokens = denoiser["tokens"]
    assert isinstance(layer_tokens, LayerTokens)  # a ModuleDict forgets the classes of its modules
    pipeline = StorybookPipeline(
        tokenizer=trained.text.tokenizer,
        text_encoder=trained.text.encoder,
        fact_heads=trained.text.heads,
        layer_tokens=layer_tokens,
        transformer=denoiser["transformer"],
        vae=vae,
        scheduler=FlowMatchEulerDiscreteScheduler(num_train_timesteps=1000, shift=1.0),
        info=replace(INFO, name=name, context=context),
        folder=folder,
    )
    pipeline.save(folder)
    if context:
        context_folder = folder / CONTEXT_ENCODER
        save_config(trained.encoder, context_folder)
        state = {key: value.to(torch.float16).contiguous() for key, value in trained.encoder.state_dict().items()}
        save_file(state, context_folder / "diffusion_pytorch_model.safetensors", metadata={"format": "pt"})
    return pipeline


def write_curves(checkpoints: Path, folder: Path) -> None:
    """The loss curves of all stages, thinned to be kept beside the weights."""
    curves = {}
    for file in sorted(checkpoints.glob("*.safetensors")):
        with safe_open(file, framework="pt") as weights:
            curve = json.loads(weights.metadata()["curve"])
        curves[file.stem] = curve[:: max(1, len(curve) // 60)]
    (folder / "curves.json").write_text(json.dumps(curves) + "\n")
