"""FLUX.2 klein: a transformer over patched latents, steered by three layers of a language model (Qwen3)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import torch
from diffusers.pipelines.flux2.pipeline_flux2_klein import compute_empirical_mu
from PIL import Image
from torch import Tensor

from generation.engine import MAX_REFERENCES, DrawingRequest
from generation.engines.diffusers.families.reading import ReadingFamily, around
from generation.engines.diffusers.families.stable_diffusion_3 import FlowFamily
from generation.engines.diffusers.types import Defaults, LatentDrawing, ModelInputs, Shown

MAX_TOKENS = 512  # of a chat with the prompt in it, as in Flux2KleinPipeline
MAX_REFERENCE = 1024 * 1024  # pixels of a picture that the model is shown, likewise


class Flux2KleinFamily(ReadingFamily, FlowFamily):
    """`Flux2KleinPipeline`: guided where it is not distilled; pictures are shown to it, and not drawn over."""

    gives_sigmas = True
    guides_apart = True
    keeps_flow_sigmas = True
    preview_cells = 12  # each is two of the autoencoder's wide

    @property
    def defaults(self) -> Defaults:
        guided = not self.pipeline.config.is_distilled
        shown = replace(super().defaults, takes_strength=False, references=MAX_REFERENCES)
        return replace(shown, guided=guided, takes_negative=guided)

    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        embeds, _ = self.pipeline.encode_prompt(text, self.device, max_sequence_length=MAX_TOKENS)
        return embeds, None

    def room(self, away: bool) -> tuple[int, str, str]:
        return MAX_TOKENS, *around(self.pipeline.tokenizer, enable_thinking=False)

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        cell = 2 * self.pipeline.vae_scale_factor
        return self.pipeline.transformer.config.in_channels, request.height // cell, request.width // cell

    def sequence_length(self, request: DrawingRequest) -> int:
        _, height, width = self.latent_shape(request)
        return height * width

    def reference(self, image: Image.Image) -> Shown:
        processor, vae = self.pipeline.image_processor, self.pipeline.vae
        if image.width * image.height > MAX_REFERENCE:
            image = processor._resize_to_target_area(image, MAX_REFERENCE)
        cell = 2 * self.pipeline.vae_scale_factor
        width, height = (max(cell, side // cell * cell) for side in image.size)
        pixels = processor.preprocess(image, height=height, width=width, resize_mode="crop")
        latents = self.pipeline._encode_vae_image(pixels.to(self.device, vae.dtype), None).float()
        return Shown(latents, latents)

    def predict(self, rows: ModelInputs) -> Tensor:
        pipeline, transformer = self.pipeline, self.pipeline.transformer
        shown, ids = [rows.latents, *rows.references], [pipeline._prepare_latent_ids(rows.latents)]
        if rows.references:
            image_ids = pipeline._prepare_image_ids([each[:1] for each in rows.references])
            ids.append(image_ids.expand(len(rows.latents), -1, -1))
        [output] = transformer(
            hidden_states=torch.cat([pipeline._pack_latents(each) for each in shown], dim=1).to(transformer.dtype),
            timestep=rows.timesteps.to(transformer.dtype) / 1000,
            guidance=None,
            encoder_hidden_states=rows.prompt_embeds,
            txt_ids=pipeline._prepare_text_ids(rows.prompt_embeds).to(self.device),
            img_ids=torch.cat(ids, dim=1).to(self.device),
            return_dict=False,
        )
        batch, channels, height, width = rows.latents.shape
        tokens = output[:, : height * width]
        return tokens.permute(0, 2, 1).reshape(batch, channels, height, width)  # type: ignore[no-any-return]

    def decode(self, latents: Tensor, request: DrawingRequest) -> Tensor:
        """The statistics that a trained autoencoder keeps are of patches."""
        vae = self.pipeline.vae
        mean = vae.bn.running_mean.view(1, -1, 1, 1).to(latents)
        std = torch.sqrt(vae.bn.running_var.view(1, -1, 1, 1) + vae.config.batch_norm_eps).to(latents)
        return super().decode(self.pipeline._unpatchify_latents(latents * std + mean), request)

    def _is_guided(self, drawing: LatentDrawing) -> bool:
        return super()._is_guided(drawing) and not self.pipeline.config.is_distilled

    def _mu(self, scheduler: Any, request: DrawingRequest) -> float:
        return compute_empirical_mu(self.sequence_length(request), request.num_inference_steps)  # type: ignore[no-any-return]
