"""`vignette train baselines`: the memories that the context encoder is measured against, trained as it is.

Each learns behind the frozen text encoder and fact heads of a finished Storybook model, from the same stories, for the
same time, and resumes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch

from generation.storybook.facts import NUM_SLOTS
from generation.storybook.pipeline import StorybookPipeline, load
from story.storybook.context_baselines import MEMORIES
from story.storybook.evaluation.memories import BASELINES, save_memory
from story.storybook.training.context import ContextTrainer, train_context
from story.storybook.training.loop import Report
from story.storybook.training.text import TextTrainer


@dataclass(frozen=True, slots=True)
class Recipe:
    """Figures of a run."""

    seconds: float = 1200  # for each, as long as the context encoder has
    seed: int = 0


def run(
    recipe: Recipe, folder: Path, report: Report, *, names: Sequence[str] = BASELINES, model: Path | None = None
) -> None:
    """Train (or resume) these baselines for the Storybook model in `model`; None: the one that comes with Vignette."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    torch.set_default_device(device)
    pipeline = load(model).to(device, torch.float32)
    for name in names:
        report(f"{name}:")
        trainer = _trainer(pipeline, name, recipe.seed)
        train_context(trainer, folder / "checkpoints" / name.lower(), seconds=recipe.seconds, report=report)
        save_memory(trainer.encoder, name, folder / "model", pipeline.text_encoder)
    report(f"the baselines are in {folder / 'model'}")


def _trainer(pipeline: StorybookPipeline, name: str, seed: int) -> ContextTrainer:
    text = TextTrainer(pipeline.tokenizer, seed)
    text.encoder, text.heads = pipeline.text_encoder, pipeline.fact_heads
    trainer = ContextTrainer(text, seed)
    trainer.encoder = MEMORIES[name](NUM_SLOTS, pipeline.text_encoder.config.width)
    return trainer
