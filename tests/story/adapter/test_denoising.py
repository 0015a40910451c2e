"""What a frozen denoiser gets wrong, for the families it is asked of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch
from PIL import Image

from generation.engine import EngineError
from story.adapter.denoising import FrozenPipeline
from story.conditioning import with_tokens

#: A UNet that predicts noise, one with a second text encoder, and transformers that predict velocity: of equal prompts
#: and of masked ones.
FAMILIES = (
    "stable-diffusion", "stable-diffusion-xl", "stable-diffusion-3", "flux", "qwen-image", "z-image", "pixart-sigma",
)  # fmt: skip


def opened(tiny_engine: Callable[[str], Any], name: str) -> FrozenPipeline:
    return FrozenPipeline(tiny_engine(name))


@pytest.mark.parametrize("name", FAMILIES)
def test_its_error_leads_to_the_tokens_of_every_prompt_and_to_no_weight(
    tiny_engine: Callable[[str], Any], name: str
) -> None:
    pipeline = opened(tiny_engine, name)
    told = [pipeline.read(text) for text in ("a fox", "an owl in a hat")]
    own = [each.prompt_embeds.clone().requires_grad_() for each in told]
    moved = [with_tokens([each], tokens)[0] for each, tokens in zip(told, own, strict=True)]
    torch.manual_seed(0)
    latents = torch.cat([pipeline.latents(Image.new("RGB", (48, 32), colour)) for colour in ("red", "blue")])
    loss = pipeline.loss(pipeline.noised(latents), moved)
    loss.backward()
    assert torch.isfinite(loss) and all(each.grad is not None and each.grad.any() for each in own)
    parts = [part for part in pipeline.family.pipeline.components.values() if isinstance(part, torch.nn.Module)]
    assert all(p.grad is None for part in parts for p in part.parameters())


@pytest.mark.parametrize(("name", "kind"), [("stable-diffusion", "sample"), ("stable-diffusion", "v_prediction")])
def test_what_it_should_say_is_what_its_scheduler_takes(
    tiny_engine: Callable[[str], Any], name: str, kind: str
) -> None:
    pipeline = opened(tiny_engine, name)
    pipeline.noise.register_to_config(prediction_type=kind)  # type: ignore[union-attr]
    latents = torch.randn(3, 4, 4, 4)
    batch = pipeline.noised(latents)
    alpha = pipeline.noise.alphas_cumprod[batch.timesteps].view(-1, 1, 1, 1)  # type: ignore[union-attr]
    noise = (batch.latents - alpha.sqrt() * latents) / (1 - alpha).sqrt()
    wanted = {"sample": latents, "v_prediction": alpha.sqrt() * noise - (1 - alpha).sqrt() * latents}[kind]
    assert torch.allclose(batch.target, wanted, atol=1e-3)


def test_a_flow_goes_from_the_picture_to_noise_in_a_straight_line(tiny_engine: Callable[[str], Any]) -> None:
    pipeline = opened(tiny_engine, "stable-diffusion-3")
    latents = torch.randn(3, 4, 4, 4)
    batch = pipeline.noised(latents)
    sigma = (batch.timesteps / 1000).view(-1, 1, 1, 1)
    assert torch.allclose(batch.latents - sigma * batch.target, latents, atol=1e-5)


def test_a_text_is_read_once(tiny_engine: Callable[[str], Any]) -> None:
    pipeline = opened(tiny_engine, "stable-diffusion")
    assert pipeline.read("a fox") is pipeline.read("a fox")


@pytest.mark.parametrize("name", ["inpaint", "latent-diffusion"])
def test_a_pipeline_that_draws_otherwise_is_refused_in_a_sentence(tiny_engine: Callable[[str], Any], name: str) -> None:
    with pytest.raises(EngineError, match=r"^A context encoder can't be trained for \w+: its denoiser can't be asked"):
        opened(tiny_engine, name)
