"""`vignette train baselines`: the memories that the context encoder is measured against, trained as it is.

Each learns behind the frozen text encoder and fact heads of a finished Storybook model, from the same stories, for the
same time, and resumes. The context encoder of that model had longer, and its text encoder learned with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch

from generation.storybook.facts import NUM_SLOTS
from generation.storybook.pipeline import load
from story.storybook.evaluation.baseline_memories import MEMORIES
from story.storybook.evaluation.memories import BASELINES, folder_of, save_memory
from story.storybook.training.context import LONGEST_STORY, ContextTrainer, StoryBank, train_context
from story.storybook.training.loop import Budget, Report
from story.storybook.training.text import TextTrainer


@dataclass(frozen=True, slots=True)
class Recipe:
    """The figures that decide a run of training."""

    seconds: float = 200  # for each
    steps: int = 0  # for each, at most; 0: only the seconds count
    stories: int = 1000  # of each length, read once for all of them
    seed: int = 0


def run(
    recipe: Recipe, folder: Path, report: Report, *, names: Sequence[str] = BASELINES, model: Path | None = None
) -> None:
    """Train (or resume) these baselines for the Storybook model in `model`; None: the one that comes with Vignette."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    if device.type != "cpu":  # the processor is the default, and saying so again costs a fifth of the time
        torch.set_default_device(device)
    pipeline = load(model).to(device, torch.float32)
    text = TextTrainer(pipeline.tokenizer, recipe.seed)
    text.encoder, text.heads = pipeline.text_encoder, pipeline.fact_heads
    bank = StoryBank(text, Random(recipe.seed), "train", recipe.stories)
    for length in range(2, LONGEST_STORY + 1):
        report(f"reading {recipe.stories} stories of {length} sentences")
        bank.sample(length, 1)
    for name in names:
        report(f"{name}:")
        trainer = ContextTrainer(text, recipe.seed, bank=bank)
        trainer.encoder = MEMORIES[name](NUM_SLOTS, pipeline.text_encoder.config.width)
        budget = Budget(recipe.seconds, recipe.steps)
        train_context(trainer, folder / "checkpoints" / folder_of(name), budget=budget, report=report)
        save_memory(trainer.encoder, name, folder / "model", pipeline.text_encoder)
    report(f"the baselines are in {folder / 'model'}")
