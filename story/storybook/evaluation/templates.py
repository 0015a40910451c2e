"""Who is drawn, told without any network: each figure's layer is compared with true renders of every kind.

A second opinion beside the judge's, for whoever lets the judge choose: nothing is learned, and nothing of it chooses.
It looks at the layers of an embedded model before they are laid over each other, so it misses what hides a figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import torch

from generation.storybook.layout import Layer
from generation.storybook.pipeline import StorybookPipeline
from generation.storybook.scene import KINDS, Scene
from story.storybook.drawing.draw import draw_layer

_SMALL = 64  # pixels: enough to tell kinds apart


@torch.no_grad()
def kinds_by_template(pipeline: StorybookPipeline, drawing: Any) -> list[str]:
    """The kind of each figure of a finished `StorybookDrawing` whose render its layer is nearest to, in squares."""
    figures = [(k, layer) for k, layer in enumerate(drawing.layers) if layer.role == "figure"]
    if not figures:
        return []
    latents = drawing.latents[[k for k, _ in figures]].to(pipeline.vae.dtype)
    drawn = pipeline.vae.decode(latents).float().clamp(0, 1).permute(0, 2, 3, 1).cpu().numpy()  # (L, 256, 256, 4)
    return [_nearest(_smaller(pixels), drawing.scene, layer) for pixels, (_, layer) in zip(drawn, figures, strict=True)]


def _nearest(pixels: np.ndarray[Any, Any], scene: Scene, layer: Layer) -> str:
    def apart(kind: str) -> float:
        shown = _with_kind(scene.characters, layer.index, kind)
        render = draw_layer(replace(scene, characters=shown), layer, size=_SMALL) / 255
        return float(((render - pixels) ** 2).mean())

    return min(KINDS, key=apart)


def _with_kind(characters: Sequence[Any], index: int, kind: str) -> tuple[Any, ...]:
    return tuple(replace(who, kind=kind) if k == index else who for k, who in enumerate(characters))


def _smaller(pixels: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """(256, 256, 4) to (64, 64, 4) by means."""
    rows, columns, channels = pixels.shape
    across = (_SMALL, rows // _SMALL, _SMALL, columns // _SMALL, channels)
    return pixels.reshape(across).mean((1, 3))  # type: ignore[no-any-return]  # numpy's own stubs
