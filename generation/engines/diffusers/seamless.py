"""Convolutions that see the picture go on around its edges, so that left meets right and top meets bottom."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from torch import nn


@contextmanager
def seamless(*models: nn.Module, on: bool) -> Iterator[None]:
    """Within it the models pad in circles, if `on`; nothing of it stays behind."""
    padded = [
        module
        for model in (models if on else ())  # it is asked at every step, and a walk over all modules takes its time
        for module in model.modules()
        if isinstance(module, nn.Conv2d) and module.padding_mode == "zeros" and any(module.padding)
    ]
    for module in padded:
        module.padding_mode = "circular"
    try:
        yield
    finally:
        for module in padded:
            module.padding_mode = "zeros"
