"""Lumina Image 2: one stream of text and picture tokens, steered by a language model (Gemma 2)."""

from __future__ import annotations

from dataclasses import replace

import torch
from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers.families.reading import ReadingFamily
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.types import Defaults, LatentDrawing, ModelInputs

MAX_TOKENS = 256  # of the prompt and the words before it, as in Lumina2Pipeline


class Lumina2Family(ReadingFamily, FlowFamily):
    """`Lumina2Pipeline`."""

    gives_sigmas = True
    guides_apart = True
    pads_prompts = True

    @property
    def defaults(self) -> Defaults:
        return replace(super().defaults, starts_from_image=False)  # diffusers has no such pipeline to compare with

    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        _, before, _ = self.room(away)
        embeds, mask = self.pipeline._get_gemma_prompt_embeds(before + text, self.device, MAX_TOKENS)
        return embeds, mask

    def room(self, away: bool) -> tuple[int, str, str]:
        return MAX_TOKENS, "" if away else f"{self.pipeline.system_prompt} <Prompt Start> ", ""

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        factor = self.pipeline.vae_scale_factor
        return self.pipeline.transformer.config.in_channels, request.height // factor, request.width // factor

    def sequence_length(self, request: DrawingRequest) -> int:
        """The pipeline takes the number of channels for it, so every size has the same shift."""
        return int(self.pipeline.transformer.config.in_channels)

    def predict(self, rows: ModelInputs) -> Tensor:
        """The model's time runs from noise at 0 to the picture at 1, and so does its velocity."""
        transformer, mask = self.pipeline.transformer, rows.prompt_embeds_mask
        assert mask is not None  # the pipeline always pads
        order = mask.argsort(dim=1, descending=True, stable=True)  # it counts on padding to come last
        embeds = rows.prompt_embeds.take_along_dim(order[..., None], dim=1)
        [output] = transformer(
            hidden_states=rows.latents.to(transformer.dtype),
            timestep=1 - rows.timesteps / self.pipeline.scheduler.config.num_train_timesteps,
            encoder_hidden_states=embeds,
            encoder_attention_mask=mask.take_along_dim(order, dim=1),
            return_dict=False,
        )
        return -output  # type: ignore[no-any-return]  # diffusers is untyped

    def guide(self, drawing: LatentDrawing, towards: Tensor, away: Tensor) -> Tensor:
        """As long as the prediction for the prompt alone, in every row of the latents."""
        guided = super().guide(drawing, towards, away)
        towards_length, length = (torch.norm(each, dim=-1, keepdim=True) for each in (towards, guided))
        return guided * (towards_length / length)  # type: ignore[no-any-return]  # torch.norm is untyped
