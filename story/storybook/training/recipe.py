"""`vignette train storybook`: the whole recipe, stage by stage, into a folder that the `diffusers` engine loads.

Stages: text (text and context encoder learn to tell a scene's facts), autoencoder (linear encoder, learned decoder),
denoiser (flow matching on latents, text frozen), polish (the decoder learns to clean what the denoiser leaves). Each
checkpoints every two minutes and resumes; on a GPU the same stages run there.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import FlowMatchEulerDiscreteScheduler

from generation.storybook.pipeline import StorybookInfo, StorybookPipeline
from generation.storybook.tokenizer import StorybookTokenizer
from story.storybook.training.autoencoder import DecoderTrainer, train_decoder
from story.storybook.training.denoiser import DenoiserTrainer, train_denoiser
from story.storybook.training.loop import Report
from story.storybook.training.pictures import draw_latents
from story.storybook.training.text import TextTrainer, build_tokenizer, train_text

STAGES = ("text", "autoencoder", "denoiser")


@dataclass(frozen=True, slots=True)
class Recipe:
    """Seconds per stage and sizes of the drawn set. The defaults are the CPU recipe of the committed weights."""

    text: float = 600
    autoencoder: float = 900
    denoiser: float = 4200
    scenes: int = 24_000
    stories: int = 6_000  # of four sentences each
    seed: int = 0


def run(recipe: Recipe, folder: Path, stages: tuple[str, ...], report: Report) -> None:
    """Run (or resume) the given stages; checkpoints live in `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    text = _text(recipe, folder)
    if "text" in stages:
        train_text(text, str(folder), seconds=recipe.text, report=report)
        (folder / "text.json").write_text(json.dumps(text.evaluate(), indent=1) + "\n")
    decoder = DecoderTrainer(recipe.seed)
    if "autoencoder" in stages:
        train_decoder(decoder, str(folder), seconds=recipe.autoencoder, report=report)
        report(f"autoencoder: PSNR in dB on unseen pictures {decoder.psnr()}")
    if "denoiser" in stages:
        train_text(text, str(folder), seconds=0, report=report)  # only loads the checkpoint
        train_decoder(decoder, str(folder), seconds=0, report=report)
        data = draw_latents(
            decoder.vae, scenes=recipe.scenes, stories=recipe.stories, sentences=4, seed=recipe.seed, split="train",
            report=report,
        )  # fmt: skip
        train_denoiser(DenoiserTrainer(text, data, seed=recipe.seed), str(folder), seconds=recipe.denoiser, report=report)


def _text(recipe: Recipe, folder: Path) -> TextTrainer:
    if not (folder / "tokenizer" / "vocabulary.json").exists():
        build_tokenizer().save(folder / "tokenizer")
    return TextTrainer(StorybookTokenizer.load(folder / "tokenizer"), recipe.seed)
