"""The denoising loop turned inside out: one step for many drawings, each at its own timestep."""

from __future__ import annotations

import copy
import inspect
from abc import ABC, abstractmethod
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any, ClassVar

import torch
from PIL import Image
from torch import Tensor
from torch.nn import functional as F

from generation.engine import DrawingRequest, EngineError
from generation.engines.diffusers.autoencoder import decode, encode
from generation.engines.diffusers.masks import mask_latents, shown_mask
from generation.engines.diffusers.remembered import Remembered, digest
from generation.engines.diffusers.rows import Row, row_of, stacked
from generation.engines.diffusers.seamless import seamless
from generation.engines.diffusers.types import (
    Defaults,
    Kept,
    LatentDrawing,
    ModelInputs,
    PromptConditioning,
    Shown,
    check_finite,
    to_image,
    to_pixels,
)
from generation.errors import reason
from generation.tools.safety_checker import HELD_BACK, ImageRejected

KNOWN_REFERENCES = 32  # pictures, as encoded: a megabyte or two each


class LatentFamily(ABC):
    """A pipeline whose model predicts noise or velocity; subclasses say how to call it."""

    preview_cells: ClassVar[int] = 24  # latent cells on the long side of a preview: a ninth of a 512 px decode
    pads_prompts: ClassVar[bool] = False  # prompts of different length share a call, which a mask makes exact
    guides_apart: ClassVar[bool] = False  # alone, its negative prompt is a call of its own, as in the pipeline
    forgets_all: ClassVar[bool] = False  # at full strength, what a mask marks begins as noise alone
    sees_mask: bool = False  # its model was trained to fill a part, and is shown which, and what is around it

    def __init__(self, pipeline: Any, device: str) -> None:
        self.pipeline = pipeline
        self.device = torch.device(device)
        self._shown: Remembered[Shown] = Remembered(KNOWN_REFERENCES)
        self.read_with: tuple[tuple[str, float], ...] = ()
        self.among: Callable[[Sequence[Row]], AbstractContextManager[Any]] = nullcontext  # around each call

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
        """Latents (1, C, h, w) to pixels (1, 3, H, W), from -1 to 1, through the pipeline's autoencoder."""
        with seamless(self.pipeline.vae, on=request.tile):
            return decode(self.pipeline.vae, latents)

    def reference(self, image: Image.Image) -> Shown:
        """A picture that the model is shown, encoded: only of families whose defaults take references."""
        raise NotImplementedError  # a family that says so has one of its own; the others are never asked

    def places(self, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
        """Which tokens of a prompt that was encoded are part of one of these words; () where nobody can tell."""
        return ()

    def seen(self, request: DrawingRequest, conditioning: PromptConditioning) -> PromptConditioning:
        """The prompt as read beside the references: for text encoders that see them, too."""
        return conditioning

    def guide(self, drawing: LatentDrawing, towards: Tensor, away: Tensor) -> Tensor:
        """Predictions (1, C, h, w) for the prompt and for the negative one, as one (Ho and Salimans, 2022)."""
        return away + drawing.request.guidance_scale * (towards - away)

    def is_held_back(self, pixels: Tensor) -> bool:
        """Whether the pipeline's own safety checker objects to pixels (1, 3, H, W); few pipelines have one."""
        return False

    def fit(self, pixels: Tensor, request: DrawingRequest) -> Tensor:
        """Pixels (1, 3, H, W), from -1 to 1, in the size that was asked for, where it is not drawn in that."""
        return pixels

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
        masked = self.sees_mask or request.mask is not None
        anew = request.image is None or (masked and self.forgets_all and request.strength == 1)
        start = None
        if request.image is not None and not (anew and self.sees_mask):  # as few random numbers as the pipeline takes
            start = encode(self.pipeline.vae, request.image, generator, self.device)
        noise = torch.randn((1, *self.latent_shape(request)), generator=generator)
        if start is None or anew:
            latents = noise * getattr(scheduler, "init_noise_sigma", 1.0)
        else:
            latents = self.add_noise(scheduler, start, noise, scheduler.timesteps[skipped : skipped + 1])
        start = torch.zeros_like(noise) if start is None else start
        latents, start, noise = (each.to(self.device) for each in (latents, start, noise))
        told = self.seen(request, conditioning)
        drawing = LatentDrawing(request, told, scheduler, generator, latents, start, skipped=skipped)
        if self.sees_mask:
            drawing.beside = shown_mask(self.pipeline.vae, request, generator, self.device)
        elif request.mask is not None:
            drawing.kept = Kept(mask_latents(request.mask, noise), start, noise)
            torch.randn(noise.shape, generator=generator, dtype=self.pipeline.vae.dtype)  # as for the line above
        drawing.control = None if request.control is None else to_pixels(request.control).to(self.device)
        drawing.references = tuple(
            self._shown.get(digest(each), lambda each=each: self.reference(each))  # type: ignore[misc]
            for each in request.references
        )
        return drawing

    @torch.no_grad()
    def advance(self, drawings: Sequence[LatentDrawing]) -> None:
        for drawing, prediction in zip(drawings, self.predictions(drawings), strict=True):
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
            if drawing.kept is not None:
                self._keep(drawing, drawing.kept)

    @torch.no_grad()
    def preview(self, drawing: LatentDrawing) -> Image.Image:
        """The predicted picture, small: latents shrink before they are decoded, which costs next to nothing."""
        height, width = drawing.pred_original_sample.shape[-2:]
        scale = min(1.0, self.preview_cells / max(height, width))
        size = max(1, round(height * scale)), max(1, round(width * scale))
        latents = F.interpolate(drawing.pred_original_sample, size=size, mode="area")
        pixels = _to_unit(self.decode(latents, drawing.request))
        return to_image(torch.full_like(pixels, 0.5) if self.is_held_back(pixels) else pixels)

    @torch.no_grad()
    def finish(self, drawing: LatentDrawing) -> Image.Image:
        """Decoded alone, so that the picture does not depend on what else was finished."""
        pixels = _to_unit(self.fit(self.decode(drawing.latents, drawing.request), drawing.request))
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

    def _keep(self, drawing: LatentDrawing, kept: Kept) -> None:
        """What must not change, as far from being a picture as the rest: the last step leaves it as it was."""
        image = kept.image
        if drawing.step < drawing.num_steps:
            image = self.add_noise(drawing.scheduler, image, kept.noise, drawing.timestep[None])
        drawing.latents = kept.over(drawing.latents, image)
        drawing.pred_original_sample = kept.over(drawing.pred_original_sample, kept.image)

    def predictions(self, drawings: Sequence[LatentDrawing]) -> list[Tensor]:
        """One prediction (1, C, h, w) per drawing, guided away from its negative prompt."""
        guided = [k for k, drawing in enumerate(drawings) if self._is_guided(drawing)]
        asks = [(k, False) for k in range(len(drawings))] + [(k, True) for k in guided]
        apart = self.guides_apart and len(drawings) == 1
        buckets = defaultdict(list)  # prompts of different length stack only where padding leaves no trace
        for k, negative in asks:
            row = row_of(drawings[k], negative)
            shape = row.prompt_embeds.shape[2 if self.pads_prompts else 1 :]
            buckets[shape, apart and negative].append((k, negative, row))
        answers: dict[tuple[int, bool], Tensor] = {}
        for bucket in buckets.values():
            rows = [row for _, _, row in bucket]
            with self.among(rows):
                output = self.predict(self._inputs(rows)).float()
            answers |= {(k, negative): each[None] for (k, negative, _), each in zip(bucket, output, strict=True)}
        for k in guided:
            answers[k, False] = self.guide(drawings[k], answers[k, False], answers[k, True])
        return [answers[k, False] for k in range(len(drawings))]

    def _is_guided(self, drawing: LatentDrawing) -> bool:
        return drawing.request.guidance_scale > 1 and drawing.conditioning.negative_prompt_embeds is not None

    def _inputs(self, rows: Sequence[Row]) -> ModelInputs:
        pooled = [row.pooled_prompt_embeds for row in rows if row.pooled_prompt_embeds is not None]
        followed = [row.drawing.control for row in rows if row.drawing.control is not None]  # all, or none of them
        embeds, mask = stacked(rows)
        return ModelInputs(
            requests=[row.drawing.request for row in rows],
            latents=torch.cat([_model_input(row.drawing) for row in rows]),
            timesteps=torch.stack([row.drawing.timestep for row in rows]).to(self.device),
            prompt_embeds=embeds,
            pooled_prompt_embeds=torch.cat(pooled) if pooled else None,
            prompt_embeds_mask=mask,
            control=torch.cat(followed) if followed else None,
            references=tuple(torch.cat(each) for each in zip(*(row.references for row in rows), strict=True)),
        )


def _to_unit(pixels: Tensor) -> Tensor:
    return (pixels / 2 + 0.5).clamp(0, 1)


@contextmanager
def _scheduling(scheduler: Any, request: DrawingRequest) -> Iterator[None]:
    """What a scheduler refuses, it would refuse again: an `EngineError` with its own reason."""
    try:
        yield
    except (ValueError, IndexError, TypeError) as error:
        name, steps = type(scheduler).__name__, request.num_inference_steps
        raise EngineError(f"The model's {name} cannot draw this in {steps} steps: {reason(error)}") from error


def _model_input(drawing: LatentDrawing) -> Tensor:
    """Latents as the model expects them; schedulers of the Karras family scale them by their noise level."""
    latents = drawing.latents
    if hasattr(drawing.scheduler, "scale_model_input"):
        latents = drawing.scheduler.scale_model_input(latents, drawing.timestep)
    return latents if drawing.beside is None else torch.cat([latents, drawing.beside], dim=1)
