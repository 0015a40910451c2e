"""The context encoder keeps StoryGAN's equations, begins as nothing, and in causal mode never sees the future."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.distributions import Normal, kl_divergence

from story.context_encoder import FILTERS, TAPS, ContextEncoder, InitialState, StoryEncoder, Text2Gist

SLOTS, WIDTH, SENTENCES = 5, 8, 4


@pytest.fixture(autouse=True)
def same_weights() -> None:
    torch.manual_seed(0)


@pytest.fixture
def encoder() -> ContextEncoder:
    """With its gate open, as training leaves it."""
    model = ContextEncoder(SLOTS, WIDTH).eval().requires_grad_(False)
    model.gate.fill_(0.05)
    return model


def story(batch: int = 1, sentences: int = SENTENCES) -> Tensor:
    return torch.randn(batch, sentences, SLOTS, WIDTH)


def with_other_last_sentence(tokens: Tensor) -> Tensor:
    return torch.cat([tokens[:, :-1], torch.randn_like(tokens[:, -1:])], 1)


@torch.no_grad()
def test_text2gist_is_the_papers_equations() -> None:
    cell, i, h = Text2Gist(WIDTH), torch.randn(WIDTH), torch.randn(WIDTH)
    (w_z, w_r, w_h), (b_z, b_r, b_h) = cell.w.weight.chunk(3), cell.w.bias.chunk(3)
    u_z, u_r = cell.u_gates.weight.chunk(2)
    z = torch.sigmoid(w_z @ i + u_z @ h + b_z)
    r = torch.sigmoid(w_r @ i + u_r @ h + b_r)
    after = (1 - z) * h + z * torch.tanh(w_h @ i + cell.u_h.weight @ (r * h) + b_h)
    filters = torch.tanh(cell.filter.weight @ i + cell.filter.bias).view(FILTERS, TAPS)
    padded = torch.cat([torch.zeros(TAPS // 2), after, torch.zeros(TAPS // 2)])
    gist = torch.stack([filters[f] @ padded[j : j + TAPS] for f in range(FILTERS) for j in range(WIDTH)])
    o, state = cell(i[None], h[None])
    torch.testing.assert_close(state[0], after)
    torch.testing.assert_close(o[0], gist)


@torch.no_grad()
def test_every_story_of_a_batch_has_its_own_filters() -> None:
    cell, i, h = Text2Gist(WIDTH), torch.randn(3, WIDTH), torch.randn(3, WIDTH)
    alone = torch.cat([cell(i[k : k + 1], h[k : k + 1])[0] for k in range(3)])
    torch.testing.assert_close(cell(i, h)[0], alone)


def test_the_kl_term_is_that_of_two_gaussians() -> None:
    mean, log_variance = torch.randn(3, WIDTH), torch.randn(3, WIDTH)
    expected = kl_divergence(Normal(mean, (0.5 * log_variance).exp()), Normal(0.0, 1.0)).mean()
    torch.testing.assert_close(InitialState(mean, mean, log_variance).kl(), expected)


def test_a_standard_gaussian_costs_nothing() -> None:
    zeros = torch.zeros(2, WIDTH)
    assert InitialState(zeros, zeros, zeros).kl() == 0


@torch.no_grad()
def test_noise_moves_h0_by_its_deviation() -> None:
    encoder, sentences, noise = StoryEncoder(WIDTH), torch.randn(2, 3, WIDTH), torch.randn(2, WIDTH)
    state = encoder(sentences, noise)
    torch.testing.assert_close(state.h0 - state.mean, (0.5 * state.log_variance).exp() * noise)
    assert torch.equal(encoder(sentences, None).h0, state.mean)


@torch.no_grad()
@pytest.mark.parametrize("causal", [False, True])
def test_an_untrained_encoder_changes_nothing(causal: bool) -> None:
    tokens = story()
    assert torch.equal(ContextEncoder(SLOTS, WIDTH)(tokens, causal=causal)[0], tokens)


@pytest.mark.parametrize("causal", [False, True])
def test_the_first_sentence_is_never_changed_and_the_others_are(encoder: ContextEncoder, causal: bool) -> None:
    tokens = story()
    resolved, _ = encoder(tokens, causal=causal)
    changed = (resolved - tokens).abs().amax((0, 2, 3)) > 1e-6
    assert changed.tolist() == [False, True, True, True]


def test_a_causal_frame_does_not_depend_on_later_sentences(encoder: ContextEncoder) -> None:
    tokens, noise = story(), torch.randn(SLOTS, WIDTH)
    before = encoder(tokens, causal=True, noise=noise)[0]
    after = encoder(with_other_last_sentence(tokens), causal=True, noise=noise)[0]
    torch.testing.assert_close(after[:, :-1], before[:, :-1], rtol=0, atol=1e-6)


def test_a_causal_frame_is_the_same_before_the_next_sentence_is_known(encoder: ContextEncoder) -> None:
    tokens, noise = story(), torch.randn(SLOTS, WIDTH)
    whole, _ = encoder(tokens, causal=True, noise=noise)
    begun, _ = encoder(tokens[:, :2], causal=True, noise=noise)
    torch.testing.assert_close(begun, whole[:, :2], rtol=0, atol=1e-6)


def test_in_whole_story_mode_earlier_frames_know_the_end(encoder: ContextEncoder) -> None:
    tokens = story()
    before, after = encoder(tokens)[0], encoder(with_other_last_sentence(tokens))[0]
    assert (after[:, 1:-1] - before[:, 1:-1]).abs().max() > 1e-6


def test_the_last_frame_is_the_same_in_both_modes(encoder: ContextEncoder) -> None:
    tokens, noise = story(), torch.randn(SLOTS, WIDTH)
    whole, causal = (encoder(tokens, causal=causal, noise=noise)[0] for causal in (False, True))
    torch.testing.assert_close(causal[:, -1], whole[:, -1], rtol=0, atol=1e-6)


def test_a_frame_depends_on_what_was_told_before(encoder: ContextEncoder) -> None:
    tokens = story()
    other = torch.cat([torch.randn_like(tokens[:, :1]), tokens[:, 1:]], 1)
    assert (encoder(other, causal=True)[0][:, 1:] - encoder(tokens, causal=True)[0][:, 1:]).abs().max() > 1e-6


def test_the_same_noise_gives_the_same_gists_and_other_noise_others(encoder: ContextEncoder) -> None:
    tokens, noise = story(), torch.randn(SLOTS, WIDTH)
    first, again, other = (encoder(tokens, noise=each)[0] for each in (noise, noise, noise + 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_stories_of_a_batch_do_not_mix(encoder: ContextEncoder) -> None:
    tokens = story(batch=3)
    alone = torch.cat([encoder(each[None])[0] for each in tokens])
    torch.testing.assert_close(encoder(tokens)[0], alone, rtol=0, atol=1e-5)


def test_a_story_of_one_sentence_stays_as_it_is(encoder: ContextEncoder) -> None:
    tokens = story(sentences=1)
    assert torch.equal(encoder(tokens)[0], tokens)


def test_training_reaches_every_part_once_the_gate_is_open() -> None:
    encoder = ContextEncoder(SLOTS, WIDTH)
    with torch.no_grad():
        encoder.gate.fill_(0.05)
    resolved, kl = encoder(story(), noise=torch.randn(SLOTS, WIDTH))
    (resolved.square().sum() + kl).backward()
    assert [name for name, weight in encoder.named_parameters() if weight.grad is None] == []
