"""Qwen-Image-Edit: Qwen-Image whose language model sees the references while it reads the prompt."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

import torch
from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit, pipeline_qwenimage_edit_plus
from PIL import Image
from torch import Tensor
from transformers.modeling_outputs import BaseModelOutputWithPooling

from generation.engine import MAX_REFERENCES, DrawingRequest
from generation.engines.diffusers.denoising import KNOWN_REFERENCES
from generation.engines.diffusers.families.qwen_image import QwenImageFamily
from generation.engines.diffusers.families.reading import KNOWN
from generation.engines.diffusers.remembered import Remembered, digest
from generation.engines.diffusers.types import Defaults, PromptConditioning, Shown

_AREA = 1024 * 1024  # pixels that a reference is brought to, as in QwenImageEditPipeline


class QwenImageEditFamily(QwenImageFamily):
    """`QwenImageEditPipeline`: shown one picture, which it cannot draw without."""

    references = 1

    def __init__(self, pipeline: Any, device: str) -> None:
        super().__init__(pipeline, device)
        self._read: Remembered[tuple[Tensor, Tensor | None]] = Remembered(KNOWN)
        _remember_sights(pipeline.text_encoder.model.visual)

    @property
    def defaults(self) -> Defaults:
        return replace(super().defaults, needs_image=True, takes_strength=False, references=self.references)

    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        """Only noted: no word is read before the pictures are there. A space is the negative prompt of no meaning."""
        unread = torch.empty(1, 0, 0)
        return PromptConditioning(prompt, unread, unread, negative_prompt=negative_prompt or " ")

    def places(self, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
        """Pictures stand among its words, as many tokens as they are large."""
        return ()

    @torch.no_grad()
    def seen(self, request: DrawingRequest, conditioning: PromptConditioning) -> PromptConditioning:
        prompts = conditioning.prompt, conditioning.negative_prompt
        known = tuple(map(digest, request.references))
        (embeds, mask), (away, away_mask) = (
            self._read.get((each, known), lambda each=each: self._encode(each, request.references))  # type: ignore[misc]
            for each in prompts
        )
        return replace(
            conditioning,
            prompt_embeds=embeds,
            negative_prompt_embeds=away,
            prompt_embeds_mask=mask,
            negative_prompt_embeds_mask=away_mask,
        )

    def seen_as(self, images: Sequence[Image.Image]) -> Any:
        """The references as the language model is given them."""
        return self._resized(images[0], *self._size(images[0]))

    def reference(self, image: Image.Image) -> Shown:
        width, height = self._size(image)
        processor, vae = self.pipeline.image_processor, self.pipeline.vae
        pixels = processor.preprocess(self._before_latents(image, width, height), height, width)
        latents = self.pipeline._encode_vae_image(pixels[:, :, None].to(self.device, vae.dtype), None)[:, :, 0].float()
        return Shown(latents, latents)

    def _encode(self, text: str, images: Sequence[Image.Image]) -> tuple[Tensor, Tensor | None]:
        embeds, mask = self.pipeline.encode_prompt(text, self.seen_as(images), self.device)
        return embeds, mask

    def _size(self, image: Image.Image) -> tuple[int, int]:
        width, height, _ = pipeline_qwenimage_edit.calculate_dimensions(_AREA, image.width / image.height)
        return width, height

    def _resized(self, image: Image.Image, width: int, height: int) -> Image.Image:
        return self.pipeline.image_processor.resize(image, height, width)  # type: ignore[no-any-return]

    def _before_latents(self, image: Image.Image, width: int, height: int) -> Image.Image:
        return self._resized(image, width, height)


def _remember_sights(eyes: Any) -> None:
    """Have the eyes of a language model look at each picture alone, and once; they see no further than one anyway."""
    look, known = eyes.forward, Remembered[Tensor](KNOWN_REFERENCES)

    @functools.wraps(look)
    def seen(pixel_values: Tensor, grid_thw: Tensor, **options: Any) -> BaseModelOutputWithPooling:
        patches = torch.split(pixel_values, grid_thw.prod(-1).tolist())
        sights = [
            known.get(
                (tuple(shape.tolist()), sha256(pixels.float().cpu().numpy().tobytes()).digest()),
                lambda pixels=pixels, shape=shape: look(pixels, grid_thw=shape[None], **options).pooler_output,  # type: ignore[misc]
            )
            for pixels, shape in zip(patches, grid_thw, strict=True)
        ]
        return BaseModelOutputWithPooling(pooler_output=torch.cat(sights))

    eyes.forward = seen


class QwenImageEditPlusFamily(QwenImageEditFamily):
    """`QwenImageEditPlusPipeline`: shown several, which its language model sees smaller than its denoiser does."""

    references = MAX_REFERENCES

    def seen_as(self, images: Sequence[Image.Image]) -> Any:
        area = pipeline_qwenimage_edit_plus.CONDITION_IMAGE_SIZE
        sizes = [pipeline_qwenimage_edit_plus.calculate_dimensions(area, each.width / each.height) for each in images]
        return [self._resized(each, *size) for each, size in zip(images, sizes, strict=True)]

    def _size(self, image: Image.Image) -> tuple[int, int]:
        area = pipeline_qwenimage_edit_plus.VAE_IMAGE_SIZE
        return pipeline_qwenimage_edit_plus.calculate_dimensions(area, image.width / image.height)  # type: ignore[no-any-return]

    def _before_latents(self, image: Image.Image, width: int, height: int) -> Image.Image:
        return image
