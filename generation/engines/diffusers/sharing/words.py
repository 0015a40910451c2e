"""At which places of an encoded prompt the words for somebody stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any


def places_in(
    tokenizer: Any, words: Sequence[str], text: str, before: str = "", after: str = "", *, special: bool = True
) -> list[int]:
    """The numbers of a text's tokens that are part of one of the words, whole and in any case.

    `before` and `after` is what a model reads around a text, where the words do not count. `special`: whether tokens
    that begin and end a text are counted.
    """
    found = [match.span() for word in words for match in re.finditer(rf"(?i)\b{re.escape(word)}\b", text)]
    shift = len(before)
    encoding = tokenizer(before + text + after, add_special_tokens=special, return_offsets_mapping=True, verbose=False)
    return [
        place
        for place, (start, stop) in enumerate(encoding.offset_mapping)
        if start < stop and any(start < end + shift and begin + shift < stop for begin, end in found)
    ]
