"""The same number as scikit-image's."""

from __future__ import annotations

import pytest
import torch

from story.clevr.ssim import ssim_map

SCIKIT_IMAGE = (
    0.4659028118371317  # 0.25.2: gaussian_weights, sigma=1.5, use_sample_covariance=False, data_range=1, channel_axis=2
)


def test_it_is_what_scikit_image_says() -> None:
    y, x = torch.meshgrid(torch.arange(32.0).double(), torch.arange(32.0).double(), indexing="ij")
    one = torch.stack([(x / 5).sin() * 0.4 + 0.5, (y / 7).cos() * 0.3 + 0.5, ((x + 2 * y) % 9) / 9])
    two = torch.stack([(x / 5 + 0.4).sin() * 0.4 + 0.5, (y / 6).cos() * 0.3 + 0.5, ((x + 2 * y) % 8) / 8])
    assert float(ssim_map(one[None], two[None]).mean()) == pytest.approx(SCIKIT_IMAGE, abs=1e-6)


def test_a_picture_is_wholly_similar_to_itself() -> None:
    picture = torch.rand(2, 3, 16, 20, generator=torch.Generator().manual_seed(0))
    assert ssim_map(picture, picture).shape == (2, 6, 10)
    assert float(ssim_map(picture, picture).min()) == pytest.approx(1, abs=1e-5)
