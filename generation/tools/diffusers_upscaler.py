"""Pictures enlarged by a diffusion model: the latent upscaler (×2) or the ×4 upscaler of Stable Diffusion."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from pathlib import Path
from typing import Any

import torch
from PIL import Image

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.engine import translate_oom
from generation.engines.diffusers.load import load_pipeline
from generation.engines.diffusers.model_folder import checked_class_name
from generation.tools.tiles import by_tiles
from generation.tools.upscaler import check_size

_GRID = 64  # pixels: what every level of these models can halve
_SEED = 0  # the same picture gives the same picture


@dataclass(frozen=True, slots=True)
class _Kind:
    """How a class of pipelines is called."""

    factor: int
    tile: int  # pixels of the largest square it is given
    call: dict[str, Any]


_KINDS = {
    # Guidance off and 20 steps, as its authors advise.
    "StableDiffusionLatentUpscalePipeline": _Kind(2, 512, {"num_inference_steps": 20, "guidance_scale": 0.0}),
    "StableDiffusionUpscalePipeline": _Kind(4, 256, {"num_inference_steps": 30, "guidance_scale": 4.0}),
}


class DiffusersUpscaler:
    """A folder with one of these pipelines, safetensors only."""

    def __init__(self, model: str, placement: Placement, num_inference_steps: int | None = None) -> None:
        folder = Path(model).expanduser()
        if not folder.is_dir():
            raise EngineError(f"There is no model folder {model!r}: check engine.upscaler in the settings.")
        class_name = checked_class_name(folder, draws=False)
        if class_name not in _KINDS:
            raise EngineError(f"The model folder {folder.name!r} holds no upscaler: it must be {' or '.join(_KINDS)}.")
        self._kind, self._name = _KINDS[class_name], folder.name
        steps = {} if num_inference_steps is None else {"num_inference_steps": num_inference_steps}
        self._call = {**self._kind.call, **steps}
        self._pipeline = load_pipeline(folder, class_name, placement)

    def upscale(self, image: Image.Image, factor: int, prompt: str = "") -> tuple[Image.Image, str]:
        check_size(*image.size, factor)
        size = image.width * factor, image.height * factor
        larger = image.convert("RGB")
        with translate_oom():
            while larger.width < size[0]:
                tile = min(self._kind.tile, ceil(max(larger.size) / _GRID) * _GRID)
                larger = by_tiles(larger, tile, self._kind.factor, lambda square: self._square(square, prompt))
        # A model that quadruples has drawn more than twice the size needs.
        return (larger if larger.size == size else larger.resize(size, Image.Resampling.LANCZOS)), self._name

    def close(self) -> None:
        del self._pipeline
        torch.cuda.empty_cache()

    def _square(self, square: Image.Image, prompt: str) -> Image.Image:
        generator = torch.Generator().manual_seed(_SEED)
        output = self._pipeline(prompt=prompt, image=square, generator=generator, **self._call)
        return output.images[0]  # type: ignore[no-any-return]  # diffusers is untyped
