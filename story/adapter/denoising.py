"""What a frozen pipeline's denoiser gets wrong in pictures that it is told in context: the loss of the adapter.

The families of the engine say how their models are called; that is all that differs between a UNet that predicts noise
or v (Ho et al., 2020; Salimans and Ho, 2022) and a transformer that predicts velocity (Lipman et al., 2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from diffusers import DDPMScheduler
from PIL import Image
from torch import Tensor

from generation.engine import DrawingRequest, EngineError, LoadedEngine
from generation.engines.diffusers.autoencoder import encode
from generation.engines.diffusers.denoising import LatentFamily
from generation.engines.diffusers.engine import DiffusersEngine
from generation.engines.diffusers.families.stable_diffusion import NoiseFamily
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.remembered import Remembered
from generation.engines.diffusers.rows import Row, stacked
from generation.engines.diffusers.types import ModelInputs, PromptConditioning
from generation.request.init_image import fit_image

TEXTS = 4096  # that are remembered as read
SHIFT = 2.0  # towards noise, where who and where are decided


@dataclass(frozen=True, slots=True)
class Batch:
    """N frames with noise in them, and what the denoiser should have said."""

    latents: Tensor  # (N, C, h, w)
    timesteps: Tensor  # (N,)
    target: Tensor  # (N, C, h, w)


class FrozenPipeline:
    """A pipeline that is opened by the engine and learns nothing."""

    def __init__(self, engine: LoadedEngine) -> None:
        """Raises `EngineError` for a pipeline that is not drawn step by step from text alone, or an engine without."""
        if not isinstance(engine, DiffusersEngine):
            raise EngineError(f"A context encoder is trained for models of diffusers, not for {engine.info.model}.")
        family, info = engine.family, engine.info
        name = type(family.pipeline).__name__
        if not isinstance(family, NoiseFamily | FlowFamily) or family.defaults.needs_image or family.sees_mask:
            raise EngineError(f"A context encoder can't be trained for {name}: its denoiser can't be asked alone.")
        self.family: LatentFamily = family
        self.request = DrawingRequest("", 0, info.width, info.height, info.num_inference_steps, info.guidance_scale)
        for part in family.pipeline.components.values():
            if isinstance(part, torch.nn.Module):
                part.eval().requires_grad_(False)
        self._texts = Remembered[PromptConditioning](TEXTS)
        self.noise = (
            DDPMScheduler.from_config(family.pipeline.scheduler.config) if isinstance(family, NoiseFamily) else None
        )

    @torch.no_grad()
    def read(self, text: str) -> PromptConditioning:
        """A text as the pipeline reads it alone."""
        return self._texts.get(text, lambda: self.family.encode(text, ""))

    @torch.no_grad()
    def latents(self, picture: Image.Image) -> Tensor:
        """The middle of a picture (1, C, h, w), in the size that the settings say."""
        fitted = fit_image(picture, self.request.width, self.request.height)
        return encode(self.family.pipeline.vae, fitted, None, self.family.device)

    def noised(self, latents: Tensor) -> Batch:
        """Latents (N, C, h, w) at random steps, more often early ones."""
        share = torch.rand(len(latents))
        share = SHIFT * share / (1 + (SHIFT - 1) * share)
        noise = torch.randn_like(latents)
        if self.noise is None:
            sigma = share.view(-1, 1, 1, 1)
            total = int(self.family.pipeline.scheduler.config.num_train_timesteps)
            return Batch((1 - sigma) * latents + sigma * noise, share * total, noise - latents)
        steps = (share * self.noise.config.num_train_timesteps).long()
        seen = self.noise.add_noise(latents, noise, steps)
        kind = self.noise.config.prediction_type
        target = {"epsilon": noise, "sample": latents}.get(kind)
        return Batch(seen, steps, self.noise.get_velocity(latents, noise, steps) if target is None else target)

    def loss(self, batch: Batch, told: Sequence[PromptConditioning]) -> Tensor:
        """Mean squared error of what the denoiser says, with gradients into the tokens of `told`."""
        rows = [
            Row(None, False, each.prompt_embeds, each.prompt_embeds_mask, each.pooled_prompt_embeds, ())  # type: ignore[arg-type]  # of no drawing
            for each in told
        ]
        pooled = [each.pooled_prompt_embeds for each in told if each.pooled_prompt_embeds is not None]
        embeds, mask = stacked(rows)
        device = self.family.device
        said = self.family.predict(
            ModelInputs(
                requests=[self.request] * len(rows),
                latents=batch.latents.to(device),
                timesteps=batch.timesteps.to(device),
                prompt_embeds=embeds,
                pooled_prompt_embeds=torch.cat(pooled) if pooled else None,
                prompt_embeds_mask=mask,
            )
        )
        return (said.float() - batch.target.to(device)).square().mean()
