"""The autoencoder's linear half is principal components, exact in what it keeps."""

from __future__ import annotations

import torch

from generation.storybook.autoencoder import PATCH, StorybookAutoencoder


def fitted(channels: int) -> tuple[StorybookAutoencoder, torch.Tensor]:
    """An autoencoder fitted on smooth random pictures, and those pictures."""
    torch.manual_seed(0)
    images = torch.nn.functional.interpolate(torch.rand(24, 3, 4, 4), scale_factor=16, mode="bilinear")
    vae = StorybookAutoencoder(channels, widths=(8, 8, 8))
    vae.fit(images)
    return vae, images


def test_latents_are_one_cell_a_patch_and_of_unit_variance_in_all() -> None:
    vae, images = fitted(8)
    latents = vae.encode(images)
    assert latents.shape == (24, 8, 64 // PATCH, 64 // PATCH)
    assert abs(float(latents.square().mean()) - 1) < 0.2


def test_before_training_decoding_is_the_inverse_of_encoding_in_what_is_kept() -> None:
    vae, images = fitted(8)
    latents = vae.encode(images)
    decoded = vae.decode(latents)
    assert torch.allclose(vae.encode(decoded), latents, atol=1e-3)
    assert torch.allclose(decoded, vae.decode_linear(latents))


def test_more_channels_lose_less() -> None:
    errors = []
    for channels in (2, 8, 32):
        vae, images = fitted(channels)
        errors.append(float((vae.decode_linear(vae.encode(images)) - images).square().mean()))
    assert errors == sorted(errors, reverse=True)


def test_the_fine_picture_is_the_coarse_one_enlarged_until_it_has_learned_more() -> None:
    vae = StorybookAutoencoder(8, widths=(8, 8, 8), fine=True)
    latents = torch.randn(2, 8, 4, 4)
    coarse, fine = vae.decode_fine(latents)
    assert torch.equal(coarse, vae.decode(latents)) and fine.shape == (2, 3, 128, 128)
    assert torch.allclose(torch.nn.functional.interpolate(coarse, scale_factor=2, mode="bilinear"), fine)
    torch.nn.init.normal_(vae.fine_head.weight)
    assert not torch.allclose(vae.decode_fine(latents)[1], fine)
