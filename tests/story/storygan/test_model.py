"""Every gist and picture of StoryGAN depends on the whole story, on chance, and in causal mode on nothing to come."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from story.storygan.model import SIDE, StoryGan, load
from tests.story.storygan.tiny import tiny_gan

SLOTS, WIDTH, SENTENCES = 6, 16, 4


@pytest.fixture
def gan() -> StoryGan:
    return tiny_gan(SLOTS * WIDTH).eval().requires_grad_(False)


def story(sentences: int = SENTENCES) -> Tensor:
    return torch.randn(1, sentences, SLOTS, WIDTH, generator=torch.Generator().manual_seed(1))


def noise(seed: int = 2) -> Tensor:
    return torch.randn(SLOTS, WIDTH, generator=torch.Generator().manual_seed(seed))


def with_other_last_sentence(tokens: Tensor) -> Tensor:
    return torch.cat([tokens[:, :-1], -tokens[:, -1:]], 1)


def test_a_story_becomes_one_picture_per_sentence_however_many_there_are(gan: StoryGan) -> None:
    for sentences in (1, 4, 13):
        gists, kl = gan.context_encoder(story(sentences), noise=noise())
        assert gan.generator(gists[0]).shape == (sentences, 3, SIDE, SIDE) and kl > 0


def test_the_first_gist_knows_the_last_sentence(gan: StoryGan) -> None:
    tokens = story()
    gists, others = (gan.context_encoder(each, noise=noise())[0] for each in (tokens, with_other_last_sentence(tokens)))
    assert not torch.allclose(gists[:, 0], others[:, 0])


def test_in_causal_mode_only_the_last_gist_knows_the_last_sentence(gan: StoryGan) -> None:
    tokens = story()
    gists, others = (
        gan.context_encoder(each, noise=noise(), causal=True)[0] for each in (tokens, with_other_last_sentence(tokens))
    )
    torch.testing.assert_close(gists[:, :-1], others[:, :-1])
    assert not torch.allclose(gists[:, -1], others[:, -1])


def test_later_gists_know_earlier_sentences(gan: StoryGan) -> None:
    tokens = story()
    other = torch.cat([-tokens[:, :1], tokens[:, 1:]], 1)
    gists, others = (gan.context_encoder(each, noise=noise(), causal=True)[0] for each in (tokens, other))
    assert not torch.allclose(gists[:, -1], others[:, -1])


def test_other_noise_gives_another_picture_at_every_sentence(gan: StoryGan) -> None:
    (gists, _), (others, _) = (gan.context_encoder(story(), noise=noise(seed)) for seed in (2, 3))
    assert (gists - others).abs().amax((0, 2)).min() > 1e-4


def test_stories_of_a_batch_do_not_mix(gan: StoryGan) -> None:
    both, noises = torch.cat([story(), -story()]), torch.cat([noise(2), noise(3)])
    together, _ = gan.context_encoder(both, noise=noises)
    alone = torch.cat([gan.context_encoder(both[k : k + 1], noise=noise(k + 2))[0] for k in range(2)])
    torch.testing.assert_close(together, alone)


def test_a_saved_model_draws_as_before_to_half_precision(gan: StoryGan, tmp_path: Path) -> None:
    gan.save(tmp_path)
    again, gists = load(tmp_path), torch.randn(2, 64)
    torch.testing.assert_close(again.generator(gists), gan.generator(gists), atol=2e-2, rtol=0)
    assert not again.generator.training


def test_at_its_real_size_it_fits_into_four_megabytes() -> None:
    numbers = sum(value.numel() for value in StoryGan(16 * 160).state_dict().values())
    assert numbers * 2 <= 4e6
