"""Families whose prompt and negative prompt are read one by one: each once, however many requests share it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from generation.engines.diffusers.denoising import LatentFamily
from generation.engines.diffusers.sharing.words import places_in
from generation.engines.diffusers.truncation import truncated_words
from generation.engines.diffusers.types import PromptConditioning

KNOWN = 32  # texts, some megabytes each, as their tokens
_TEXT = "\N{OBJECT REPLACEMENT CHARACTER}"  # which nobody's template has


class ReadingFamily(LatentFamily):
    """Subclasses say how one text is read, and how much of it."""

    def __init__(self, pipeline: Any, device: str) -> None:
        super().__init__(pipeline, device)
        self._known: dict[object, tuple[Tensor, Tensor | None]] = {}  # by text, use, and the LoRAs it was read with

    @abstractmethod
    def read(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        """Tokens (1, L, D) and mask (1, L) of a text; `away`: it is the negative prompt."""

    @abstractmethod
    def room(self, away: bool) -> tuple[int, str, str]:
        """How many tokens are read, and what is written before and after a text."""

    def places(self, prompt: str, words: Sequence[str]) -> tuple[int, ...]:
        _, before, after = self.room(False)
        return tuple(places_in(self.pipeline.tokenizer, words, prompt, before, after))

    @torch.no_grad()
    def encode(self, prompt: str, negative_prompt: str) -> PromptConditioning:
        embeds, mask = self._read_once(prompt, False)
        away, away_mask = self._read_once(negative_prompt, True)
        ignored = [
            word
            for text, negative in ((prompt, False), (negative_prompt, True))
            for word in truncated_words(self.pipeline.tokenizer, text, *self.room(negative))
        ]
        return PromptConditioning(
            prompt,
            embeds,
            away,
            ignored_words=tuple(ignored),
            prompt_embeds_mask=mask,
            negative_prompt_embeds_mask=away_mask,
        )

    def _read_once(self, text: str, away: bool) -> tuple[Tensor, Tensor | None]:
        key = (text, away, self.read_with)
        if key not in self._known:
            while len(self._known) >= KNOWN:
                self._known.pop(next(iter(self._known)))
            self._known[key] = self.read(text, away)
        return self._known[key]


def around(tokenizer: Any, **options: Any) -> tuple[str, str]:
    """What a chat template writes before and after the text of its user."""
    messages = [{"role": "user", "content": _TEXT}]
    written = tokenizer.apply_chat_template(messages, tokenize=False, add_generation_prompt=True, **options)
    before, _, after = written.partition(_TEXT)
    return before, after
