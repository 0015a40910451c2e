"""Chroma: FLUX.1 without its guidance as an input, guided by a second call, and masked where a prompt is padded."""

from __future__ import annotations

import torch
from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers.families.reading import ReadingFamily
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.types import ModelInputs

MAX_TOKENS = 512  # of the T5 encoder, as in ChromaPipeline


class ChromaFamily(ReadingFamily, FlowFamily):
    """`ChromaPipeline`."""

    gives_sigmas = True
    guides_apart = True

    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        embeds, mask = self.pipeline._get_t5_prompt_embeds(text, max_sequence_length=MAX_TOKENS, device=self.device)
        return embeds, mask

    def room(self, away: bool) -> tuple[int, str, str]:
        return MAX_TOKENS, "", ""

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        factor = self.pipeline.vae_scale_factor
        return self.pipeline.transformer.config.in_channels // 4, request.height // factor, request.width // factor

    def predict(self, rows: ModelInputs) -> Tensor:
        pipeline, transformer = self.pipeline, self.pipeline.transformer
        batch, channels, height, width = rows.latents.shape
        dtype, factor = transformer.dtype, pipeline.vae_scale_factor
        packed = pipeline._pack_latents(rows.latents.to(dtype), batch, channels, height, width)
        [output] = transformer(
            hidden_states=packed,
            timestep=rows.timesteps.to(dtype) / 1000,
            encoder_hidden_states=rows.prompt_embeds,
            txt_ids=torch.zeros(rows.prompt_embeds.shape[1], 3, device=self.device, dtype=dtype),
            img_ids=pipeline._prepare_latent_image_ids(batch, height // 2, width // 2, self.device, dtype),
            attention_mask=pipeline._prepare_attention_mask(batch, packed.shape[1], dtype, rows.prompt_embeds_mask),
            return_dict=False,
        )
        return pipeline._unpack_latents(output, height * factor, width * factor, factor)  # type: ignore[no-any-return]
