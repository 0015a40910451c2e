"""StoryGAN's stories: told by the Storybook world, read by any encoder, drawn at 64 pixels."""

from __future__ import annotations

import torch
from torch import Tensor

from story.storygan.data import draw_stories


def letters(texts: list[str]) -> Tensor:
    """Two tokens of three numbers per text."""
    return torch.tensor([[len(text), text.count("a"), text.count("e"), 0, 1, 2] for text in texts]).view(-1, 2, 3) / 1


def test_stories_are_drawn_read_and_labelled_and_the_same_every_time() -> None:
    data, again = (draw_stories(2, letters, seed=3) for _ in range(2))
    assert data.pictures.shape == (2, 4, 3, 64, 64) and data.pictures.dtype == torch.uint8
    assert data.tokens.shape == (2, 4, 6) and data.facts.shape[:2] == (2, 4)
    assert torch.equal(data.pictures, again.pictures) and torch.equal(data.tokens, again.tokens)
    pictures, tokens, _ = data.batch(torch.tensor([1]), torch.device("cpu"))
    assert pictures.shape[0] == 1 and -1 <= pictures.min() < pictures.max() <= 1
    assert torch.equal(tokens[0].half(), data.tokens[1])
