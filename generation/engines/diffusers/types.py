"""What the families of the diffusers engine share: conditioning, drawings in latent space, and the seam itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from PIL import Image
from torch import Tensor

from generation.engine import ClosedWorld, DrawingRequest, EngineError
from generation.engines.diffusers.sharing.shares import Share


@dataclass(frozen=True)
class PromptConditioning:
    """A prompt as tensors. Exchange `prompt_embeds` by `dataclasses.replace` to steer by more than the prompt."""

    prompt: str
    prompt_embeds: Tensor  # (1, L, D)
    negative_prompt_embeds: Tensor | None = None  # (1, L', D); None: the model is not steered away from anything
    pooled_prompt_embeds: Tensor | None = None  # (1, P)
    negative_pooled_prompt_embeds: Tensor | None = None  # (1, P)
    ignored_words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()
    prompt_embeds_mask: Tensor | None = None  # (1, L), 1 where a token counts; None: all of them do
    negative_prompt_embeds_mask: Tensor | None = None  # (1, L')
    negative_prompt: str = ""  # of families that read no words before they have seen the references


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture that the model is shown, encoded: latents (1, C, h, w), or the features (1, 1, D) of an IP-Adapter."""

    towards: Tensor
    away: Tensor  # what stands in its place where the model is asked for the negative prompt; of latents the same


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture of which a part stays, as latents: it is laid over what was drawn after every step."""

    mask: Tensor  # (1, 1, h, w), 1 where the picture may change
    image: Tensor  # (1, C, h, w)
    noise: Tensor  # (1, C, h, w), of the drawing's beginning

    def over(self, drawn: Tensor, image: Tensor) -> Tensor:
        """What was drawn (1, C, h, w), where it may be; elsewhere the picture, with as much noise as that has."""
        return (1 - self.mask) * image + self.mask * drawn


@dataclass(eq=False)
class LatentDrawing:
    """Latents on their way from noise to picture, with a scheduler and a generator of their own."""

    request: DrawingRequest
    conditioning: PromptConditioning
    scheduler: Any  # a diffusers scheduler; stateful, so never shared
    generator: torch.Generator
    latents: Tensor  # (1, C, h, w), float32 whatever the model computes in
    pred_original_sample: Tensor  # (1, C, h, w), what the latents would be without their noise, as last predicted
    step: int = 0
    skipped: int = 0  # timesteps left out at the start, where the latents are those of a picture already
    references: tuple[Shown, ...] = ()
    kept: Kept | None = None
    control: Tensor | None = None  # (1, 3, H, W), from 0 to 1: what it follows
    beside: Tensor | None = None  # (1, C', h, w), what an inpainting model sees beside its latents
    shared: Share | None = None  # whom of its story it looks at, and what it keeps for them; None: nothing

    @property
    def num_steps(self) -> int:
        return len(self.scheduler.timesteps) - self.skipped

    @property
    def shape_key(self) -> object:
        shown = tuple(tuple(each.towards.shape) for each in self.references)
        return (*self.latents.shape, self.request.tile, shown, self.request.loras, self.control is None)

    @property
    def timestep(self) -> Tensor:
        return self.scheduler.timesteps[self.skipped + self.step]  # type: ignore[no-any-return]  # diffusers is untyped


@dataclass(frozen=True)
class ModelInputs:
    """One batched call of a model; every row has its own timestep."""

    requests: Sequence[DrawingRequest]
    latents: Tensor  # (B, C, h, w)
    timesteps: Tensor  # (B,)
    prompt_embeds: Tensor  # (B, L, D)
    pooled_prompt_embeds: Tensor | None = None  # (B, P)
    prompt_embeds_mask: Tensor | None = None  # (B, L), 1 where a token counts; None: all of them do
    control: Tensor | None = None  # (B, 3, H, W), from 0 to 1: what each follows; None: nothing
    references: tuple[Tensor, ...] = ()  # each (B, C, h', w'), or as `Shown` has them


@dataclass(frozen=True)
class Defaults:
    """What a model draws when nothing is asked for, and the sizes it can draw."""

    width: int
    height: int
    num_inference_steps: int
    guidance_scale: float
    size_multiple: int
    fixed_size: bool = False
    scales: tuple[float, ...] = (1,)  # of a fixed size: how many times as wide and tall the settings may ask for
    guided: bool = True
    takes_guidance: bool = True
    takes_negative: bool = True
    negative_needs_guidance: bool = True
    starts_from_image: bool = False
    needs_image: bool = False
    takes_strength: bool = True
    references: int = 0
    control: str = ""
    inpaints: bool = False  # what it takes a strength for, it can lay a mask over
    tiles: bool = False
    reads_weights: bool = False  # `(fox:1.3)`, prompts of any length and textual inversions: encoders of CLIP alone
    styles: tuple[str, ...] = ()  # those it renders itself; (): a style is words of the prompt
    name: str = ""  # "" for a model that is named by where it came from
    context: str | None = None
    world: ClosedWorld | None = None


class Family(Protocol):
    """One kind of pipeline, opened as far as it can be. Drawings of one call agree in shape."""

    pipeline: Any
    read_with: tuple[tuple[str, float], ...]  # LoRAs that change how prompts are read from now on

    @property
    def defaults(self) -> Defaults: ...

    def encode(self, prompt: str, negative_prompt: str) -> Any: ...

    def begin(self, request: DrawingRequest, conditioning: Any) -> Any: ...

    def advance(self, drawings: Sequence[Any]) -> None: ...

    def preview(self, drawing: Any) -> Image.Image: ...

    def finish(self, drawing: Any) -> Image.Image: ...


def check_finite(pixels: Tensor, models: Iterable[object]) -> None:
    """Raises `EngineError` where what `models` have made is no picture."""
    if pixels.isfinite().all():
        return
    half = any(getattr(each, "dtype", None) in (torch.float16, torch.bfloat16) for each in models)
    advice = (
        "whoever runs Vignette can set engine.dtype to float32"
        if half
        else "try another seed or less guidance, and if it stays, tell whoever runs Vignette that the model is damaged"
    )
    raise EngineError(f"The model's numbers overflowed and left no picture: {advice}.")


def to_pixels(image: Image.Image) -> Tensor:
    """A picture as RGB (1, 3, H, W) in [0, 1]."""
    array = np.asarray(image.convert("RGB"), dtype=np.float32) / 255
    return torch.from_numpy(array).permute(2, 0, 1)[None]


def to_image(pixels: Tensor) -> Image.Image:
    """Pixels (1, 3, H, W) in [0, 1] to a picture."""
    array = (pixels[0].permute(1, 2, 0).float().cpu().numpy() * 255).round().astype("uint8")
    return Image.fromarray(array)
