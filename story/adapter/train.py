"""`vignette train context`: story encoder and context encoder in front of a pipeline that stays as it is.

A step draws a few stories, reads their sentences with the pipeline's own text encoder, lets the adapter say what they
mean in their story, and asks the frozen denoiser for the noise in their pictures. Half of the stories are told as they
are written, half with their cast described in every sentence (`story.plans`), as they are told when they are drawn: so
the adapter learns what the rules leave open, and what to do where they are wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import torch
from accelerate import Accelerator
from PIL import Image
from torch import Tensor

from generation.engines.diffusers.model_name import model_name
from generation.weights import save_config
from story.adapter.denoising import FrozenPipeline, with_tokens
from story.adapter.network import ContextAdapter
from story.conditioning import side_by_side
from story.datasets.frames import DatasetFrame, DatasetStory
from story.plans.prompt import prompts_of
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.loop import Budget, Report, own_clock, train

KL_WEIGHT = 1e-3
CAUSAL_SHARE = 0.2
MOST_FRAMES = 8  # of a story at once; of a longer one, so many in a row
Sheet = Callable[[ContextAdapter, int], Image.Image]  # a story as the adapter lets it be drawn now


@dataclass(frozen=True, slots=True)
class Recipe:
    """Figures of a run: seconds are the processor's, where it runs on one."""

    seconds: float = 3600
    steps: int = 0  # at most; 0: only the seconds count
    stories: int = 4  # per step
    rate: float = 5e-4
    described: float = 0.5  # the share of stories whose cast is told in every sentence
    sheets: float = 600  # seconds between two sheets; 0: none
    inner: int = 192  # width inside the adapter
    slots: int = 12
    seed: int = 0


class ContextTraining:
    """The adapter, the pipeline it stands before, and the stories it learns from."""

    def __init__(
        self, pipeline: FrozenPipeline, stories: Sequence[DatasetStory], recipe: Recipe, *, precision: str = "no"
    ) -> None:
        """`precision`: accelerate's "no" or "bf16"."""
        torch.manual_seed(recipe.seed)
        self.pipeline, self.stories, self.recipe = pipeline, stories, recipe
        self.rng = Random(recipe.seed)
        owner = pipeline.family.pipeline
        self.adapter = ContextAdapter(
            pipeline.read("").prompt_embeds.shape[-1],
            pipeline=type(owner).__name__,
            model=model_name(Path(owner.name_or_path)),
            inner=recipe.inner,
            num_slots=recipe.slots,
        )
        self.accelerator = Accelerator(mixed_precision=precision, cpu=pipeline.family.device.type == "cpu")
        self.adapter.to(self.accelerator.device)
        self._latents: dict[DatasetFrame, Tensor] = {}

    def losses(self) -> dict[str, Tensor]:
        """Of one batch of stories; "alone" is the error in the first of them without any context."""
        total, kl, alone = torch.zeros(()), torch.zeros(()), torch.zeros(())
        for number in range(self.recipe.stories):
            frames = self._some_frames(self.rng.choice(self.stories))
            told = [self.pipeline.read(text) for text in self._texts(frames)]
            tokens = side_by_side([each.prompt_embeds.float() for each in told]).to(self.adapter.device)
            noise = torch.randn(tokens.shape[2:], device=tokens.device)
            batch = self.pipeline.noised(torch.cat([self._seen(frame) for frame in frames[1:]]))
            with self.accelerator.autocast():
                resolved, story_kl = self.adapter(tokens, causal=self.rng.random() < CAUSAL_SHARE, noise=noise)
                loss = self.pipeline.loss(batch, with_tokens(told, resolved[0])[1:])  # the first is never changed
                if number == 0:
                    with torch.no_grad():
                        alone = self.pipeline.loss(batch, told[1:]).cpu()
            total = total + loss.cpu() / self.recipe.stories
            kl = kl + story_kl.cpu() / self.recipe.stories
        return {"loss": total + KL_WEIGHT * kl, "error": total.detach(), "alone": alone, "kl": kl.detach()}

    def _some_frames(self, story: DatasetStory) -> Sequence[DatasetFrame]:
        start = self.rng.randint(0, max(0, len(story.frames) - MOST_FRAMES))
        return story.frames[start : start + MOST_FRAMES]

    def _texts(self, frames: Sequence[DatasetFrame]) -> list[str]:
        sentences = [frame.sentence for frame in frames]
        return prompts_of(sentences) if self.rng.random() < self.recipe.described else sentences

    def _seen(self, frame: DatasetFrame) -> Tensor:
        if frame not in self._latents:
            self._latents[frame] = self.pipeline.latents(frame.open()).half()
        return self._latents[frame].float()


def train_adapter(training: ContextTraining, folder: Path, report: Report, sheet: Sheet | None = None) -> None:
    """Train (or resume) until the recipe's seconds or steps are spent, and write `folder`/model."""
    recipe, adapter = training.recipe, training.adapter
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.01)
    stage = TrainingStage("context", {"adapter": adapter}, optimizer, folder)
    drawn = time.monotonic()

    def show() -> None:
        nonlocal drawn
        if sheet is not None and recipe.sheets and time.monotonic() - drawn > recipe.sheets:
            drawn = time.monotonic()
            file = folder / f"sheet-{stage.step + 1:06}.png"
            sheet(adapter, stage.step + 1).save(file)
            report(f"a story as it is drawn now: {file}")

    train(
        stage,
        training.losses,
        budget=Budget(recipe.seconds, recipe.steps),
        lr=recipe.rate,
        report=report,
        clock=own_clock(),
        rng=training.rng,
        after_step=show,
    )
    adapter.save_pretrained(folder / "model", safe_serialization=True)
    save_config(adapter, folder / "model")
