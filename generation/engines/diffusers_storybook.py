"""The embedded Storybook model: a flow-matching transformer with parts of its own."""

from __future__ import annotations

import torch
from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers_flow import FlowFamily
from generation.engines.diffusers_values import Defaults, PromptConditioning, Rows


class StorybookFamily(FlowFamily):
    """`StorybookPipeline`, which decodes so cheaply that its previews are full pictures."""

    @property
    def defaults(self) -> Defaults:
        info = self.pipeline.info
        return Defaults(
            width=info.width,
            height=info.height,
            num_inference_steps=info.num_inference_steps,
            guidance_scale=info.guidance_scale,
            size_multiple=8,
            fixed_size=True,  # it has seen no other
            name=info.name,
            context=info.context,
        )

    @torch.no_grad()
    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        embeds, [ignored_words] = self.pipeline.encode([prompt])
        negative_embeds = self.pipeline.empty_embeds()
        if negative_prompt:
            negative_embeds, [ignored_negative] = self.pipeline.encode([negative_prompt])
            ignored_words = (*ignored_words, *ignored_negative)
        return PromptConditioning(prompt, embeds, negative_embeds, ignored_words=ignored_words)

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        config = self.pipeline.denoiser.config
        return config.in_channels, config.sample_size, config.sample_size

    def predict(self, rows: Rows) -> Tensor:
        denoiser = self.pipeline.denoiser
        latents = rows.latents.to(denoiser.dtype)
        return self.pipeline.transformer(latents, rows.timesteps, rows.prompt_embeds)  # type: ignore[no-any-return]

    def decode(self, latents: Tensor) -> Tensor:
        return self.pipeline.decode(latents)  # type: ignore[no-any-return]
