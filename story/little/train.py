"""`vignette train little`: the little Stable Diffusion, from nothing, on single frames of the Storybook world.

Stages: *vae* (the autoencoder, by squared and absolute error and a small KL term), *unet* (v-prediction on its latents;
the CLIP text encoder learns with it, for there are no four hundred million pictures to learn from before). Neither
sees two frames of a story together, or a judge.
"""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from random import Random

import torch
from diffusers import AutoencoderKL, DDIMScheduler, StableDiffusionPipeline
from PIL import Image
from torch import Tensor, nn
from transformers import CLIPTextModel, CLIPTokenizer

from generation.storybook.scene import Scene
from story.datasets.jsonl import DrawnFrame, DrawnStory, write_stories
from story.little.parts import (
    build_scheduler,
    build_text_encoder,
    build_tokenizer,
    build_unet,
    build_vae,
    pipeline_of,
)
from story.little.world import Story, caption, picture, pixels, sample_story, told
from story.storybook.training.checkpoint import TrainingStage
from story.storybook.training.loop import Budget, Report, own_clock, train

KL_WEIGHT = 1e-6
UNTOLD = 0.1  # of the texts are left out, so that guidance has something to lead away from
EMA_DECAY = 0.998
MIN_SNR = 5.0  # Hang et al., 2023
MEASURED = 24  # pictures that tell the scale of the latents


@dataclass(frozen=True, slots=True)
class Recipe:
    """Figures of a run: seconds are the processor's, where it runs on one."""

    vae: float = 600
    unet: float = 3600
    steps: int = 0  # of each stage at most; 0: only the seconds count
    batch: int = 16
    texts: int = 12_000  # from which the tokenizer learns its words
    seed: int = 0


