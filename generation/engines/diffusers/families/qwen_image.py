"""Qwen-Image: two streams over packed latents, steered by a language model that could see (Qwen2.5-VL)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import torch
from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers.families.reading import ReadingFamily
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.own_defaults import default_of, signature_of
from generation.engines.diffusers.types import Defaults, LatentDrawing, ModelInputs, PromptConditioning

MAX_TOKENS = 512  # of a prompt, as in QwenImagePipeline


class QwenImageFamily(ReadingFamily, FlowFamily):
    """`QwenImagePipeline`: it is guided only where there is a negative prompt, or a guidance was asked for."""

    gives_sigmas = True
    guides_apart = True
    pads_prompts = True

    @property
    def defaults(self) -> Defaults:
        return replace(super().defaults, guidance_scale=1.0, negative_needs_guidance=False)

    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        """A space is the negative prompt that means nothing."""
        return super().encode(prompt, negative_prompt or " ")

    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        embeds, mask = self.pipeline.encode_prompt(text, self.device, max_sequence_length=MAX_TOKENS)
        return embeds, mask

    def room(self, away: bool) -> tuple[int, str, str]:
        before, _, after = self.pipeline.prompt_template_encode.partition("{}")
        return self.pipeline.prompt_template_encode_start_idx + MAX_TOKENS, before, after

    def places(self, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
        """What stands before the prompt is read, and taken away again."""
        before = self.pipeline.prompt_template_encode_start_idx
        return tuple(each - before for each in super().places(prompt, words) if each >= before)

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        factor = self.pipeline.vae_scale_factor
        return self.pipeline.transformer.config.in_channels // 4, request.height // factor, request.width // factor

    def predict(self, rows: ModelInputs) -> Tensor:
        pipeline, transformer = self.pipeline, self.pipeline.transformer
        batch, _, height, width = rows.latents.shape
        shown = [each.to(transformer.dtype) for each in (rows.latents, *rows.references)]
        scales = torch.tensor([request.guidance_scale for request in rows.requests], device=self.device)
        [output] = transformer(
            hidden_states=torch.cat([pipeline._pack_latents(each, *each.shape) for each in shown], dim=1),
            timestep=rows.timesteps.to(transformer.dtype) / 1000,
            guidance=scales if transformer.config.guidance_embeds else None,
            encoder_hidden_states_mask=rows.prompt_embeds_mask,
            encoder_hidden_states=rows.prompt_embeds,
            img_shapes=[[(1, each.shape[2] // 2, each.shape[3] // 2) for each in shown]] * batch,
            return_dict=False,
        )
        factor = pipeline.vae_scale_factor
        tokens = output[:, : (height // 2) * (width // 2)]
        unpacked = pipeline._unpack_latents(tokens, height * factor, width * factor, factor)  # (B, C, 1, h, w)
        return unpacked[:, :, 0]  # type: ignore[no-any-return]  # diffusers is untyped

    def guide(self, drawing: LatentDrawing, towards: Tensor, away: Tensor) -> Tensor:
        """As long as the prediction for the prompt alone, in every patch of 2×2 latents."""
        batch, channels, height, width = towards.shape
        pack = self.pipeline._pack_latents
        packed, packed_away = (pack(each, batch, channels, height, width) for each in (towards, away))
        guided = packed_away + self._scale(drawing.request) * (packed - packed_away)
        guided = guided * (torch.norm(packed, dim=-1, keepdim=True) / torch.norm(guided, dim=-1, keepdim=True))
        factor = self.pipeline.vae_scale_factor
        unpacked = self.pipeline._unpack_latents(guided, height * factor, width * factor, factor)
        return unpacked[:, :, 0]  # type: ignore[no-any-return]  # diffusers is untyped

    def _is_guided(self, drawing: LatentDrawing) -> bool:
        return self._scale(drawing.request) > 1

    def _scale(self, request: DrawingRequest) -> float:
        """What is to be left out needs a guidance: the pipeline's own, if none was asked for."""
        own = float(default_of(signature_of(self.pipeline), "true_cfg_scale", 4.0))
        distilled = self.pipeline.transformer.config.guidance_embeds  # then the guidance is an input of the model
        asked = 1.0 if distilled else request.guidance_scale
        return own if request.negative_prompt and asked <= 1 else asked
