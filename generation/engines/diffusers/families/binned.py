"""Families that are drawn in the nearest of the shapes they were trained on, then brought to the size asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from torch import Tensor

from generation.engine import DrawingRequest
from generation.engines.diffusers.denoising import LatentFamily
from generation.engines.diffusers.own_defaults import default_of, own_guidance, own_size, signature_of, size_multiple
from generation.engines.diffusers.types import Defaults

Shapes = Mapping[str, list[float]]  # ratio of height to width → height and width in pixels, as diffusers has them


class BinnedFamily(LatentFamily):
    """diffusers calls it resolution binning, and does it unless it is told not to."""

    shapes: ClassVar[Mapping[int, Shapes]]  # by the cells on a side of the model's own size

    @property
    def defaults(self) -> Defaults:
        width, height = own_size(self.pipeline)
        return Defaults(
            width=width,
            height=height,
            num_inference_steps=default_of(signature_of(self.pipeline), "num_inference_steps", 20),
            guidance_scale=own_guidance(self.pipeline, "guidance_scale"),
            size_multiple=size_multiple(self.pipeline),
        )

    def drawn_size(self, request: DrawingRequest) -> tuple[int, int]:
        """Height and width in pixels that a request is drawn in."""
        shapes = self.shapes.get(self.pipeline.transformer.config.sample_size)
        if shapes is None:
            return request.height, request.width
        processor = self.pipeline.image_processor
        height, width = processor.classify_height_width_bin(request.height, request.width, ratios=shapes)
        return int(height), int(width)

    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]:
        (height, width), factor = self.drawn_size(request), self.pipeline.vae_scale_factor
        return self.pipeline.transformer.config.in_channels, height // factor, width // factor

    def fit(self, pixels: Tensor, request: DrawingRequest) -> Tensor:
        return self.pipeline.image_processor.resize_and_crop_tensor(  # type: ignore[no-any-return]
            pixels, request.width, request.height
        )

    def without_variance(self, output: Tensor) -> Tensor:
        """The prediction itself, of models that have learned to predict its variance beside it."""
        config = self.pipeline.transformer.config
        return output.chunk(2, dim=1)[0] if config.out_channels // 2 == config.in_channels else output
