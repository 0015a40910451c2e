"""The denoising loop turned inside out: one step for many drawings, each at its own timestep."""

from __future__ import annotations

import copy
import inspect
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from generation.engine import DrawingRequest, EngineError
from generation.engines.diffusers.autoencoder import decode, encode
from generation.engines.diffusers.seamless import seamless
from generation.engines.diffusers.types import (
    Defaults,
    LatentDrawing,
    ModelInputs,
    PromptConditioning,
    check_finite,
    to_image,
)
from generation.errors import reason
from generation.tools.safety_checker import HELD_BACK, ImageRejected

PREVIEW_CELLS = 24  # latent cells on the long side of a preview: a ninth of a 512 px decode


class LatentFamily(ABC):
    """A pipeline whose model predicts noise or velocity; subclasses say how to call it."""

    def __init__(self, pipeline: Any, device: str) -> None:
        self.pipeline = pipeline
        self.device = torch.device(device)

    @property
    @abstractmethod
    def defaults(self) -> Defaults: ...

    @abstractmethod
    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning: ...

    @abstractmethod
    def latent_shape(self, request: DrawingRequest) -> tuple[int, int, int]: ...

    @abstractmethod
    def set_timesteps(self, scheduler: Any, request: DrawingRequest) -> None: ...

    @abstractmethod
    def skipped_steps(self, steps: int, strength: float) -> int:
        """How many steps a start picture saves; pipelines differ in where they round."""

    @abstractmethod
    def add_noise(self, scheduler: Any, latents: Tensor, noise: Tensor, timestep: Tensor) -> Tensor:
        """Latents (1, C, h, w) with as much noise as the scheduler expects at `timestep` (1,)."""

    @abstractmethod
    def predict(self, rows: ModelInputs) -> Tensor:
        """The model's output for every row (B, C, h, w)."""

    @abstractmethod
    def pred_original_sample(self, drawing: LatentDrawing, prediction: Tensor) -> Tensor:
        """The noise-free latents (1, C, h, w) that `prediction` implies, for schedulers that do not tell."""

    def decode(self, latents: Tensor, request: DrawingRequest) -> Tensor:
        """Latents (1, C, h, w) to pixels (1, 3, H, W) in [0, 1], through the pipeline's KL autoencoder."""
        with seamless(self.pipeline.vae, on=request.tile):
            return decode(self.pipeline.vae, latents)

    def is_held_back(self, pixels: Tensor) -> bool:
        """Whether the pipeline's own safety checker objects to pixels (1, 3, H, W); few pipelines have one."""
        return False

    @torch.no_grad()
    def begin(self, request: DrawingRequest, conditioning: PromptConditioning) -> LatentDrawing:
        """Noise of the request's seed, made on the CPU so that it is the same on every device; or a picture in it."""
        scheduler = copy.deepcopy(self.pipeline.scheduler)
        if hasattr(scheduler, "noise_sampler_seed"):  # noise of its own, which would be another each time
            scheduler.noise_sampler_seed = request.seed
        with _scheduling(scheduler, request):
            self.set_timesteps(scheduler, request)
        skipped = self._skipped_timesteps(scheduler, request)
        if hasattr(scheduler, "set_begin_index"):
            scheduler.set_begin_index(skipped)  # or it would search its table for the timestep at the first step
        generator = torch.Generator().manual_seed(request.seed)
        start = None if request.image is None else encode(self.pipeline.vae, request.image, generator, self.device)
        noise = torch.randn((1, *self.latent_shape(request)), generator=generator)
        if start is None:
            start, latents = torch.zeros_like(noise), noise * getattr(scheduler, "init_noise_sigma", 1.0)
        else:
            latents = self.add_noise(scheduler, start, noise, scheduler.timesteps[skipped : skipped + 1])
        latents, start = latents.to(self.device), start.to(self.device)
        return LatentDrawing(request, conditioning, scheduler, generator, latents, start, skipped=skipped)

    @torch.no_grad()
    def advance(self, drawings: Sequence[LatentDrawing]) -> None:
        for drawing, prediction in zip(drawings, self._predictions(drawings), strict=True):
            # As the plain pipelines call it: TCD's own eta is another.
            given = {"generator": drawing.generator, "eta": 0.0}
            takes = inspect.signature(drawing.scheduler.step).parameters
            given = {name: value for name, value in given.items() if name in takes}
            with _scheduling(drawing.scheduler, drawing.request):
                output = drawing.scheduler.step(prediction, drawing.timestep, drawing.latents, **given)
            original = getattr(output, "pred_original_sample", None)
            drawing.pred_original_sample = (
                self.pred_original_sample(drawing, prediction) if original is None else original
            )
            drawing.latents = output.prev_sample
            drawing.step += 1

    @torch.no_grad()
    def preview(self, drawing: LatentDrawing) -> Image.Image:
        """The predicted picture, small: latents shrink before they are decoded, which costs next to nothing."""
        height, width = drawing.pred_original_sample.shape[-2:]
        scale = min(1.0, PREVIEW_CELLS / max(height, width))
        size = max(1, round(height * scale)), max(1, round(width * scale))
        pixels = self.decode(F.interpolate(drawing.pred_original_sample, size=size, mode="area"), drawing.request)
        return to_image(torch.full_like(pixels, 0.5) if self.is_held_back(pixels) else pixels)

    @torch.no_grad()
    def finish(self, drawing: LatentDrawing) -> Image.Image:
        """Decoded alone, so that the picture does not depend on what else was finished."""
        pixels = self.decode(drawing.latents, drawing.request)
        check_finite(pixels, self.pipeline.components.values())
        if self.is_held_back(pixels):
            raise ImageRejected(HELD_BACK)
        return to_image(pixels)

    def _skipped_timesteps(self, scheduler: Any, request: DrawingRequest) -> int:
        """Timesteps left out: the last `strength` of the steps are drawn over a start picture."""
        if request.image is None or request.strength is None:
            return 0
        steps = request.num_inference_steps
        skipped = self.skipped_steps(steps, request.strength)
        if skipped >= steps:
            raise EngineError(f"Of {steps} steps a strength of {request.strength:g} leaves none: raise either of them.")
        return skipped * getattr(scheduler, "order", 1)

    def _predictions(self, drawings: Sequence[LatentDrawing]) -> list[Tensor]:
        """One prediction (1, C, h, w) per drawing, guided away from its negative prompt (Ho and Salimans, 2022)."""
        guided = [k for k, drawing in enumerate(drawings) if self._is_guided(drawing)]
        asks = [(k, False) for k in range(len(drawings))] + [(k, True) for k in guided]
        buckets = defaultdict(list)  # prompts of different length do not stack
        for k, negative in asks:
            embeds, pooled = _embeds(drawings[k].conditioning, negative)
            buckets[embeds.shape].append((k, negative, embeds, pooled))
        answers: dict[tuple[int, bool], Tensor] = {}
        for bucket in buckets.values():
            output = self.predict(
                self._rows([(drawings[k], embeds, pooled) for k, _, embeds, pooled in bucket])
            ).float()
            answers |= {(k, negative): row[None] for (k, negative, _, _), row in zip(bucket, output, strict=True)}
        for k in guided:
            away = answers[k, True]
            answers[k, False] = away + drawings[k].request.guidance_scale * (answers[k, False] - away)
        return [answers[k, False] for k in range(len(drawings))]

    def _is_guided(self, drawing: LatentDrawing) -> bool:
        return drawing.request.guidance_scale > 1 and drawing.conditioning.negative_prompt_embeds is not None

    def _rows(self, bucket: Sequence[tuple[LatentDrawing, Tensor, Tensor | None]]) -> ModelInputs:
        pooled = [each for _, _, each in bucket if each is not None]
        return ModelInputs(
            requests=[drawing.request for drawing, _, _ in bucket],
            latents=torch.cat([_model_input(drawing) for drawing, _, _ in bucket]),
            timesteps=torch.stack([drawing.timestep for drawing, _, _ in bucket]).to(self.device),
            prompt_embeds=torch.cat([embeds for _, embeds, _ in bucket]),
            pooled_prompt_embeds=torch.cat(pooled) if pooled else None,
        )


@contextmanager
def _scheduling(scheduler: Any, request: DrawingRequest) -> Iterator[None]:
    """What a scheduler refuses, it would refuse again: an `EngineError` with its own reason."""
    try:
        yield
    except (ValueError, IndexError, TypeError) as error:
        name, steps = type(scheduler).__name__, request.num_inference_steps
        raise EngineError(f"The model's {name} cannot draw this in {steps} steps: {reason(error)}") from error


def _embeds(conditioning: PromptConditioning, negative: bool) -> tuple[Tensor, Tensor | None]:
    if negative and conditioning.negative_prompt_embeds is not None:
        return conditioning.negative_prompt_embeds, conditioning.negative_pooled_prompt_embeds
    return conditioning.prompt_embeds, conditioning.pooled_prompt_embeds


def _model_input(drawing: LatentDrawing) -> Tensor:
    """Latents as the model expects them; schedulers of the Karras family scale them by their noise level."""
    if not hasattr(drawing.scheduler, "scale_model_input"):
        return drawing.latents
    return drawing.scheduler.scale_model_input(drawing.latents, drawing.timestep)  # type: ignore[no-any-return]
