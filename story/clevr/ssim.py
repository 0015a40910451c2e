"""Structural similarity (Wang et al., 2004) as scikit-image computes it with Gaussian weights: σ = 1.5, 11 × 11 taps, a
range of 1, every colour for itself. Windows that would reach over the border are left out, there as here.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor

SIGMA, REACH = 1.5, 5  # reach: int(3.5 σ + 0.5), scikit-image's
C1, C2 = 0.01**2, 0.03**2


def ssim_map(one: Tensor, two: Tensor) -> Tensor:
    """Pictures (N, 3, H, W) in [0, 1] to the similarity around each pixel, (N, H - 10, W - 10)."""
    steps = torch.arange(-REACH, REACH + 1, dtype=one.dtype)
    taps = torch.exp(-0.5 * (steps / SIGMA) ** 2)
    taps = taps / taps.sum()

    def blurred(pictures: Tensor) -> Tensor:
        flat = pictures.flatten(0, 1)[:, None]
        return F.conv2d(F.conv2d(flat, taps.view(1, 1, -1, 1)), taps.view(1, 1, 1, -1)).view(*pictures.shape[:2], *size)

    size = one.shape[2] - 2 * REACH, one.shape[3] - 2 * REACH
    a, b = blurred(one), blurred(two)
    aa, bb, ab = blurred(one * one) - a * a, blurred(two * two) - b * b, blurred(one * two) - a * b
    similar = (2 * a * b + C1) * (2 * ab + C2) / ((a * a + b * b + C1) * (aa + bb + C2))
    return similar.mean(1)
