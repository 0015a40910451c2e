"""`vignette train storybook`: the whole recipe, stage by stage, into a folder that the `diffusers` engine loads.

Stages: *text* (slot tokens learn to tell a caption's facts), *context* (story and context encoder learn to carry
facts through a story), *autoencoder* (linear encoder, learned decoder), *denoiser* (flow matching on latents, text
frozen), *polish* (the decoder meets the denoiser's latents), *assemble* (the folder). Each checkpoints every two
minutes and resumes. A GPU is used where there is one; the committed weights needed none.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch

from generation.storybook.tokenizer import StorybookTokenizer
from story.storybook.training.assemble import assemble, write_curves
from story.storybook.training.autoencoder import DecoderTrainer, train_decoder
from story.storybook.training.context import ContextTrainer, train_context
from story.storybook.training.denoiser import DenoiserTrainer, train_denoiser
from story.storybook.training.loop import Report
from story.storybook.training.pictures import draw_latents
from story.storybook.training.polish import PolishTrainer, train_polish
from story.storybook.training.text import TextTrainer, build_tokenizer, train_text

STAGES = ("text", "context", "autoencoder", "denoiser", "polish", "assemble")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Seconds per stage on two cores, and sizes of the drawn set."""

    text: float = 360
    context: float = 480
    autoencoder: float = 900
    denoiser: float = 4250
    polish: float = 240
    scenes: int = 10_000
    stories: int = 3_000  # of four sentences each
    stories_per_batch: int = 2  # beside eight captions; 0: sixteen captions only, while there is no context encoder yet
    seed: int = 0


class Training:
    """The recipe at work in one folder."""

    def __init__(self, recipe: Recipe, folder: Path, report: Report) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        torch.set_default_device("cuda" if torch.cuda.is_available() else "cpu")
        self.recipe, self.folder, self.report = recipe, folder, report
        if not (folder / "tokenizer" / "vocabulary.json").exists():
            build_tokenizer().save(folder / "tokenizer")
        self.text = TextTrainer(StorybookTokenizer.load(folder / "tokenizer"), recipe.seed)

    def run_text(self, seconds: float | None = None) -> TextTrainer:
        train_text(self.text, self.folder, seconds=_or(seconds, self.recipe.text), report=self.report)
        return self.text

    def run_context(self, seconds: float | None = None) -> ContextTrainer:
        trainer = ContextTrainer(self.run_text(seconds=0), self.recipe.seed)
        train_context(trainer, self.folder, seconds=_or(seconds, self.recipe.context), report=self.report)
        return trainer

    def run_autoencoder(self, seconds: float | None = None) -> DecoderTrainer:
        trainer = DecoderTrainer(self.recipe.seed)
        train_decoder(trainer, self.folder, seconds=_or(seconds, self.recipe.autoencoder), report=self.report)
        return trainer

    def run_denoiser(self, seconds: float | None = None) -> DenoiserTrainer:
        recipe, context, vae = self.recipe, self.run_context(seconds=0), self.run_autoencoder(seconds=0).vae
        drawing = seconds != 0  # loading the trained weights needs no pictures
        data = draw_latents(
            vae,
            scenes=recipe.scenes * drawing,
            stories=recipe.stories * drawing,
            sentences=4,
            seed=recipe.seed,
            cache=self.folder / f"latents-{recipe.scenes}-{recipe.stories}-{recipe.seed}.cache",
            report=self.report,
        )
        captions = 16 - 4 * recipe.stories_per_batch
        trainer = DenoiserTrainer(context, data, captions=captions, stories=recipe.stories_per_batch, seed=recipe.seed)
        train_denoiser(trainer, self.folder, seconds=_or(seconds, recipe.denoiser), report=self.report)
        return trainer

    def run_polish(self, seconds: float | None = None) -> PolishTrainer:
        trainer = PolishTrainer(self.run_denoiser(seconds=0), self.run_autoencoder(seconds=0), self.recipe.seed)
        train_polish(trainer, self.folder, seconds=_or(seconds, self.recipe.polish), report=self.report)
        return trainer

    def run_assemble(self) -> None:
        """Write the model folder, and beside it what the text has learned and the loss curves."""
        polish = self.run_polish(seconds=0)
        denoiser, vae = polish.denoiser, polish.vae
        model = self.folder / "model"
        assemble(denoiser.context, vae, denoiser.average, model, context="storybook-1")
        measured = {"captions": denoiser.context.text.evaluate(), **denoiser.context.evaluate()}
        (model / "text_accuracy.json").write_text(json.dumps(measured, indent=1) + "\n")
        write_curves(self.folder, model)
        self.report(f"the model is in {model}")


def run(recipe: Recipe, folder: Path, stages: tuple[str, ...], report: Report) -> None:
    """Run (or resume) the given stages in `folder`."""
    training = Training(recipe, folder, report)
    for stage in STAGES:
        if stage in stages:
            getattr(training, f"run_{stage}")()


def _or(seconds: float | None, planned: float) -> float:
    return planned if seconds is None else seconds
