"""The embedded Storybook model: its tokenizer, text encoder, autoencoder, pipeline and weights (`model/`).

What draws imports torch, and only when it is asked for: who wants the words of this world alone need not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generation.storybook.pipeline import StorybookInfo, StorybookPipeline, load

__all__ = ["StorybookInfo", "StorybookPipeline", "load"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("generation.storybook.pipeline"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
