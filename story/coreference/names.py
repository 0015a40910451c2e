"""Finds the names of a story: capitalised words that are known, introduced, or do what only somebody does."""

from __future__ import annotations

from collections.abc import Sequence

from story.coreference.grammar import Word, noun_after, noun_at, words_of
from story.coreference.lexicon import ADJECTIVES, BEFORE_PLACES, DEEDS, GIVEN, NOT_NAMES, TITLES

_COMPANY = frozenset(("and", "with", "meets", "met", "sees", "visits", "hugs", *TITLES))
_ENGLISH = frozenset(("the", "and", "of", "she", "they", "his", "her", "with", "to", "a"))
AROUND = 40  # words on either side that tell which language it is
_INTRODUCING = ("the", "a", "an", "is", "was")


def find_names(sentences: Sequence[str], cast: Sequence[str] = ()) -> set[str]:
    """All words of names, in lower case; `cast` are names told beforehand."""
    written_small = not any(letter.isupper() for sentence in sentences for letter in sentence)
    names = {
        word.low
        for name in cast
        for word in words_of(name)
        if (word.upper and word.low not in NOT_NAMES) or name == "I"
    }
    for sentence in sentences:
        words = words_of(sentence)
        for index, word in enumerate(words):
            shouted = word.end - word.start > 1 and sentence[word.start : word.end].isupper()
            told = (word.upper and not shouted) or (shouted and word.low in GIVEN)
            if (told or (written_small and word.low in GIVEN)) and _is_name(words, index):
                names.add(word.low)
    return names


def _is_name(words: Sequence[Word], index: int) -> bool:
    word, before = words[index], words[index - 1].low if index else ""
    if word.low in NOT_NAMES or before == "the":
        return False
    if word.low in GIVEN or before in ("named", "called"):
        return True
    if before == "is" and index > 1 and words[index - 2].low in ("this", "here", "that"):
        return noun_at(words, index) is None  # "This is Bobo"
    if noun_at(words, index) or word.low in TITLES or word.low in ADJECTIVES:
        return before in TITLES  # "Mr. Fox"
    if _acts(words, index + 1, before) or ("." not in word.gap and before in _COMPANY):
        return True
    if index == 0:
        return False
    # A capital within a sentence, where neither a place nor a people is told: "there Gerda", "to Gretel".
    after = words[index + 1] if index + 1 < len(words) else None
    opening = ("to", *BEFORE_PLACES, *_INTRODUCING, *ADJECTIVES)
    opens = any(mark in word.gap for mark in ".!?:;\0—–-") or before in opening
    of_people = after is not None and after.gap == " " and (after.upper or noun_at(words, index + 1) is not None)
    around = words[max(0, index - AROUND) : index + AROUND]
    english = not _ENGLISH.isdisjoint(each.low for each in around)  # German writes all its nouns so
    return english and not (opens or of_people) and not all(each.upper for each in around)


def _acts(words: Sequence[Word], after: int, before: str) -> bool:
    """Whether what follows is said of somebody: "Kiko walks", "Kiko the seal", "Kiko is a seal"."""
    if after >= len(words) or words[after].gap not in (" ", ", "):
        return False
    follower = words[after].low
    if follower in DEEDS and words[after].gap == " ":
        return True
    if follower in ("has", "had") and after + 1 < len(words) and words[after + 1].low in ("a", "an", "the"):
        return words[after].gap == " " and before not in BEFORE_PLACES
    if follower not in _INTRODUCING or before in BEFORE_PLACES:
        return False
    return noun_after(words, after + (follower in ("is", "was"))) is not None
