"""`vignette train context`: story encoder and context encoder in front of a pipeline that stays as it is.

It learns from words, then from pictures, too. Words: in its story, a sentence should come to be what the pipeline reads
in a text that needs no story, which is the frame's caption where the data has one, or else the sentence with its cast
described by the rules of `story.plans`. No denoiser is asked, so that is many stories a second. Pictures: the tokens
should let the frozen denoiser find the noise in a frame's picture, which corrects what a caption leaves out. Stories
are told as they are written, or with their cast described, as they are when they are drawn.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random

import torch
import torch.nn.functional as F
from PIL import Image
from torch import Tensor

from generation.engines.diffusers.model_name import model_name
from generation.weights import save_config
from story.adapter.denoising import FrozenPipeline
from story.adapter.network import ContextAdapter
from story.conditioning import side_by_side, with_tokens
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
    stories: int = 16  # per step
    words: float = 0.6  # the share of the run in which it learns from words alone
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
        """`precision`: "no", as the pipeline was loaded, or "bf16", what adapter and denoiser compute in."""
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
        self.adapter.to(device := pipeline.family.device)
        self.computing = partial(torch.autocast, device.type, torch.bfloat16, enabled=precision == "bf16")
        self.learns_from_pictures = False
        self._latents: dict[DatasetFrame, Tensor] = {}

    def losses(self) -> dict[str, Tensor]:
        """One batch of stories; "words alone" is how far its sentences are from their captions without any context."""
        told = [self._some_frames(self.rng.choice(self.stories)) for _ in range(self.recipe.stories)]
        words, words_alone, kl = self._word_losses(told)
        losses = {"loss": words + KL_WEIGHT * kl, "words": words, "words alone": words_alone, "kl": kl}
        if self.learns_from_pictures:
            error, alone = self._picture_losses(told[0])
            losses |= {"loss": losses["loss"] + error, "pictures": error, "pictures alone": alone}
        return losses

    def _word_losses(self, told: Sequence[Sequence[DatasetFrame]]) -> tuple[Tensor, Tensor, Tensor]:
        """What is left between the stories' tokens and their captions', before and after the adapter; and the KL."""
        by_length: dict[int, list[Sequence[DatasetFrame]]] = defaultdict(list)
        for frames in told:
            by_length[len(frames)].append(frames)
        sums = torch.zeros(3, device=self.adapter.device)
        for stories in by_length.values():
            own = self._tokens([self._texts(frames) for frames in stories])
            target = self._tokens([captions(frames) for frames in stories])
            longest = max(own.shape[2], target.shape[2])
            own, target = (F.pad(each, (0, 0, 0, longest - each.shape[2])) for each in (own, target))
            resolved, kl = self._resolved(own)
            rest = [(each - target)[:, 1:].square().mean() for each in (resolved, own)]
            sums = sums + torch.stack([*rest, kl]) * len(stories) / len(told)
        words, alone, kl = sums.unbind()
        return words, alone.detach(), kl

    def _picture_losses(self, frames: Sequence[DatasetFrame]) -> tuple[Tensor, Tensor]:
        """What the denoiser gets wrong in the pictures of a story, with the adapter and without."""
        told = [self.pipeline.read(text) for text in self._texts(frames)]
        batch = self.pipeline.noised(torch.cat([self._seen(frame) for frame in frames[1:]]))
        resolved, _ = self._resolved(side_by_side([each.prompt_embeds.float() for each in told]))
        with self.computing():
            error = self.pipeline.loss(batch, with_tokens(told, resolved[0])[1:])  # the first is never changed
            with torch.no_grad():
                alone = self.pipeline.loss(batch, told[1:])
        return error, alone

    def _resolved(self, tokens: Tensor) -> tuple[Tensor, Tensor]:
        noise = torch.randn(len(tokens) * tokens.shape[2], tokens.shape[3], device=tokens.device)
        with self.computing():
            resolved, kl = self.adapter(tokens, causal=self.rng.random() < CAUSAL_SHARE, noise=noise)
        return resolved.float(), kl

    def _tokens(self, stories: Sequence[Sequence[str]]) -> Tensor:
        """(B, T, S, D) of stories of one length."""
        read = [self.pipeline.read(text).prompt_embeds.float() for story in stories for text in story]
        tokens = side_by_side(read)[0].to(self.adapter.device)
        return tokens.view(len(stories), -1, *tokens.shape[1:])

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


def captions(frames: Sequence[DatasetFrame]) -> list[str]:
    """A text for each frame of a story that needs no story: its caption, or what the rules make of its sentence."""
    described = prompts_of([frame.sentence for frame in frames])
    return [frame.caption or text for frame, text in zip(frames, described, strict=True)]


def train_adapter(training: ContextTraining, folder: Path, report: Report, sheet: Sheet | None = None) -> None:
    """Train (or resume) until the recipe's seconds or steps are spent, and write `folder`/model."""
    recipe, adapter = training.recipe, training.adapter
    optimizer = torch.optim.AdamW(adapter.parameters(), lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.01)
    stage = TrainingStage("context", {"adapter": adapter}, optimizer, folder)
    budget, drawn = Budget(recipe.seconds, recipe.steps), time.monotonic()

    def show() -> None:
        nonlocal drawn
        training.learns_from_pictures = budget.spent(stage) >= recipe.words
        if sheet is not None and recipe.sheets and time.monotonic() - drawn > recipe.sheets:
            drawn = time.monotonic()
            file = folder / f"sheet-{stage.step + 1:06}.png"
            sheet(adapter, stage.step + 1).save(file)
            report(f"a story as it is drawn now: {file}")

    train(
        stage,
        training.losses,
        budget=budget,
        lr=recipe.rate,
        report=report,
        clock=own_clock(),
        rng=training.rng,
        after_step=show,
    )
    adapter.save_pretrained(folder / "model", safe_serialization=True)
    save_config(adapter, folder / "model")
