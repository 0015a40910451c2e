"""Reads sentences for StoryGAN: its copy of the Storybook text encoder, as that was when it learned from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import torch
from safetensors.torch import save_file
from torch import Tensor

from generation.storybook.text_encoder import StorybookTextEncoder, pad_ids
from generation.storybook.tokenizer import StorybookTokenizer, Tokens
from generation.weights import load_weights

FOLDER = "reader"  # within StoryGAN's own


class Reader:
    """A tokenizer and a frozen text encoder."""

    def __init__(self, tokenizer: StorybookTokenizer, text_encoder: StorybookTextEncoder) -> None:
        self.tokenizer, self.text_encoder = tokenizer, text_encoder.eval().requires_grad_(False)

    @torch.no_grad()
    def encode(self, sentences: Sequence[str]) -> tuple[Tensor, list[Tokens]]:
        """Sentences to slot tokens (B, S, D), and per sentence what the tokenizer made of its words."""
        tokens = [self.tokenizer.tokenize(sentence) for sentence in sentences]
        return self.text_encoder(pad_ids(tokens, self.text_encoder.device)), tokens

    def save(self, model: Path) -> None:
        """Write it into the folder of a StoryGAN, in half precision."""
        own = model / FOLDER
        self.tokenizer.save(own / "tokenizer")
        self.text_encoder.save_config(own / "text_encoder")
        state = {key: value.half().contiguous().cpu() for key, value in self.text_encoder.state_dict().items()}
        save_file(state, own / "text_encoder" / "diffusion_pytorch_model.safetensors", metadata={"format": "pt"})


def load_reader(model: Path) -> Reader:
    """The reader in the folder of a StoryGAN, in float32 on the CPU."""
    own = model / FOLDER
    text_encoder = load_weights(StorybookTextEncoder, own / "text_encoder", model, dtype=torch.float32)
    return Reader(StorybookTokenizer.load(own / "tokenizer"), text_encoder)
