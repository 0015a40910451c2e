"""References small enough for tiny models: pipelines bring them to a megapixel or less, which takes minutes here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

import numpy as np
from diffusers.pipelines.flux import pipeline_flux_kontext
from diffusers.pipelines.qwenimage import pipeline_qwenimage_edit, pipeline_qwenimage_edit_plus
from PIL import Image

SMALLER = 16  # times, on a side


def striped(size: tuple[int, int], colour: tuple[int, int, int]) -> Image.Image:
    """A picture with something in it: stripes that grow brighter to the right."""
    width, height = size
    ramp = np.linspace(0.2, 1, width)[None, :, None] * (1 - 0.5 * (np.arange(height)[:, None, None] // 4 % 2))
    return Image.fromarray((ramp * colour).astype(np.uint8))


@contextmanager
def small_references() -> Iterator[None]:
    """Within it, what would be brought to 1024² pixels is brought to 64²: by the pipelines and so by us."""
    shapes = pipeline_flux_kontext.PREFERRED_KONTEXT_RESOLUTIONS
    smaller = [tuple(round(side / SMALLER / 4) * 4 for side in shape) for shape in shapes]
    with ExitStack() as stack:
        stack.enter_context(patch.object(pipeline_flux_kontext, "PREFERRED_KONTEXT_RESOLUTIONS", smaller))
        for module in (pipeline_qwenimage_edit, pipeline_qwenimage_edit_plus):
            stack.enter_context(patch.object(module, "calculate_dimensions", _smaller(module.calculate_dimensions)))
        yield


def _smaller(calculate: Any) -> Any:
    return lambda area, ratio: calculate(area / SMALLER**2, ratio)
