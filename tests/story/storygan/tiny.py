"""StoryGAN's own classes at a size for tests, beside the tiny Storybook model that reads for them."""

from __future__ import annotations

from pathlib import Path

import torch

from generation.storybook.pipeline import load as load_storybook
from story.storygan.data import StorySet
from story.storygan.model import StoryGan
from story.storygan.reader import Reader

CHANNELS = (16, 16, 8, 8, 8)


def tiny_gan(token_numbers: int) -> StoryGan:
    """With the same random weights every time."""
    torch.manual_seed(0)
    return StoryGan(token_numbers, width=16, noise_width=8, channels=CHANNELS)


def save_tiny_gan(storybook: Path, folder: Path) -> Path:
    """An untrained StoryGAN that reads with the Storybook model in the folder `storybook`."""
    pipeline = load_storybook(storybook)
    reader = Reader(pipeline.tokenizer, pipeline.text_encoder)
    tiny_gan(reader.encode(["a fox"])[0].numel()).save(folder)
    reader.save(folder)
    return folder


def tiny_stories(stories: int = 6, slots: int = 6, width: int = 16) -> StorySet:
    """Stories of four pictures of one colour each, which the tokens tell in numbers and the facts in words."""
    chance = torch.Generator().manual_seed(5)
    colours = torch.randint(0, 2, (stories, 4, 3), generator=chance)
    tokens = colours.float().repeat(1, 1, slots * width // 3)
    pictures = (colours * 255).to(torch.uint8)[..., None, None].expand(-1, -1, -1, 64, 64).contiguous()
    return StorySet(pictures, tokens.half(), torch.cat([colours, 1 - colours], 2).to(torch.uint8))
