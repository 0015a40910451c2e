"""FLUX.1: a flow-matching transformer over packed latents."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.sharing.words import places_in
from generation.engines.diffusers.truncation import truncated_words
from generation.engines.diffusers.types import Defaults, ModelInputs, PromptConditioning

MAX_TOKENS = 512  # of the T5 encoder, as in FluxPipeline


class FluxFamily(FlowFamily):
    """`FluxPipeline`: guidance is an input of the model, so nothing is drawn twice and nothing can be steered away."""

    gives_sigmas = True
    keeps_flow_sigmas = True

    @property
    def defaults(self) -> Defaults:
        factor = self.pipeline.vae_scale_factor
        size = self.pipeline.default_sample_size * factor
        distilled = not self.pipeline.transformer.config.guidance_embeds  # FLUX.1 schnell
        return Defaults(
            width=size,
            height=size,
            num_inference_steps=4 if distilled else 28,
            guidance_scale=0.0 if distilled else 3.5,
            size_multiple=2 * factor,
            guided=not distilled,
            takes_negative=False,
            starts_from_image=True,
            inpaints=True,
        )

    @torch.no_grad()
    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        embeds, pooled, _ = self.pipeline.encode_prompt(
            prompt, None, device=self.device, max_sequence_length=MAX_TOKENS
        )
        ignored_words = truncated_words(self.pipeline.tokenizer_2, prompt, MAX_TOKENS)
        return PromptConditioning(
            prompt, embeds, pooled_prompt_embeds=pooled, ignored_words=(*ignored_words, *negative_prompt.split())
        )

    def places(self, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
        return tuple(places_in(self.pipeline.tokenizer_2, words, prompt))

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        factor = self.pipeline.vae_scale_factor
        return self.pipeline.transformer.config.in_channels // 4, request.height // factor, request.width // factor

    def predict(self, rows: ModelInputs) -> Tensor:
        """Latents go in as a sequence of 2×2 patches and come back as one; those of references stand behind them."""
        pipeline, transformer = self.pipeline, self.pipeline.transformer
        height, width = rows.latents.shape[2:]
        dtype, factor = transformer.dtype, pipeline.vae_scale_factor
        scales = torch.tensor([request.guidance_scale for request in rows.requests], device=self.device)
        output = transformer(
            hidden_states=torch.cat([self._packed(each) for each in (rows.latents, *rows.references)], dim=1),
            timestep=rows.timesteps.to(dtype) / 1000,
            guidance=scales if transformer.config.guidance_embeds else None,
            pooled_projections=rows.pooled_prompt_embeds,
            encoder_hidden_states=rows.prompt_embeds,
            txt_ids=torch.zeros(rows.prompt_embeds.shape[1], 3, device=self.device, dtype=dtype),
            img_ids=torch.cat([self._places(rows.latents, 0), *(self._places(each, 1) for each in rows.references)]),
            return_dict=False,
        )
        tokens = output[0][:, : (height // 2) * (width // 2)]
        return pipeline._unpack_latents(tokens, height * factor, width * factor, factor)  # type: ignore[no-any-return]

    def _packed(self, latents: Tensor) -> Tensor:
        """(B, C, h, w) → (B, h/2·w/2, 4C)"""
        latents = latents.to(self.pipeline.transformer.dtype)
        return self.pipeline._pack_latents(latents, *latents.shape)  # type: ignore[no-any-return]

    def _places(self, latents: Tensor, layer: int) -> Tensor:
        """Where each patch of latents stands (h/2·w/2, 3): layer 0 is what is drawn, layer 1 what is shown."""
        batch, _, height, width = latents.shape
        dtype = self.pipeline.transformer.dtype
        places = self.pipeline._prepare_latent_image_ids(batch, height // 2, width // 2, self.device, dtype)
        places[..., 0] = layer
        return places  # type: ignore[no-any-return]
