"""The Fréchet distance between two sets of pictures under some features of them, taken as two Gaussians.

With the judge's features it is not the FID of the literature, which is under those of an Inception network: only
figures of this evaluation, with as many pictures, can be compared with each other.
"""

from __future__ import annotations

import torch
from torch import Tensor


def frechet_distance(one: Tensor, other: Tensor) -> float:
    """‖μ₁ − μ₂‖² + tr(Σ₁ + Σ₂ − 2 (Σ₁ Σ₂)^½) of features (N, D) and (M, D), of at least two pictures each."""
    one, other = one.double().cpu(), other.double().cpu()
    first, second = torch.cov(one.T).reshape(one.shape[1], -1), torch.cov(other.T).reshape(one.shape[1], -1)
    values, vectors = torch.linalg.eigh(first)
    root = vectors * values.clamp_min(0).sqrt() @ vectors.T  # the square root of a symmetric positive matrix (D, D)
    overlap = torch.linalg.eigvalsh(root @ second @ root).clamp_min(0).sqrt().sum()
    apart = (one.mean(0) - other.mean(0)).square().sum()
    return float(apart + first.trace() + second.trace() - 2 * overlap)
