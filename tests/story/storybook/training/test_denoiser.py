"""Plans begin as what layers share, and the denoiser adds to them."""

from __future__ import annotations

import pytest
import torch

from generation.storybook.autoencoder import StorybookAutoencoder
from generation.storybook.layer_tokens import LENGTH, LayerTokens, layer_ids
from generation.storybook.layout import Layer
from generation.storybook.pipeline import data, velocity
from generation.storybook.scene import Scene
from story.storybook.training import denoiser, layers
from story.storybook.training.denoiser import PLAN_CHANNELS, build_denoiser, fit_plans

SCENES = [Scene(place, time) for place in ("beach", "castle", "kitchen") for time in ("day", "night")]


@pytest.fixture(scope="module")
def latents_and_tokens() -> tuple[torch.Tensor, LayerTokens]:
    """The latents of `SCENES`' backdrops, and layer tokens whose plans were fitted to them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(denoiser, "FIT_ON", 64)
        patch.setattr(layers, "sample_layer", lambda rng: (rng.choice(SCENES), Layer("backdrop")))
        pixels = [layers.draw_layer(scene, Layer("backdrop")) for scene in SCENES]
        pictures = torch.stack([torch.from_numpy(each) for each in pixels]).permute(0, 3, 1, 2).float() / 255
        vae = StorybookAutoencoder(32, widths=(8, 8, 8), image_channels=4)
        vae.fit(pictures)
        tokens = LayerTokens(denoiser.TOKEN_WIDTH, PLAN_CHANNELS)
        fit_plans(tokens, vae, seed=1)
        return vae.encode(pictures), tokens


def test_fitted_plans_tell_most_of_a_backdrop(latents_and_tokens: tuple[torch.Tensor, LayerTokens]) -> None:
    latents, tokens = latents_and_tokens
    told = latents[:, :PLAN_CHANNELS]
    rows = tokens(torch.tensor([layer_ids(scene, Layer("backdrop")) for scene in SCENES]))
    plans = rows[:, LENGTH:].reshape(len(SCENES), 2, *told.shape[1:]).sum(1)
    assert (plans - told).square().mean() < 0.2 * (told.mean(0) - told).square().mean()


def test_an_untrained_denoiser_draws_its_plans_and_the_velocity_leads_there(
    latents_and_tokens: tuple[torch.Tensor, LayerTokens],
) -> None:
    latents, tokens = latents_and_tokens
    embeds = tokens(torch.tensor([layer_ids(scene, Layer("backdrop")) for scene in SCENES]))
    transformer = build_denoiser(32, 32, layers=1, head=16).eval()
    noisy, half = torch.randn_like(latents), torch.full((len(latents),), 500.0)
    with torch.no_grad():
        drawn, v = data(transformer, noisy, half, embeds), velocity(transformer, noisy, half, embeds)
    plans = embeds[:, LENGTH:].reshape(len(SCENES), 2, PLAN_CHANNELS, *latents.shape[2:]).sum(1)
    assert torch.allclose(drawn[:, :PLAN_CHANNELS], plans) and not drawn[:, PLAN_CHANNELS:].any()
    assert torch.allclose(noisy - 0.5 * v, drawn, atol=1e-5)
