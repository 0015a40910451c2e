"""Z-Image: one stream of picture and text tokens, in which every prompt keeps its own length."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers.families.reading import ReadingFamily, around
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.types import LatentDrawing, ModelInputs

MAX_TOKENS = 512  # of a chat with the prompt in it, as in ZImagePipeline


class ZImageFamily(ReadingFamily, FlowFamily):
    """`ZImagePipeline`. A guidance of 0 is none, and 1 goes beyond the prompt by as much as lies between the two."""

    gives_sigmas = True
    pads_prompts = True

    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        [embeds], _ = self.pipeline.encode_prompt(text, self.device, False, max_sequence_length=MAX_TOKENS)
        return embeds[None], None

    def room(self, away: bool) -> tuple[int, str, str]:
        return MAX_TOKENS, *around(self.pipeline.tokenizer, enable_thinking=True)

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        factor = self.pipeline.vae_scale_factor
        return self.pipeline.transformer.in_channels, request.height // factor, request.width // factor

    def sigmas(self, steps: int) -> Any:
        return np.array(torch.linspace(1.0, 1 / steps, steps).tolist())  # rounded as the pipeline rounds them

    def predict(self, rows: ModelInputs) -> Tensor:
        """The model's time runs from noise at 0 to the picture at 1, and so does its velocity."""
        transformer = self.pipeline.transformer
        embeds = list(rows.prompt_embeds)
        if rows.prompt_embeds_mask is not None:
            embeds = [each[mask.bool()] for each, mask in zip(embeds, rows.prompt_embeds_mask, strict=True)]
        [output] = transformer(
            list(rows.latents.to(transformer.dtype).unsqueeze(2)),
            (1000 - rows.timesteps) / 1000,
            embeds,
            return_dict=False,
        )
        return -torch.stack(output).squeeze(2)

    def guide(self, drawing: LatentDrawing, towards: Tensor, away: Tensor) -> Tensor:
        return towards + drawing.request.guidance_scale * (towards - away)

    def _is_guided(self, drawing: LatentDrawing) -> bool:
        return drawing.request.guidance_scale > 0
