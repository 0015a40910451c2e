"""The refiner learns from pairs of what was drawn and what is true, and nothing else learns with it."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from torch import nn

from generation.storybook.autoencoder import StorybookAutoencoder
from generation.storybook.layer_tokens import LayerTokens
from story.storybook.training import refine
from story.storybook.training.denoiser import TOKEN_WIDTH, build_denoiser
from story.storybook.training.refine import RefineTrainer, step_loss


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Iterator[RefineTrainer]:
    monkeypatch.setattr(refine, "POOL", 2)
    torch.manual_seed(0)
    vae = StorybookAutoencoder(4, widths=(8, 8, 8), image_channels=4)
    average = nn.ModuleDict(
        {"transformer": build_denoiser(4, 32, layers=1, head=32), "tokens": LayerTokens(TOKEN_WIDTH)}
    )
    denoiser: Any = SimpleNamespace(average=average)
    yield RefineTrainer(denoiser, vae, seed=1, batch=2)


def test_only_the_refiner_learns(trainer: RefineTrainer) -> None:
    before = {name: value.clone() for name, value in trainer.vae.state_dict().items()}
    optimizer = torch.optim.SGD(trainer.vae.parameters(), lr=0.1)
    trainer.losses()["loss"].backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    changed = {name for name, value in trainer.vae.state_dict().items() if not torch.equal(value, before[name])}
    assert changed and all(name.startswith("refiner.head") for name in changed)  # which begins at zero


def test_a_truth_and_what_was_decoded_of_it_are_cropped_at_the_same_spot(trainer: RefineTrainer) -> None:
    rows, columns = torch.meshgrid(torch.arange(512), torch.arange(512), indexing="ij")
    truth = torch.stack([rows // 4, columns // 4, rows * 0, rows * 0 + 255]).to(torch.uint8)
    image, features = truth[:, ::2, ::2].float(), truth[:, ::8, ::8].float()
    trainer.pool = [(truth, image, features)] * refine.POOL
    for _ in range(5):
        large, small, felt = trainer._crop()
        assert large.shape[1:] == (2 * refine.CROP, 2 * refine.CROP)
        assert torch.equal(large[:, ::2, ::2].float(), small)
        assert torch.equal(small[:, ::4, ::4], felt)


def test_a_blurred_edge_costs_more_than_a_sharp_one_that_lies_beside_the_true_one() -> None:
    edge = (torch.arange(64) >= 36).float().expand(1, 3, 64, 64)
    beside, blurred = edge.roll(1, dims=3), ((torch.arange(64) - 32) / 8).clamp(0, 1).expand(1, 3, 64, 64)
    assert step_loss(edge, edge) == 0
    assert step_loss(beside[..., 8:56], edge[..., 8:56]) == 0
    assert step_loss(blurred, edge) > 0.01


def test_a_seam_in_a_flat_picture_costs_as_much_as_it_can_be_seen() -> None:
    flat = torch.full((1, 3, 64, 64), 0.5)
    faint, plain = flat.clone(), flat.clone()
    faint[..., 32:] += 0.02
    plain[..., 32:] += 0.1
    assert 0 < step_loss(faint, flat) < step_loss(plain, flat)
