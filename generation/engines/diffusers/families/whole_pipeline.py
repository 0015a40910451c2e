"""Any other pipeline, drawn whole: it advances once, from nothing to a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps
from transformers import PreTrainedTokenizerBase

from generation.engine import MAX_REFERENCES, DrawingRequest, EngineError
from generation.engines.diffusers.own_defaults import default_of, own_guidance, own_size, signature_of, size_multiple
from generation.engines.diffusers.pipeline_kinds import guidance_control, pipeline_kind
from generation.engines.diffusers.truncation import truncated_words
from generation.engines.diffusers.types import Defaults, check_finite, to_image
from generation.errors import reason
from generation.request.init_image import fit_image
from generation.tools.safety_checker import HELD_BACK, ImageRejected

TRUE_GUIDANCE = 4.0  # of QwenImagePipeline, and of the examples of those whose own is off
_FOR_OWN_STEPS = ("intermediate_timesteps",)  # defaults that fit no other number of steps: SanaSprintPipeline
# Shown several pictures by their list.
_TAKE_LISTS = {"Flux2Pipeline", "Flux2KleinKVPipeline", "QwenImage21Pipeline", "ZImageOmniPipeline", "GlmImagePipeline"}
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
        self.read_with: tuple[tuple[str, float], ...] = ()  # it reads while it draws
        self._name = type(pipeline).__name__
        self._parameters = signature_of(pipeline)
        self._kind = pipeline_kind(type(pipeline))
        self._guidance = guidance_control(pipeline)

    @property
    def defaults(self) -> Defaults:
        width, height = own_size(self.pipeline)
        return Defaults(
            width=width,
            height=height,
            num_inference_steps=default_of(self._parameters, "num_inference_steps", 1),
            guidance_scale=self._own_guidance(),
            size_multiple=size_multiple(self.pipeline),
            fixed_size=not (self._takes("height") and self._takes("width")) and not self._kind.takes_image,
            guided=self._guidance is not None or self._takes("negative_prompt"),
            takes_guidance=self._guidance is not None,
            takes_negative=self._takes("negative_prompt"),
            negative_needs_guidance=not self._takes("true_cfg_scale"),
            starts_from_image=self._kind.takes_image,
            needs_image=self._kind.needs_image,
            takes_strength=self._takes("strength"),
            references=self._references(),
            inpaints=self._kind.takes_mask,
        )

    def _references(self) -> int:
        """How many pictures can be shown: none where they are drawn over, one where the class takes no list."""
        if not self._kind.takes_image or self._takes("strength"):
            return 0
        return MAX_REFERENCES if self._name in _TAKE_LISTS else 1

    def _own_guidance(self) -> float:
        """Without words to leave out, a true guidance steers away from nothing and is off: 1."""
        if self._guidance is None or self._guidance == "true_cfg_scale":
            return 1.0
        return own_guidance(self.pipeline, self._guidance)

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
        """Only what somebody decided is passed: `None` is no value to many a pipeline."""
        wishes: dict[str, Any] = {
            "height": request.height,
            "width": request.width,
            "max_area": request.width * request.height,  # or FluxKontextPipeline draws 1024² in any case
            "num_inference_steps": request.num_inference_steps,
            "generator": torch.Generator().manual_seed(request.seed),
            "output_type": "np",  # a finished picture would not tell what is not a number: it is black
            **self._steering(request, conditioning.negative_prompt),
        }
        if request.image is not None:
            wishes |= {"image": request.image}
            wishes |= {} if request.strength is None else {"strength": request.strength}
        if request.references and self._name in _TAKE_LISTS:
            wishes |= {"image": list(request.references)}
        elif request.references:  # not every such pipeline draws in another size than its picture's
            wishes |= {"image": fit_image(request.references[0], request.width, request.height)}
        if self._kind.takes_mask:
            wishes |= _marked(request)
        known = {name: wish for name, wish in wishes.items() if self._takes(name)}
        try:
            return self.pipeline(prompt=conditioning.prompt, **known)
        except (TypeError, ValueError) as error:
            raise EngineError(f"{self._name} could not draw this: {reason(error)}") from error

    def _steering(self, request: DrawingRequest, negative_prompt: str) -> dict[str, Any]:
        """Guidance and negative prompt under the names of this pipeline, as far as they were given."""
        wishes: dict[str, Any] = {"negative_prompt": negative_prompt} if negative_prompt else {}
        given = request.guidance_scale != self._own_guidance()
        if self._guidance == "true_cfg_scale":
            if given and request.guidance_scale > 1:  # it steers only away from something: a space is nothing
                return {"negative_prompt": negative_prompt or " ", "true_cfg_scale": request.guidance_scale}
        elif self._guidance is not None and given:
            wishes[self._guidance] = request.guidance_scale
        if negative_prompt and default_of(self._parameters, "true_cfg_scale", TRUE_GUIDANCE) <= 1:
            wishes["true_cfg_scale"] = TRUE_GUIDANCE  # or the words would change nothing
        own_steps = default_of(self._parameters, "num_inference_steps", request.num_inference_steps)
        if request.num_inference_steps != own_steps:
            wishes |= {name: None for name in _FOR_OWN_STEPS if self._takes(name)}
        if self._takes("guidance_schedule") and (given or request.num_inference_steps != own_steps):
            wishes |= {"guidance_schedule": None, "guidance_scale": request.guidance_scale}
        return wishes

    def _picture(self, drawing: WholeDrawing) -> Image.Image:
        images = getattr(drawing.output, "images", getattr(drawing.output, "image", None))
        size = (drawing.request.width, drawing.request.height) if self._takes("width") else None
        return finished(self.pipeline, images, size)

    def _takes(self, name: str) -> bool:
        return name in self._parameters

    def _truncated(self, prompt: str) -> tuple[str, ...]:
        return unread_words(self.pipeline, prompt, default_of(self._parameters, "max_sequence_length", None))


def finished(pipeline: Any, images: Any, size: tuple[int, int] | None) -> Image.Image:
    """The first picture of a call's output; in `size`, where that was asked for: some round it up to a grid of their
    own. Raises `EngineError` for what is none.
    """
    image = images[0] if images is not None and len(images) else None
    if isinstance(image, np.ndarray) and image.ndim == 3 and image.shape[-1] == 3:
        pixels = torch.from_numpy(image).permute(2, 0, 1)[None]
    elif isinstance(image, Image.Image):
        black = image.convert("RGB").getbbox() is None  # what is not a number, as a picture
        pixels = torch.full((1,), torch.nan if black else 0.0)
    else:
        raise EngineError(f"{type(pipeline).__name__} does not draw pictures.")
    check_finite(pixels, pipeline.components.values())
    image = image if isinstance(image, Image.Image) else to_image(pixels)
    return image if size in (None, image.size) else ImageOps.fit(image, size, Image.Resampling.LANCZOS)


def unread_words(pipeline: Any, prompt: str, room: int | None) -> tuple[str, ...]:
    """The words that no tokenizer of a pipeline has room for, as far as it says how much there is."""
    tokenizers = [
        each
        for each in pipeline.components.values()
        if isinstance(each, PreTrainedTokenizerBase) and each.is_fast and each.model_max_length < _UNKNOWN
    ]
    if not tokenizers:
        return ()
    roomiest = max(tokenizers, key=lambda each: each.model_max_length)
    return truncated_words(roomiest, prompt, room)


def _marked(request: DrawingRequest) -> dict[str, Any]:
    """What an inpainting pipeline is given: without a picture or a mask of it, all of it is to be drawn."""
    size = request.width, request.height
    given: dict[str, Any] = {"mask_image": request.mask or Image.new("L", size, 255)}
    return given if request.image is not None else given | {"image": Image.new("RGB", size, "grey"), "strength": 1.0}


def _is_held_back(output: Any) -> bool:
    """Whether the pipeline's own safety checker objected: it blackens the picture and says so, under either name."""
    flags = [getattr(output, name, None) for name in ("nsfw_content_detected", "nsfw_detected")]
    return any(any(each) for each in flags if each is not None)
