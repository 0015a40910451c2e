"""The upscaler port: a picture, larger, and the name of what made it so.

Without a model it is Lanczos, and says so: it adds pixels and nothing that was not there. With one (a diffusers folder
in safetensors) a large picture is enlarged tile by tile. This module imports no torch until a model is loaded.
"""

from __future__ import annotations

from typing import Protocol

from PIL import Image

from generation.engine import EngineError

FACTORS = (2, 4)
MAX_SIDE, MAX_PIXELS = 8192, 4096 * 4096  # of the result: 48 MB in memory, and what a browser still shows


class Upscaler(Protocol):
    """Makes pictures larger. One thread owns an upscaler."""

    def upscale(self, image: Image.Image, factor: int, prompt: str = "") -> tuple[Image.Image, str]:
        """The picture as RGB, each side `factor` times as long, and what enlarged it, as a person would name it.

        `prompt` is what it was drawn from, if that is known. The same picture gives the same picture.
        """
        ...

    def close(self) -> None: ...


class Lanczos:
    """A windowed sinc filter (Duchon, 1979); needs no model."""

    name = "Lanczos"

    def upscale(self, image: Image.Image, factor: int, prompt: str = "") -> tuple[Image.Image, str]:
        check_size(*image.size, factor)
        size = image.width * factor, image.height * factor
        return image.convert("RGB").resize(size, Image.Resampling.LANCZOS), self.name

    def close(self) -> None:
        return None


def check_size(width: int, height: int, factor: int) -> None:
    """Raises `EngineError` for a factor that there is not, and for a picture that would be too large."""
    if factor not in FACTORS:
        raise EngineError(f"Pictures are enlarged {FACTORS[0]} or {FACTORS[1]} times, not {factor}.")
    wide, tall = width * factor, height * factor
    if wide * tall > MAX_PIXELS or max(wide, tall) > MAX_SIDE:
        raise EngineError(f"Enlarged, the picture would have {wide}×{tall} pixels, which is too large to be shown.")
