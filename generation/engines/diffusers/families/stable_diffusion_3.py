"""Flow matching, where a model predicts velocity (noise − data), and Stable Diffusion 3, its plainest case."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers.denoising import LatentFamily
from generation.engines.diffusers.own_defaults import default_of, own_guidance, own_size, signature_of
from generation.engines.diffusers.sharing.words import places_in
from generation.engines.diffusers.truncation import truncated_words
from generation.engines.diffusers.types import Defaults, LatentDrawing, ModelInputs, PromptConditioning

MAX_TOKENS = 256  # of the T5 encoder, as in StableDiffusion3Pipeline


class FlowFamily(LatentFamily):
    """Straight paths between noise and data (Liu et al., 2022)."""

    gives_sigmas: ClassVar[bool] = False  # the pipeline spaces its steps, whatever the scheduler would do
    keeps_flow_sigmas: ClassVar[bool] = False  # except for schedulers that space them as a flow themselves

    @property
    def defaults(self) -> Defaults:
        width, height = own_size(self.pipeline)
        return Defaults(
            width=width,
            height=height,
            num_inference_steps=default_of(signature_of(self.pipeline), "num_inference_steps", 28),
            guidance_scale=own_guidance(self.pipeline, "guidance_scale"),
            size_multiple=2 * self.pipeline.vae_scale_factor,
            starts_from_image=True,
            inpaints=True,
        )

    def pred_original_sample(self, drawing: LatentDrawing, prediction: Tensor) -> Tensor:
        sigma = float(drawing.timestep) / int(drawing.scheduler.config.num_train_timesteps)
        return drawing.latents - sigma * prediction

    def skipped_steps(self, steps: int, strength: float) -> int:
        return int(steps - min(steps * strength, steps))

    def add_noise(self, scheduler: Any, latents: Tensor, noise: Tensor, timestep: Tensor) -> Tensor:
        return scheduler.scale_noise(latents, timestep, noise)  # type: ignore[no-any-return]  # diffusers is untyped

    def set_timesteps(self, scheduler: Any, request: DrawingRequest) -> None:
        steps, config = request.num_inference_steps, scheduler.config
        given: dict[str, Any] = {"mu": self._mu(scheduler, request)} if config.get("use_dynamic_shifting") else {}
        kept = self.keeps_flow_sigmas and config.get("use_flow_sigmas")
        if self.gives_sigmas and not kept and "sigmas" in inspect.signature(scheduler.set_timesteps).parameters:
            given["sigmas"] = self.sigmas(steps)
        scheduler.set_timesteps(steps, device="cpu", **given)

    def sigmas(self, steps: int) -> Any:
        return np.linspace(1.0, 1 / steps, steps)

    def sequence_length(self, request: DrawingRequest) -> int:
        """Image tokens the transformer sees: pairs of latents by pairs of latents."""
        _, height, width = self.latent_shape(request)
        return (height // 2) * (width // 2)

    def _mu(self, scheduler: Any, request: DrawingRequest) -> float:
        """Larger pictures need more noise at the same step (Esser et al., 2024, §5.3.2): linear in their tokens."""
        config = scheduler.config
        base_length, max_length = config.get("base_image_seq_len", 256), config.get("max_image_seq_len", 4096)
        base_shift, max_shift = config.get("base_shift", 0.5), config.get("max_shift", 1.15)
        slope = (max_shift - base_shift) / (max_length - base_length)
        return float(base_shift + slope * (self.sequence_length(request) - base_length))


class StableDiffusion3Family(FlowFamily):
    """Opens `StableDiffusion3Pipeline`, with or without its T5 encoder."""

    forgets_all = True

    @property
    def defaults(self) -> Defaults:
        factor = self.pipeline.vae_scale_factor
        size = self.pipeline.default_sample_size * factor
        call = inspect.signature(self.pipeline.__call__).parameters
        return Defaults(
            width=size,
            height=size,
            num_inference_steps=call["num_inference_steps"].default,
            guidance_scale=call["guidance_scale"].default,
            size_multiple=factor * self.pipeline.patch_size,
            starts_from_image=True,
            inpaints=True,
        )

    @torch.no_grad()
    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        embeds, negative_embeds, pooled, negative_pooled = self.pipeline.encode_prompt(
            prompt, None, None, device=self.device, negative_prompt=negative_prompt, max_sequence_length=MAX_TOKENS
        )
        t5 = self.pipeline.tokenizer_3 if self.pipeline.text_encoder_3 is not None else None
        ignored_words = tuple(
            word
            for text in (prompt, negative_prompt)
            for word in truncated_words(t5 or self.pipeline.tokenizer, text, MAX_TOKENS if t5 else None)
        )
        return PromptConditioning(prompt, embeds, negative_embeds, pooled, negative_pooled, ignored_words)

    def places(self, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
        """CLIP's tokens stand before T5's."""
        room = self.pipeline.tokenizer_max_length
        found = [each for each in places_in(self.pipeline.tokenizer, words, prompt) if each < room - 1]
        if self.pipeline.text_encoder_3 is not None:
            found += [room + each for each in places_in(self.pipeline.tokenizer_3, words, prompt)]
        return tuple(found)

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        factor = self.pipeline.vae_scale_factor
        return self.pipeline.transformer.config.in_channels, request.height // factor, request.width // factor

    def sequence_length(self, request: DrawingRequest) -> int:
        _, height, width = self.latent_shape(request)
        return int((height // self.pipeline.patch_size) * (width // self.pipeline.patch_size))

    def predict(self, rows: ModelInputs) -> Tensor:
        transformer = self.pipeline.transformer
        output = transformer(
            hidden_states=rows.latents.to(transformer.dtype),
            timestep=rows.timesteps,
            encoder_hidden_states=rows.prompt_embeds,
            pooled_projections=rows.pooled_prompt_embeds,
            return_dict=False,
        )
        return output[0]  # type: ignore[no-any-return]  # diffusers is untyped