def train_vae(folder: Path, recipe: Recipe, report: Report) -> AutoencoderKL:
    """The autoencoder, and by how much its latents are scaled."""
    torch.manual_seed(recipe.seed)
    rng = Random(recipe.seed + 2)
    vae, frames = build_vae(), told(rng)

    def losses() -> dict[str, Tensor]:
        batch = pixels([picture(scene) for _, scene in islice(frames, recipe.batch // 2)])
        posterior = vae.encode(batch).latent_dist
        error = vae.decode(posterior.sample()).sample - batch
        kl = posterior.kl().mean()
        loss = 4 * error.square().mean() + error.abs().mean() + KL_WEIGHT * kl
        return {"loss": loss, "error": error.abs().mean(), "kl": kl}

    _train("vae", {"vae": vae}, losses, folder, Budget(recipe.vae, recipe.steps), report, lr=2e-3, rng=rng)
    vae.eval().requires_grad_(False)
    with torch.no_grad():
        seen = pixels([picture(scene) for _, scene in islice(told(Random(1)), MEASURED)])
        vae.register_to_config(scaling_factor=round(1 / float(vae.encode(seen).latent_dist.mean.std()), 4))
    return vae


class Latents:
    """The latents of true pictures, each encoded once: the world has some six thousand."""

    def __init__(self, vae: AutoencoderKL) -> None:
        self._vae, self._known = vae, dict[Scene, Tensor]()

    @torch.no_grad()
    def of(self, scenes: list[Scene]) -> Tensor:
        """(B, 16, 8, 8), scaled."""
        if new := [scene for scene in dict.fromkeys(scenes) if scene not in self._known]:
            encoded = self._vae.encode(pixels([picture(scene) for scene in new])).latent_dist.mode()
            self._known |= dict(zip(new, encoded * self._vae.config.scaling_factor, strict=True))
        return torch.stack([self._known[scene] for scene in scenes])


def v_loss(unet: nn.Module, scheduler: DDIMScheduler, latents: Tensor, tokens: Tensor) -> Tensor:
    """Squared error of v at random steps, weighted so that easy ones do not drown the others."""
    steps = torch.randint(0, scheduler.config.num_train_timesteps, (len(latents),))
    noise = torch.randn_like(latents)
    predicted = unet(scheduler.add_noise(latents, noise, steps), steps, tokens).sample
    error = (predicted - scheduler.get_velocity(latents, noise, steps)).square().mean((1, 2, 3))
    alpha = scheduler.alphas_cumprod[steps].clamp(1e-4, 1 - 1e-4)
    snr = alpha / (1 - alpha)
    weighted: Tensor = error * (0.1 + snr.clamp(max=MIN_SNR) / (snr + 1))
    return weighted.mean()


def train_unet(
    folder: Path, recipe: Recipe, report: Report, tokenizer: CLIPTokenizer, vae: AutoencoderKL
) -> nn.ModuleDict:
    """The moving averages of "unet" and "text_encoder"."""
    torch.manual_seed(recipe.seed)
    rng = Random(recipe.seed)
    model = nn.ModuleDict({"unet": build_unet(), "text_encoder": build_text_encoder(tokenizer)})
    average = copy.deepcopy(model).requires_grad_(False)
    scheduler, latents, frames = build_scheduler(), Latents(vae), told(rng)

    def losses() -> dict[str, Tensor]:
        texts, scenes = zip(*islice(frames, recipe.batch), strict=True)
        read = tokenizer(
            ["" if rng.random() < UNTOLD else text for text in texts],
            padding="max_length",
            max_length=tokenizer.model_max_length,
            truncation=True,
            return_tensors="pt",
        )
        tokens = model["text_encoder"](read.input_ids).last_hidden_state
        return {"loss": v_loss(model["unet"], scheduler, latents.of(list(scenes)), tokens)}

    @torch.no_grad()
    def follow() -> None:
        for slow, fast in zip(average.parameters(), model.parameters(), strict=True):
            slow.lerp_(fast, 1 - EMA_DECAY)

    modules: dict[str, nn.Module] = {"model": model, "average": average}
    budget = Budget(recipe.unet, recipe.steps)
    _train("unet", modules, losses, folder, budget, report, lr=1e-3, rng=rng, after_step=follow)
    return average.eval()


def _train(
    name: str,
    modules: dict[str, nn.Module],
    losses: Callable[[], dict[str, Tensor]],
    folder: Path,
    budget: Budget,
    report: Report,
    *,
    lr: float,
    rng: Random,
    after_step: Callable[[], None] | None = None,
) -> None:
    parameters = [p for module in modules.values() for p in module.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(parameters, lr=lr, betas=(0.9, 0.98), weight_decay=0.01)
    stage = TrainingStage(name, modules, optimizer, folder)
    train(stage, losses, budget=budget, lr=lr, report=report, clock=own_clock(), rng=rng, after_step=after_step)


def run(recipe: Recipe, folder: Path, report: Report) -> StableDiffusionPipeline:
    """Train (or resume) both stages, and write `folder`/model."""
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer = build_tokenizer(text for text, _ in islice(told(Random(recipe.seed + 1)), recipe.texts))
    vae = train_vae(folder, recipe, report)
    model = train_unet(folder, recipe, report, tokenizer, vae)
    encoder: CLIPTextModel = model["text_encoder"]
    pipeline = pipeline_of(tokenizer, encoder, vae, model["unet"])
    pipeline.save_pretrained(folder / "model")
    report(f'the model is in {folder / "model"}; name that folder in engine.model, beside engine.name = "diffusers"')
    return pipeline


def write_little_stories(folder: Path, count: int, seed: int) -> None:
    """So many stories of the little world with their true pictures, as `vignette train context` reads them."""
    rng = Random(f"{seed} stories")
    write_stories(folder, (_drawn(number, sample_story(rng)) for number in range(1, count + 1)))


def _drawn(number: int, story: Story) -> DrawnStory:
    frames = [
        DrawnFrame(frame.sentence, Image.fromarray(picture(frame.scene)), caption(frame.scene)) for frame in story
    ]
    return DrawnStory(str(number), tuple(frames))
