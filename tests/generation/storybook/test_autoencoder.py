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


def test_a_refiner_that_has_learned_nothing_enlarges_what_is_decoded() -> None:
    vae, images = fitted(8)
    latents = vae.encode(images)
    large = vae.with_refiner(6).decode(latents)
    assert large.shape == (24, 3, 128, 128)
    assert torch.allclose(large, torch.nn.functional.interpolate(vae.decode(latents), scale_factor=2, mode="bilinear"))


def test_a_refiner_changes_no_weight_of_the_others_and_can_be_taken_away_again() -> None:
    vae, _ = fitted(8)
    refined = vae.with_refiner(6)
    for name, value in vae.state_dict().items():
        assert torch.equal(refined.state_dict()[name], value)
    assert refined.with_refiner(0).state_dict().keys() == vae.state_dict().keys()


def test_a_refiner_knows_where_in_its_patch_a_pixel_lies() -> None:
    """Nothing else tells it on a picture of one colour, so it can paint over where patches meet."""
    refiner = StorybookAutoencoder(8, widths=(8, 8, 8), refiner_width=6).refiner
    assert refiner is not None
    torch.nn.init.normal_(refiner.head.weight)
    flat, features = torch.full((1, 3, 64, 64), 0.5), torch.zeros(1, 8, 16, 16)
    with torch.no_grad():
        same = refiner(flat, features)[..., 32:96, 32:96]  # what lies at an edge is another matter
        refiner.place[..., 0, 0] = 1.0
        seen = refiner(flat, features)[..., 32:96, 32:96]
    assert torch.allclose(same[..., :32, :32], same[..., 8:40, 8:40], atol=1e-5)
    assert torch.allclose(seen[..., :32, :32], seen[..., 32:, 32:], atol=1e-5)
    assert not torch.allclose(seen[..., :32, :32], seen[..., 8:40, 8:40], atol=1e-5)
