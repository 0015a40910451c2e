"""Which words of a prompt a text encoder had no room for."""

from __future__ import annotations

from typing import Any


def truncated_words(
    tokenizer: Any, prompt: str, max_length: int | None = None, before: str = "", after: str = ""
) -> tuple[str, ...]:
    """The words from the first token beyond `max_length` (or the tokenizer's own limit), whole words only.

    `before` and `after` is what the model reads around a prompt, as the marks of a chat.
    """
    limit = max_length or tokenizer.model_max_length
    encoding = tokenizer(before + prompt + after, return_offsets_mapping=True, verbose=False)
    if len(encoding.input_ids) <= limit:
        return ()
    # A closing token takes the last place, where there is one; special tokens have empty offsets.
    last, end_of_last = encoding.offset_mapping[-1]
    place = limit - 1 if end_of_last == last else limit
    beyond = (start - len(before) for start, end in encoding.offset_mapping[place:] if end > start)
    first = next((max(start, 0) for start in beyond), len(prompt))
    if first >= len(prompt):
        return ()
    return tuple(prompt[prompt.rfind(" ", 0, first + 1) + 1 :].split())
