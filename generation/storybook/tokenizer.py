"""Turns a prompt into word ids, and names the words the Storybook model does not know or reads as others.

The vocabulary is about a thousand whole words. A capitalised word outside it is taken for a name and falls into one of
`NAME_BUCKETS` ids by its checksum, so that "Mia" means the same in every sentence of a story without any state. Any
other word is read as the nearest word within reach, or not at all; either is said.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from generation.storybook.spelling import nearest
from generation.storybook.synonyms import SELDOM

PAD, UNKNOWN = 0, 1
NAME_BUCKETS = 32
FIRST_WORD = 2 + NAME_BUCKETS
MAX_TOKENS = 64

_WORD = re.compile(r"[^\W\d_]+|\d+|[.,:;!?]")
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'"})
_POSSESSIVE = re.compile(r"'s\b")
#: After one of these a capitalised word is a noun of a prompt typed In Capitals.
_BEFORE_NOUN = frozenset({"a", "an", "the", "two", "three", "my", "some"})
#: What may follow a name at the start of a sentence; before anything else a capital is only a capital.
_AFTER_NAME = frozenset({"the", "and", "is", "was", "has", "a", ",", ":", "."})


@dataclass(frozen=True, slots=True)
class Tokens:
    """One prompt as ids (at most `MAX_TOKENS`), with the words that mean nothing to the model.

    `read_as` are words that it does not know either, each with the known word that is drawn instead.
    """

    ids: tuple[int, ...]
    ignored_words: tuple[str, ...]
    read_as: tuple[tuple[str, str], ...] = ()


class StorybookTokenizer:
    """Whole-word tokenizer with a closed vocabulary and hashed names."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = tuple(words)
        self._id = {word: FIRST_WORD + k for k, word in enumerate(words)}
        self._nearest = lru_cache(maxsize=4096)(lambda word: nearest(word, self._id))

    def __len__(self) -> int:
        return FIRST_WORD + len(self.words)

    def tokenize(self, text: str) -> Tokens:
        """Ids of a prompt. Words past `MAX_TOKENS` are cut and named with the ignored ones."""
        words = [SELDOM.get(word.lower(), word) for word in split_words(text)]
        ids: list[int] = []
        ignored: dict[str, None] = {}
        read_as: dict[str, str] = {}
        for k, word in enumerate(words):
            token = self._token(words, k)
            drawn = self._nearest(word.lower()) if token == UNKNOWN and len(ids) < MAX_TOKENS else None
            if drawn is not None:
                token = self._id[drawn]
                read_as.setdefault(word, drawn)
            elif (token == UNKNOWN or len(ids) >= MAX_TOKENS) and word[0].isalnum():
                ignored.setdefault(word)
            if token != UNKNOWN:  # an unknown word in between would only separate the known ones
                ids.append(token)
        return Tokens(tuple(ids[:MAX_TOKENS]), tuple(ignored), tuple(read_as.items()))

    def _token(self, words: Sequence[str], k: int) -> int:
        word = words[k]
        known = self._id.get(word.lower())
        if known is not None:
            return known
        if self._is_name(words, k):
            return 2 + zlib.crc32(word.lower().encode()) % NAME_BUCKETS
        return UNKNOWN

    def _is_name(self, words: Sequence[str], k: int) -> bool:
        if not words[k][0].isupper() or (k > 0 and words[k - 1].lower() in _BEFORE_NOUN):
            return False
        if words[k].isupper() and self._nearest(words[k].lower()):  # typed IN CAPITALS
            return False
        starts_sentence = k == 0 or words[k - 1] in ".!?:"
        if not starts_sentence or k + 1 == len(words):
            return True
        following = words[k + 1].lower()
        return following in _AFTER_NAME or (following in self._id and following.endswith("s"))

    def save(self, folder: Path) -> None:
        """Write `vocabulary.json` into `folder`."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocabulary.json").write_text(json.dumps(self.words, indent=0) + "\n")

    @classmethod
    def load(cls, folder: Path) -> StorybookTokenizer:
        return cls(json.loads((folder / "vocabulary.json").read_text()))


def split_words(text: str) -> list[str]:
    """Words and punctuation of a text, in order, as typed; possessive endings are dropped."""
    return _WORD.findall(_POSSESSIVE.sub("", text.translate(_APOSTROPHES)))


def vocabulary(texts: Iterable[str], names: Iterable[str]) -> list[str]:
    """The words of a corpus, sorted, without the given names."""
    omit = {name.lower() for name in names}
    return sorted({word.lower() for text in texts for word in split_words(text)} - omit)
