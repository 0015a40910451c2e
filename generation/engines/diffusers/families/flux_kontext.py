"""FLUX.1 Kontext: FLUX.1 that is shown a picture, in one of the shapes it was trained on."""

from __future__ import annotations

from dataclasses import replace

import torch
from diffusers.pipelines.flux import pipeline_flux_kontext
from PIL import Image
from torch import Tensor

from generation.engines.diffusers.families.flux import FluxFamily
from generation.engines.diffusers.families.whole_pipeline import TRUE_GUIDANCE
from generation.engines.diffusers.types import Defaults, LatentDrawing, PromptConditioning, Shown


class FluxKontextFamily(FluxFamily):
    """`FluxKontextPipeline`: one picture is shown to it; beside its guidance a negative prompt steers by a true one."""

    guides_apart = True

    @property
    def defaults(self) -> Defaults:
        steers = replace(super().defaults, guided=True, takes_negative=True, negative_needs_guidance=False)
        distilled = not self.pipeline.transformer.config.guidance_embeds
        return replace(steers, takes_guidance=not distilled, takes_strength=False, references=1)

    @torch.no_grad()
    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        told = replace(super().encode(prompt, ""), negative_prompt=negative_prompt)
        if not negative_prompt:
            return told
        away = super().encode(negative_prompt, "")
        return replace(
            told,
            negative_prompt_embeds=away.prompt_embeds,
            negative_pooled_prompt_embeds=away.pooled_prompt_embeds,
            ignored_words=(*told.ignored_words, *away.ignored_words),
        )

    def reference(self, image: Image.Image) -> Shown:
        ratio, cell = image.width / image.height, 2 * self.pipeline.vae_scale_factor
        shapes = pipeline_flux_kontext.PREFERRED_KONTEXT_RESOLUTIONS
        _, width, height = min((abs(ratio - width / height), width, height) for width, height in shapes)
        width, height = width // cell * cell, height // cell * cell
        processor, vae = self.pipeline.image_processor, self.pipeline.vae
        pixels = processor.preprocess(processor.resize(image, height, width), height, width)
        latents = self.pipeline._encode_vae_image(pixels.to(self.device, vae.dtype), None).float()
        return Shown(latents, latents)

    def guide(self, drawing: LatentDrawing, towards: Tensor, away: Tensor) -> Tensor:
        return away + TRUE_GUIDANCE * (towards - away)

    def _is_guided(self, drawing: LatentDrawing) -> bool:
        return drawing.conditioning.negative_prompt_embeds is not None
