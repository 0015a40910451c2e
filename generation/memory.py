"""How a model's weights may be made to fit: the choices of `engine.memory`, for settings and engines alike."""

from __future__ import annotations

from typing import Literal

Memory = Literal[
    "auto",
    "none",
    "tiling",
    "layerwise-casting",
    "int8",
    "float8",
    "nf4",
    "model-offload",
    "group-offload",
    "sequential",
]
