"""Cosmos' transformer without torchvision, of which it uses one function: torch has that, too."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from diffusers.utils import is_torchvision_available
from torch import Tensor
from torch.nn import functional as F


def without_torchvision(part_class: type) -> None:
    """Give the module of a class the function that it calls for its padding mask; nothing where it has that, or where
    the class is another.
    """
    if part_class.__name__ == "CosmosTransformer3DModel" and not is_torchvision_available():
        from diffusers.models.transformers import transformer_cosmos

        stand_in = SimpleNamespace(
            functional=SimpleNamespace(resize=_resize), InterpolationMode=SimpleNamespace(NEAREST="nearest")
        )
        vars(transformer_cosmos)["transforms"] = stand_in


def _resize(mask: Tensor, size: list[int], interpolation: Any) -> Tensor:
    """As `torchvision.transforms.functional.resize` does it with tensors (B, C, H, W)."""
    return F.interpolate(mask, size=tuple(size), mode=interpolation)
