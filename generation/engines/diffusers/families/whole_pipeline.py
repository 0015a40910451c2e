"""Any other pipeline, drawn whole: it advances once, from nothing to a picture."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from PIL import Image

from generation.engine import DrawingRequest, EngineError
from generation.engines.diffusers.types import Defaults


@dataclass(frozen=True, slots=True)
class WholeConditioning:
    """The prompts themselves: the pipeline encodes them where no one can reach."""

    prompt: str
    negative_prompt: str
    ignored_words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()


@dataclass(eq=False, slots=True)
class WholeDrawing:
    """A picture that is not there, and then is: all steps are one call of the pipeline."""

    request: DrawingRequest
    conditioning: WholeConditioning
    image: Image.Image | None = None

    @property
    def step(self) -> int:
        return int(self.image is not None)

    @property
    def num_steps(self) -> int:
        return 1

    @property
    def shape_key(self) -> object:
        return self  # no two drawings share a call


class WholeFamily:
    """A `DiffusionPipeline` of a class that we do not open."""

    def __init__(self, pipeline: Any) -> None:
        self.pipeline = pipeline
        self._name = type(pipeline).__name__
        self._parameters = inspect.signature(pipeline.__call__).parameters
        required = {name for name, each in self._parameters.items() if each.default is inspect.Parameter.empty}
        if "prompt" not in self._parameters or required - {"prompt", "kwargs", "args"}:
            raise EngineError(f"{self._name} does not draw from a prompt alone.")

    @property
    def defaults(self) -> Defaults:
        width, height = self._own_size()
        return Defaults(
            width=width,
            height=height,
            num_inference_steps=self._default("num_inference_steps", 1),
            guidance_scale=self._default("guidance_scale", 1.0),
            size_multiple=16,
            fixed_size=not {"height", "width"} <= set(self._parameters),
        )

    def encode(self, prompt: str, negative_prompt: str) -> WholeConditioning:
        known = "negative_prompt" in self._parameters
        return WholeConditioning(prompt, negative_prompt, () if known else tuple(negative_prompt.split()))

    def begin(self, request: DrawingRequest, conditioning: WholeConditioning) -> WholeDrawing:
        return WholeDrawing(request, conditioning)

    def advance(self, drawings: Sequence[WholeDrawing]) -> None:
        for drawing in drawings:
            drawing.image = self._draw(drawing.request, drawing.conditioning)

    def preview(self, drawing: WholeDrawing) -> Image.Image:
        if drawing.image is None:
            return Image.new("RGB", (drawing.request.width, drawing.request.height), "grey")
        return drawing.image

    def finish(self, drawing: WholeDrawing) -> Image.Image:
        return self.preview(drawing)

    def _draw(self, request: DrawingRequest, conditioning: WholeConditioning) -> Image.Image:
        wishes = {
            "negative_prompt": conditioning.negative_prompt or None,
            "height": request.height,
            "width": request.width,
            "num_inference_steps": request.num_inference_steps,
            "guidance_scale": request.guidance_scale,
            "generator": torch.Generator().manual_seed(request.seed),
        }
        known = {name: wish for name, wish in wishes.items() if name in self._parameters}
        try:
            images = getattr(self.pipeline(prompt=conditioning.prompt, **known), "images", None)
        except (TypeError, ValueError) as error:
            raise EngineError(f"{self._name} could not draw this: {error}") from error
        if not images or not isinstance(images[0], Image.Image):
            raise EngineError(f"{self._name} does not draw pictures.")
        return images[0]

    def _default(self, name: str, otherwise: Any) -> Any:
        parameter = self._parameters.get(name)
        return otherwise if parameter is None or parameter.default is None else parameter.default

    def _own_size(self) -> tuple[int, int]:
        """The size in the call's signature, or else that of the denoiser, in latents."""
        if isinstance(self._default("width", None), int):
            return self._default("width", None), self._default("height", None)
        denoiser = getattr(self.pipeline, "unet", None) or getattr(self.pipeline, "transformer", None)
        size = denoiser.config.get("sample_size") if denoiser is not None else None
        factor = getattr(self.pipeline, "vae_scale_factor", 1)  # 1: it draws in pixels
        height, width = (size, size) if isinstance(size, int) else size or (64, 64)
        return width * factor, height * factor
