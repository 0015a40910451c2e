"""Which words of a prompt a text encoder had no room for."""

from __future__ import annotations

from typing import Any


def truncated_words(tokenizer: Any, prompt: str, max_length: int | None = None) -> tuple[str, ...]:
    """The words from the first token beyond `max_length` (or the tokenizer's own limit), whole words only."""
    limit = max_length or tokenizer.model_max_length
    encoding = tokenizer(prompt, return_offsets_mapping=True, verbose=False)
    if len(encoding.input_ids) <= limit:
        return ()
    # The closing token takes the last place; special tokens have empty offsets.
    starts = [start for start, end in encoding.offset_mapping[limit - 1 :] if end > start]
    if not starts:
        return ()
    return tuple(prompt[prompt.rfind(" ", 0, starts[0] + 1) + 1 :].split())
