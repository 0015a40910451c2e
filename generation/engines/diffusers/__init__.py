"""Diffusers pipelines as engines: opened step by step where the family is known, drawn whole where it is not.

The engine imports torch, and only when it is asked for: who looks at a model folder alone need not wait for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from generation.engines.diffusers.engine import DiffusersEngine, DiffusersOptions

__all__ = ["DiffusersEngine", "DiffusersOptions"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        return getattr(import_module("generation.engines.diffusers.engine"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
