"""The Stable Diffusion family: a UNet that predicts noise, steered through cross-attention."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
from PIL import Image
from torch import Tensor

from generation.engine import MAX_REFERENCES, DrawingRequest
from generation.engines.diffusers import controlnet, ip_adapter
from generation.engines.diffusers.clip_prompts import ClipEncoder, ClipPrompt, encode_pair, places, plain_text
from generation.engines.diffusers.denoising import LatentFamily
from generation.engines.diffusers.seamless import seamless
from generation.engines.diffusers.types import Defaults, LatentDrawing, ModelInputs, PromptConditioning, Shown


class NoiseFamily(LatentFamily):
    """A model that predicts the noise in its latents, or a mixture of noise and data (v-prediction)."""

    forgets_all = True

    def skipped_steps(self, steps: int, strength: float) -> int:
        return steps - int(steps * strength)

    def add_noise(self, scheduler: Any, latents: Tensor, noise: Tensor, timestep: Tensor) -> Tensor:
        return scheduler.add_noise(latents, noise, timestep)  # type: ignore[no-any-return]  # diffusers is untyped

    def set_timesteps(self, scheduler: Any, request: DrawingRequest) -> None:
        # On the CPU: schedulers index their tables at every step, and on a GPU each look would wait for it.
        scheduler.set_timesteps(request.num_inference_steps, device="cpu")

    def pred_original_sample(self, drawing: LatentDrawing, prediction: Tensor) -> Tensor:
        """Equation 12 of DDIM (Song et al., 2021), or its form for v-prediction (Salimans and Ho, 2022)."""
        scheduler = drawing.scheduler
        if not hasattr(scheduler, "alphas_cumprod"):  # as it has predicted last, or with all of its noise
            if not hasattr(scheduler, "precondition_outputs"):
                return drawing.latents
            sigma = scheduler.sigmas[drawing.skipped + drawing.step]
            return scheduler.precondition_outputs(drawing.latents, prediction, sigma)  # type: ignore[no-any-return]
        alpha_bar = scheduler.alphas_cumprod[int(drawing.timestep)]
        signal, noise = alpha_bar.sqrt(), (1 - alpha_bar).sqrt()
        if drawing.scheduler.config.prediction_type == "v_prediction":
            return signal * drawing.latents - noise * prediction  # type: ignore[no-any-return]
        return (drawing.latents - noise * prediction) / signal  # type: ignore[no-any-return]


class StableDiffusionFamily(NoiseFamily):
    """`StableDiffusionPipeline`: Stable Diffusion 1.x and 2.x and what was fine-tuned from them, to inpaint as well."""

    @property
    def sees_mask(self) -> bool:  # type: ignore[override]  # of a class of models, not of a class
        unet = self.pipeline.unet.config
        return unet.in_channels == 2 * unet.out_channels + 1  # type: ignore[no-any-return]  # diffusers is untyped

    @property
    def defaults(self) -> Defaults:
        unet, factor = self.pipeline.unet.config, self.pipeline.vae_scale_factor
        size = unet.sample_size
        height, width = (size, size) if isinstance(size, int) else size
        call = inspect.signature(self.pipeline.__call__).parameters
        return Defaults(
            width=width * factor,
            height=height * factor,
            num_inference_steps=call["num_inference_steps"].default,
            guidance_scale=call["guidance_scale"].default,
            size_multiple=factor * 2 ** (len(unet.block_out_channels) - 1),
            takes_negative=unet.time_cond_proj_dim is None,
            starts_from_image=True,
            references=MAX_REFERENCES if ip_adapter.is_loaded(self.pipeline) else 0,
            inpaints=True,
            control=controlnet.kind_of(self.pipeline),
            tiles=True,
            reads_weights=True,
        )

    def reference(self, image: Image.Image) -> Shown:
        return ip_adapter.shown(self.pipeline, image)

    @torch.no_grad()
    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        texts = [plain_text(self.pipeline, text, self.encoders) for text in (prompt, negative_prompt)]
        if None in texts:
            told = self.conditioning(prompt, negative_prompt, *self._read(prompt, negative_prompt))
        else:
            told = self.plain_conditioning(prompt, *map(str, texts))
        # A model distilled to need no second call takes nothing away at all.
        guided = self.pipeline.unet.config.time_cond_proj_dim is None
        return told if guided else replace(told, ignored_words=tuple(negative_prompt.split()))

    def places(self, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
        return places(self.pipeline, self.encoders[0], prompt, words)

    @property
    def encoders(self) -> tuple[ClipEncoder, ...]:
        return (ClipEncoder(self.pipeline.tokenizer, self.pipeline.text_encoder, penultimate=False),)

    def plain_conditioning(self, prompt: str, text: str, negative_text: str) -> PromptConditioning:
        """As the pipeline itself reads texts that it has room for."""
        embeds, negative_embeds = self.pipeline.encode_prompt(text, self.device, 1, True, negative_text)
        return PromptConditioning(prompt, embeds, negative_embeds)

    def conditioning(
        self, prompt: str, negative_prompt: str, towards: Sequence[ClipPrompt], away: Sequence[ClipPrompt]
    ) -> PromptConditioning:
        """What the encoders have read, put together as the pipeline does."""
        return PromptConditioning(prompt, towards[0].embeds, away[0].embeds)

    def _read(self, prompt: str, negative_prompt: str) -> tuple[list[ClipPrompt], list[ClipPrompt]]:
        return encode_pair(self.pipeline, prompt, negative_prompt, self.encoders, self.device)

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        factor = self.pipeline.vae_scale_factor
        return self.pipeline.unet.config.out_channels, request.height // factor, request.width // factor

    def predict(self, rows: ModelInputs) -> Tensor:
        unet, added = self.pipeline.unet, self.added_conditions(rows)
        with seamless(unet, on=rows.requests[0].tile):
            followed = controlnet.residuals(self.pipeline, rows, added)
            output = unet(
                rows.latents.to(rows.prompt_embeds.dtype),  # the UNet's: diffusers walks all modules to tell it
                rows.timesteps,
                encoder_hidden_states=rows.prompt_embeds,
                timestep_cond=self._guidance_embeds(rows),
                added_cond_kwargs=added | self._features(rows),
                **followed,
                return_dict=False,
            )
        return output[0]  # type: ignore[no-any-return]  # diffusers is untyped

    def is_held_back(self, pixels: Tensor) -> bool:
        if getattr(self.pipeline, "safety_checker", None) is None:
            return False
        _, flagged = self.pipeline.run_safety_checker(pixels * 2 - 1, self.device, self.pipeline.unet.dtype)
        return any(flagged)

    def added_conditions(self, rows: ModelInputs) -> dict[str, Any]:
        return {}

    def _features(self, rows: ModelInputs) -> dict[str, list[Tensor]]:
        """Those of the references, if there is an adapter; it asks for some even where they count for nothing."""
        if not ip_adapter.is_loaded(self.pipeline):
            return {}
        ip_adapter.count(self.pipeline, bool(rows.references))
        if rows.references:
            return {"image_embeds": [torch.cat(rows.references, dim=1)]}
        blank = self._shown.get("", lambda: self.reference(Image.new("RGB", (32, 32)))).away
        return {"image_embeds": [blank.expand(len(rows.latents), *blank.shape[1:])]}

    def _is_guided(self, drawing: LatentDrawing) -> bool:
        return super()._is_guided(drawing) and self.pipeline.unet.config.time_cond_proj_dim is None

    def _guidance_embeds(self, rows: ModelInputs) -> Tensor | None:
        """The guidance scale as an input, for models distilled to need no second call (LCM)."""
        width = self.pipeline.unet.config.time_cond_proj_dim
        if width is None:
            return None
        scales = torch.tensor([request.guidance_scale - 1 for request in rows.requests])
        embeds = self.pipeline.get_guidance_scale_embedding(scales, embedding_dim=width)
        return embeds.to(self.device, self.pipeline.unet.dtype)  # type: ignore[no-any-return]


class StableDiffusionXLFamily(StableDiffusionFamily):
    """`StableDiffusionXLPipeline`: two text encoders, and the picture's size as a condition."""

    @property
    def encoders(self) -> tuple[ClipEncoder, ...]:
        pipeline = self.pipeline
        pairs = ((pipeline.tokenizer, pipeline.text_encoder), (pipeline.tokenizer_2, pipeline.text_encoder_2))
        return tuple(ClipEncoder(*pair, penultimate=True) for pair in pairs if pair[1] is not None)

    def plain_conditioning(self, prompt: str, text: str, negative_text: str) -> PromptConditioning:
        read = self.pipeline.encode_prompt(text, device=self.device, negative_prompt=negative_text or None)
        return PromptConditioning(prompt, *read)

    def conditioning(
        self, prompt: str, negative_prompt: str, towards: Sequence[ClipPrompt], away: Sequence[ClipPrompt]
    ) -> PromptConditioning:
        """Both encoders side by side, and the whole of the second; to leave out nothing may be zeros to the model."""
        embeds, negative = (torch.cat([each.embeds for each in read], dim=-1) for read in (towards, away))
        pooled, negative_pooled = towards[-1].pooled, away[-1].pooled
        if not negative_prompt and self.pipeline.config.force_zeros_for_empty_prompt and pooled is not None:
            negative, negative_pooled = torch.zeros_like(embeds), torch.zeros_like(pooled)
        return PromptConditioning(prompt, embeds, negative, pooled, negative_pooled)

    def added_conditions(self, rows: ModelInputs) -> dict[str, Any]:
        sizes = [[each.height, each.width, 0, 0, each.height, each.width] for each in rows.requests]
        time_ids = torch.tensor(sizes, dtype=rows.prompt_embeds.dtype, device=self.device)  # (B, 6)
        return {"text_embeds": rows.pooled_prompt_embeds, "time_ids": time_ids}
