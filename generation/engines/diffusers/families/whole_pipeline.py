"""Any other pipeline, drawn whole: it advances once, from nothing to a picture."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps
from transformers import PreTrainedTokenizerBase

from generation.engine import DrawingRequest, EngineError
from generation.engines.diffusers.truncation import truncated_words
from generation.engines.diffusers.types import Defaults, check_finite, to_image
from generation.errors import reason
from generation.tools.safety_checker import HELD_BACK, ImageRejected

_UNKNOWN = 10**6  # tokens: a tokenizer that does not know its room states far more


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
    output: Any = None  # of the pipeline

    @property
    def step(self) -> int:
        return int(self.output is not None)

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
            fixed_size=not (self._takes("height") and self._takes("width")),
        )

    def encode(self, prompt: str, negative_prompt: str) -> WholeConditioning:
        away = self._truncated(negative_prompt) if self._takes("negative_prompt") else tuple(negative_prompt.split())
        return WholeConditioning(prompt, negative_prompt, (*self._truncated(prompt), *away))

    def begin(self, request: DrawingRequest, conditioning: WholeConditioning) -> WholeDrawing:
        return WholeDrawing(request, conditioning)

    def advance(self, drawings: Sequence[WholeDrawing]) -> None:
        for drawing in drawings:
            drawing.output = self._draw(drawing.request, drawing.conditioning)

    def preview(self, drawing: WholeDrawing) -> Image.Image:
        if drawing.output is None or _is_held_back(drawing.output):
            return Image.new("RGB", (drawing.request.width, drawing.request.height), "grey")
        return self._picture(drawing)

    def finish(self, drawing: WholeDrawing) -> Image.Image:
        if _is_held_back(drawing.output):
            raise ImageRejected(HELD_BACK)
        return self._picture(drawing)

    def _draw(self, request: DrawingRequest, conditioning: WholeConditioning) -> Any:
        wishes = {
            "negative_prompt": conditioning.negative_prompt or None,
            "height": request.height,
            "width": request.width,
            "num_inference_steps": request.num_inference_steps,
            "guidance_scale": request.guidance_scale,
            "generator": torch.Generator().manual_seed(request.seed),
            "output_type": "np",  # a finished picture would not tell what is not a number: it is black
        }
        known = {name: wish for name, wish in wishes.items() if self._takes(name)}
        try:
            return self.pipeline(prompt=conditioning.prompt, **known)
        except (TypeError, ValueError) as error:
            raise EngineError(f"{self._name} could not draw this: {reason(error)}") from error

    def _picture(self, drawing: WholeDrawing) -> Image.Image:
        """In the size that was asked for, where the pipeline can be asked: some round it up to a grid of their own."""
        images = getattr(drawing.output, "images", None)
        image = images[0] if images is not None and len(images) else None
        if isinstance(image, np.ndarray) and image.ndim == 3 and image.shape[-1] == 3:
            pixels = torch.from_numpy(image).permute(2, 0, 1)[None]
        elif isinstance(image, Image.Image):
            black = image.convert("RGB").getbbox() is None  # what is not a number, as a picture
            pixels = torch.full((1,), torch.nan if black else 0.0)
        else:
            raise EngineError(f"{self._name} does not draw pictures.")
        check_finite(pixels, self.pipeline.components.values())
        image = image if isinstance(image, Image.Image) else to_image(pixels)
        size = drawing.request.width, drawing.request.height
        if image.size == size or not self._takes("width"):
            return image
        return ImageOps.fit(image, size, Image.Resampling.LANCZOS)

    def _takes(self, name: str) -> bool:
        return name in self._parameters

    def _truncated(self, prompt: str) -> tuple[str, ...]:
        """The words that no tokenizer of the pipeline has room for, as far as it says how much there is."""
        tokenizers = [
            each
            for each in self.pipeline.components.values()
            if isinstance(each, PreTrainedTokenizerBase) and each.is_fast and each.model_max_length < _UNKNOWN
        ]
        if not tokenizers:
            return ()
        roomiest = max(tokenizers, key=lambda each: each.model_max_length)
        return truncated_words(roomiest, prompt, self._default("max_sequence_length", None))

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


def _is_held_back(output: Any) -> bool:
    """Whether the pipeline's own safety checker objected: it blackens the picture and says so, under either name."""
    flags = [getattr(output, name, None) for name in ("nsfw_content_detected", "nsfw_detected")]
    return any(any(each) for each in flags if each is not None)
