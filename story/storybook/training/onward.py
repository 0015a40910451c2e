"""Begins training from a finished model where no checkpoints are left of it: its weights become checkpoints.

The optimiser's moments are not in a model, nor the words that the text stage practises; both are learned again within
some hundred steps.
"""

from __future__ import annotations

import json
from pathlib import Path

import torch
from torch import nn

from generation.storybook.pipeline import CONTEXT_ENCODER, DEFAULT_FOLDER, load
from story.context_encoder import ContextEncoder
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.text import TextTrainer


def unpack(folder: Path, model: Path = DEFAULT_FOLDER) -> None:
    """Write a checkpoint of every stage that has none in `folder` yet, with the time and curve that it had."""
    pipeline, curves = load(model), json.loads((model / "curves.json").read_text())
    pipeline.tokenizer.save(folder / "tokenizer")
    text = TextTrainer(pipeline.tokenizer)
    text.encoder, text.heads = pipeline.text_encoder, pipeline.fact_heads
    memory = {"context_encoder": ContextEncoder.from_pretrained(model / CONTEXT_ENCODER).float()}
    denoiser = nn.ModuleDict({"transformer": pipeline.denoiser, "tokens": pipeline.layer_tokens})
    stages: dict[str, dict[str, nn.Module]] = {
        "text": text.modules,
        "context": memory,
        "together": {**text.modules, **memory},
        "autoencoder": {"vae": pipeline.vae},
        "denoiser": {"denoiser": denoiser, "average": denoiser},
        "polish": {"vae": pipeline.vae},
    }
    for name, modules in stages.items():
        parameters = dict.fromkeys(p for module in modules.values() for p in module.parameters())  # each once
        curve = curves.get(name, [])
        seconds = curve[-1]["seconds"] if curve else 0.0
        stage = TrainingStage(
            name, modules, torch.optim.AdamW(parameters, lr=1.0), folder, seconds=seconds, curve=curve
        )
        if not (folder / f"{name}.safetensors").exists():
            stage.save()
