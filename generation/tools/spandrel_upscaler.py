"""Pictures enlarged by a network of the ESRGAN kind in one safetensors file: spandrel tells its architecture.

Tile by tile, one call each. spandrel asks for torchvision, which breaks transformers where it was built for another
torch, and uses it for two architectures that enlarge nothing and are refused. It works without.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from math import ceil
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import torch
from PIL import Image

from generation.devices import Placement
from generation.engine import EngineError
from generation.engines.diffusers.engine import translate_oom
from generation.engines.diffusers.tensors import tensors
from generation.errors import reason
from generation.tools.tiles import by_tiles
from generation.tools.upscaler import check_size

SUFFIX = ".safetensors"
INSTALL = "pip install --no-deps spandrel einops"
_TILE, _GRID = 256, 16  # pixels: the largest square it is given, and what its side is a multiple of
_FACTORS = range(2, 17)
_TORCHVISION = ("torchvision", "torchvision.transforms", "torchvision.transforms.functional")


class SpandrelUpscaler:
    """One thread owns it."""

    def __init__(self, file: Path, placement: Placement) -> None:
        self._name, self._device = file.stem, placement.device
        self._network = _load(file)
        wide = self._network.supports_bfloat16 if placement.dtype == "bfloat16" else self._network.supports_half
        self._dtype = getattr(torch, placement.dtype) if wide else torch.float32
        self._network.to(self._device, self._dtype).eval()

    def upscale(self, image: Image.Image, factor: int, prompt: str = "") -> tuple[Image.Image, str]:
        check_size(*image.size, factor)
        size = image.width * factor, image.height * factor
        larger = image.convert("RGB")
        with translate_oom(), torch.inference_mode():
            while larger.width < size[0]:
                tile = min(_TILE, ceil(max(larger.size) / _GRID) * _GRID)
                larger = by_tiles(larger, tile, self._network.scale, self._square)
        # A network that quadruples has drawn more than twice the size needs.
        return (larger if larger.size == size else larger.resize(size, Image.Resampling.LANCZOS)), self._name

    def close(self) -> None:
        del self._network
        torch.cuda.empty_cache()

    def _square(self, square: Image.Image) -> Image.Image:
        pixels = torch.from_numpy(np.array(square)).permute(2, 0, 1)[None] / 255
        output = self._network(pixels.to(self._device, self._dtype))[0].float()
        if not output.isfinite().all():
            raise EngineError(f"{self._name} overflowed and left no picture: whoever runs Vignette can set float32.")
        return Image.fromarray((output.clamp(0, 1) * 255).round().byte().permute(1, 2, 0).cpu().numpy())


def load_spandrel() -> Any:
    """The package, with torchvision or without; raises `EngineError` where it is not installed."""
    try:
        with _without_torchvision():
            import spandrel
    except ImportError as error:
        raise EngineError(f"An upscaler in one file needs packages that are not installed: {INSTALL}.") from error
    return spandrel


def _load(file: Path) -> Any:
    """spandrel's network in a file of safetensors; raises `EngineError` for what is none that enlarges."""
    if file.suffix != SUFFIX:
        raise EngineError(f"{file.name} may hold code, as all but safetensors can: take the upscaler in safetensors.")
    try:
        tensors(file)
    except ValueError as error:
        raise EngineError(f"{file.name} {error}.") from error
    spandrel = load_spandrel()
    try:
        network = spandrel.ModelLoader().load_from_file(file)
    except spandrel.UnsupportedModelError as error:
        raise EngineError(f"{file.name} is of no architecture that spandrel {spandrel.__version__} knows.") from error
    except (ValueError, TypeError, KeyError, RuntimeError, AssertionError) as error:
        raise EngineError(f"{file.name} could not be loaded: {reason(error)}") from error
    colours = (network.input_channels, network.output_channels)
    if not isinstance(network, spandrel.ImageModelDescriptor) or network.scale not in _FACTORS or colours != (3, 3):
        raise EngineError(f"{file.name} holds {network.architecture.name}, which does not enlarge pictures in colour.")
    return network


@contextmanager
def _without_torchvision() -> Iterator[None]:
    """Where it is not installed, what two of spandrel's modules import of it is nothing, while they are imported."""
    if find_spec("torchvision") is not None:
        yield
        return
    stand_ins = {name: ModuleType(name) for name in _TORCHVISION}
    for name in ("InterpolationMode", "rotate", "normalize"):
        setattr(stand_ins[_TORCHVISION[-1]], name, None)
    sys.modules.update(stand_ins)
    try:
        yield
    finally:
        for name in stand_ins:
            del sys.modules[name]
