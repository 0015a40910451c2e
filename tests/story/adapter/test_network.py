"""What the adapter may change in the tokens of a story, and what never."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from story.adapter.network import ContextAdapter

FRAMES, PLACES, WIDTH = 4, 9, 24


@pytest.fixture
def adapter() -> ContextAdapter:
    torch.manual_seed(0)
    return ContextAdapter(WIDTH, inner=16, num_slots=3, layers=2)


def story() -> Tensor:
    return torch.randn(1, FRAMES, PLACES, WIDTH, generator=torch.Generator().manual_seed(1))


def opened(adapter: ContextAdapter) -> ContextAdapter:
    torch.nn.init.constant_(adapter.gate, 0.1)
    return adapter


def changed(adapter: ContextAdapter, one: Tensor, other: Tensor, *, causal: bool) -> list[bool]:
    """Frame by frame, whether the adapter's change of two stories differs."""
    changes = [adapter(each, causal=causal)[0] - each for each in (one, other)]
    return [not torch.allclose(*pair, atol=1e-6) for pair in zip(*(each[0] for each in changes), strict=True)]


def test_untrained_it_changes_nothing(adapter: ContextAdapter) -> None:
    resolved, kl = adapter(story(), noise=torch.randn(PLACES, WIDTH))
    assert torch.equal(resolved, story()) and kl > 0


def test_trained_it_changes_every_sentence_but_the_first(adapter: ContextAdapter) -> None:
    difference = (opened(adapter)(story())[0] - story()).abs().amax((0, 2, 3))
    assert difference[0] == 0 and (difference[1:] > 0).all()


def test_a_causal_frame_does_not_know_what_comes_after_it(adapter: ContextAdapter) -> None:
    other = story()
    other[:, 2] += torch.randn(PLACES, WIDTH)
    assert changed(opened(adapter), story(), other, causal=True) == [False, False, True, True]


def test_of_a_whole_story_every_frame_knows_through_h0(adapter: ContextAdapter) -> None:
    other = story()
    other[:, 3] += torch.randn(PLACES, WIDTH)
    assert changed(opened(adapter), story(), other, causal=False)[1:3] == [True, True]


def test_tokens_that_only_fill_up_a_prompt_stay_empty_and_say_nothing(adapter: ContextAdapter) -> None:
    short = story()[:, :, :6]
    filled = torch.nn.functional.pad(short, (0, 0, 0, 3))
    resolved = opened(adapter)(filled)[0]
    assert torch.allclose(resolved[:, :, :6], adapter(short)[0], atol=1e-5)
    assert not resolved[:, :, 6:].any()


def test_h0_is_the_seeds_own(adapter: ContextAdapter) -> None:
    opened(adapter)
    noises = [torch.randn(PLACES, WIDTH, generator=torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)]
    first, again, other = (adapter(story(), noise=noise)[0] for noise in noises)
    assert torch.equal(first, again) and not torch.equal(first, other)


def test_it_is_saved_with_what_it_was_trained_for(adapter: ContextAdapter, tmp_path) -> None:  # type: ignore[no-untyped-def]
    named = ContextAdapter(WIDTH, pipeline="StableDiffusionPipeline", model="little", inner=16, num_slots=3)
    named.save_pretrained(tmp_path)
    loaded = ContextAdapter.from_pretrained(tmp_path)
    assert (loaded.config["pipeline"], loaded.config["model"]) == ("StableDiffusionPipeline", "little")
    assert torch.equal(opened(loaded)(story())[0], opened(named)(story())[0])
