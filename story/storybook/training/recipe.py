"""`vignette train storybook`: the whole recipe, stage by stage, into a folder that the `diffusers` engine loads.

Stages: *text* (slot tokens learn to tell a caption's facts), *context* (story and context encoder learn to carry
facts through a story), *together* (both learn on, from each other's mistakes), *autoencoder* (linear encoder, learned
decoder), *denoiser* (flow matching on the latents of layers), *polish* (the decoder meets the denoiser's latents),
*assemble* (the folder). Text and pictures meet only in the facts of a scene, so the first three stages and the next
three can run side by side. Each checkpoints every two minutes and resumes.
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
from story.storybook.training.loop import Budget, Report
from story.storybook.training.onward import unpack
from story.storybook.training.polish import PolishTrainer, train_polish
from story.storybook.training.text import TextTrainer, build_tokenizer, train_text
from story.storybook.training.together import TogetherTrainer, train_together

CONTEXT = "storybook-3"  # what the context encoder's checkpoint is called
CAPTIONS, STORIES = 400, 200  # unseen ones, which tell what text and memory have learned
STAGES = ("text", "context", "together", "autoencoder", "denoiser", "polish", "assemble")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Seconds per stage, and how much a step learns from; the defaults are for one or two CPU cores."""

    text: float = 2350
    context: float = 2000
    together: float = 8000
    autoencoder: float = 950
    denoiser: float = 4400
    polish: float = 1750
    steps: int = 0  # most of each stage, so that it ends alike on any machine; 0: only the seconds count
    batch: int = 16  # layers per step of the denoiser
    width: int = 192  # of the denoiser
    workers: int = 0  # processes that draw for it; 0: the training process itself
    seed: int = 0


#: "gpu" is reckoned from the sizes of the parts, for one data-centre GPU beside 16 cores; nobody has run it yet.
RECIPES = {
    "cpu": Recipe(),
    "gpu": Recipe(
        text=150, context=150, together=240, autoencoder=300, denoiser=780, polish=60, batch=512, width=256, workers=14
    ),
}


class Training:
    """The recipe at work in one folder."""

    def __init__(self, recipe: Recipe, folder: Path, report: Report) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        if torch.cuda.is_available():
            torch.set_default_device("cuda")
        self.recipe, self.folder, self.report = recipe, folder, report

    def run_text(self, seconds: float | None = None) -> TextTrainer:
        if not (self.folder / "tokenizer" / "vocabulary.json").exists():
            build_tokenizer().save(self.folder / "tokenizer")
        trainer = TextTrainer(StorybookTokenizer.load(self.folder / "tokenizer"), self.recipe.seed)
        train_text(trainer, self.folder, budget=self._budget(seconds, self.recipe.text), report=self.report)
        return trainer

    def run_context(self, seconds: float | None = None) -> ContextTrainer:
        trainer = ContextTrainer(self.run_text(seconds=0), self.recipe.seed)
        train_context(trainer, self.folder, budget=self._budget(seconds, self.recipe.context), report=self.report)
        return trainer

    def run_together(self, seconds: float | None = None) -> ContextTrainer:
        trainer = self.run_context(seconds=0)
        budget = self._budget(seconds, self.recipe.together)
        train_together(TogetherTrainer(trainer), self.folder, budget=budget, report=self.report)
        return trainer

    def run_autoencoder(self, seconds: float | None = None) -> DecoderTrainer:
        resumes = (self.folder / "autoencoder.safetensors").exists()
        trainer = DecoderTrainer(self.recipe.seed, fit=not resumes)
        train_decoder(trainer, self.folder, budget=self._budget(seconds, self.recipe.autoencoder), report=self.report)
        return trainer

    def run_denoiser(self, seconds: float | None = None) -> DenoiserTrainer:
        recipe = self.recipe
        trainer = DenoiserTrainer(
            self.run_autoencoder(seconds=0).vae,
            batch=recipe.batch,
            workers=recipe.workers,
            seed=recipe.seed,
            width=recipe.width,
            fit=not (self.folder / "denoiser.safetensors").exists(),
        )
        train_denoiser(trainer, self.folder, budget=self._budget(seconds, recipe.denoiser), report=self.report)
        return trainer

    def run_polish(self, seconds: float | None = None) -> PolishTrainer:
        trainer = PolishTrainer(self.run_denoiser(seconds=0), self.run_autoencoder(seconds=0).vae, self.recipe.seed)
        train_polish(trainer, self.folder, budget=self._budget(seconds, self.recipe.polish), report=self.report)
        return trainer

    def run_assemble(self) -> None:
        """Write the model folder, and beside it what the text has learned and the loss curves."""
        polish, context = self.run_polish(seconds=0), self.run_together(seconds=0)
        model = self.folder / "model"
        assemble(context, polish.vae, polish.average, model, context=CONTEXT)
        measured = {"captions": context.text.evaluate(CAPTIONS), **context.evaluate(STORIES)}
        (model / "text_accuracy.json").write_text(json.dumps(measured, indent=1) + "\n")
        write_curves(self.folder, model)
        self.report(f"the model is in {model}")

    def _budget(self, seconds: float | None, planned: float) -> Budget:
        return Budget(planned if seconds is None else seconds, self.recipe.steps)


def run(recipe: Recipe, folder: Path, stages: tuple[str, ...], report: Report, *, onward: bool = False) -> None:
    """Run (or resume) the given stages in `folder`; `onward`: one without a checkpoint begins with shipped weights."""
    training = Training(recipe, folder, report)
    if onward:
        unpack(folder)
    for stage in STAGES:
        if stage in stages:
            getattr(training, f"run_{stage}")()
