"""What Cosmos' transformer does with its padding mask works without torchvision."""

from __future__ import annotations

import torch
from diffusers import CosmosTransformer3DModel, ZImageTransformer2DModel
from diffusers.models.transformers import transformer_cosmos
from diffusers.utils import is_torchvision_available

from generation.engines.diffusers.padding_mask import without_torchvision


def test_a_mask_is_resized_without_mixing() -> None:
    without_torchvision(ZImageTransformer2DModel)  # has nothing to do with it
    without_torchvision(CosmosTransformer3DModel)
    mask = torch.tensor([[[[0.0, 1.0], [1.0, 0.0]]]])
    transforms = vars(transformer_cosmos)["transforms"]
    resized = transforms.functional.resize(mask, [4, 4], interpolation=transforms.InterpolationMode.NEAREST)
    assert torch.equal(resized, mask.repeat_interleave(2, 2).repeat_interleave(2, 3))
    assert is_torchvision_available() or transforms.__class__.__name__ == "SimpleNamespace"
