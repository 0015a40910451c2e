"""Guided, a character that is one of a frame before takes that one's looks, all of them, and nobody else's."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from story.context_encoder import CastGuidance, CastRoles, ContextEncoder

WIDTH = 8
ROLES = CastRoles(first=2, size=3, number=2)  # place and count; kind, hat and deed of two characters; the prop
SLOTS = 9
FIRST, SECOND = slice(2, 5), slice(5, 8)  # the slots of either character


@pytest.fixture(autouse=True)
def same_weights() -> None:
    torch.manual_seed(0)


@pytest.fixture
def encoder() -> ContextEncoder:
    """With its gate open, as training leaves it."""
    model = ContextEncoder(SLOTS, WIDTH, cast_roles=(ROLES.first, ROLES.size, ROLES.number)).eval()
    model.requires_grad_(False).gate.fill_(0.05)
    return model


@pytest.fixture
def guidance() -> CastGuidance:
    """Sure that everybody is somebody, and takes all of them."""
    cast = CastGuidance(WIDTH, ROLES).eval().requires_grad_(False)
    cast.nobody.bias.fill_(-50)
    cast.take.bias.fill_(50)
    return cast


def frames(sentences: int, batch: int = 2) -> Tensor:
    return torch.randn(batch, sentences, SLOTS, WIDTH)


def points_at(guidance: CastGuidance, number: int) -> None:
    """Every character asks for the one that stood at this place of a frame."""
    guidance.ask.weight.zero_()
    guidance.ask.bias.copy_(guidance.numbers[number] * 1e5)
    guidance.known.weight.zero_()
    guidance.around.weight.zero_()
    guidance.ages.zero_()


@pytest.mark.parametrize("causal", [False, True])
def test_an_untrained_guided_encoder_changes_nothing(causal: bool) -> None:
    untrained = ContextEncoder(SLOTS, WIDTH, cast_roles=(2, 3, 2)).eval()
    told = frames(3)
    torch.testing.assert_close(untrained(told, causal=causal)[0], told)


def test_a_guided_frame_of_the_causal_mode_never_sees_the_future(encoder: ContextEncoder) -> None:
    told, other = frames(4), frames(4)
    changed = torch.cat([told[:, :3], other[:, 3:]], 1)
    before, after = encoder(told, causal=True)[0], encoder(changed, causal=True)[0]
    torch.testing.assert_close(before[:, :3], after[:, :3])
    assert not torch.allclose(before[:, 3], after[:, 3])


def test_a_guided_frame_depends_on_every_frame_before_it(encoder: ContextEncoder) -> None:
    told, other = frames(4), frames(4)
    for changed in range(3):
        swapped = torch.cat([told[:, :changed], other[:, changed : changed + 1], told[:, changed + 1 :]], 1)
        assert not torch.allclose(encoder(told)[0][:, 3], encoder(swapped)[0][:, 3])


def test_whom_a_character_may_be_grows_by_one_frame_with_every_sentence(encoder: ContextEncoder) -> None:
    antecedents = encoder.resolve(frames(4)).antecedents
    assert [tuple(scores.shape) for scores in antecedents] == [(2, 2, 1 + 2), (2, 2, 1 + 4), (2, 2, 1 + 6)]


@pytest.mark.parametrize(("number", "slots"), [(0, FIRST), (1, SECOND)])
def test_who_is_one_of_the_past_takes_all_its_slots(guidance: CastGuidance, number: int, slots: slice) -> None:
    points_at(guidance, number)
    own, past = frames(1)[:, 0], frames(1)
    guided, scores = guidance(own, frames(1)[:, 0], past)
    assert scores.argmax(-1).unique().tolist() == [1 + number]
    for taking in (FIRST, SECOND):
        torch.testing.assert_close(guided[:, taking], past[:, 0, slots])


def test_slots_that_are_no_characters_stay_the_frames_own(guidance: CastGuidance) -> None:
    own = frames(1)[:, 0]
    guided, _ = guidance(own, frames(1)[:, 0], frames(2))
    torch.testing.assert_close(guided[:, :2], own[:, :2])
    torch.testing.assert_close(guided[:, 8:], own[:, 8:])


def test_who_is_nobody_of_the_past_stays_as_told(guidance: CastGuidance) -> None:
    guidance.nobody.bias.fill_(50)
    own = frames(1)[:, 0]
    torch.testing.assert_close(guidance(own, frames(1)[:, 0], frames(2))[0], own)


def test_a_slot_that_is_not_taken_stays_as_told(guidance: CastGuidance) -> None:
    guidance.take.bias.fill_(-50)
    own = frames(1)[:, 0]
    torch.testing.assert_close(guidance(own, frames(1)[:, 0], frames(2))[0], own)


def test_a_story_may_be_longer_than_ages_are_told_apart(encoder: ContextEncoder) -> None:
    length = CastGuidance.OLDEST + 3
    resolved = encoder.resolve(frames(length))
    assert resolved.tokens.isfinite().all()
    assert len(resolved.antecedents) == length - 1
