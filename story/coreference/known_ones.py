"""Words for one of those already known: "the grey one", "the other", "the two"."""

from __future__ import annotations

from collections.abc import Sequence

from story.coreference.grammar import Word
from story.coreference.lexicon import ADJECTIVES, DEEDS, NUMBERS, ORDINALS, VERBS
from story.coreference.mention import Mention


def one_of_known(words: Sequence[Word], index: int) -> Mention | None:
    """One of those already known: "the grey one", "the other", "the second", "one of them"; `looks` says which."""
    lows = [word.low for word in words[index : index + 4]] + [""] * 4
    if lows[0] == "the" and lows[1] in NUMBERS and (_acts(lows[2]) or lows[2] in ("together", "both")):
        end = words[index + 1].end
        return Mention(words[index].start, end, "pronoun", "they", several=True, number=NUMBERS[lows[1]])
    which = lows[1] in ADJECTIVES or lows[1] in ORDINALS or lows[1] in ("other", "others")
    if lows[0] == "the" and which:
        last = index + 1
        set_off = last + 1 < len(words) and words[last + 1].gap.startswith(",")  # "The seventh, when he looked …"
        if lows[2] in ("one", "ones", *NUMBERS):
            last += 1
        elif lows[1] in ADJECTIVES or (lows[1] != "others" and not _acts(lows[2]) and not set_off):
            return None
        start, end = words[index].start, words[last].end
        several = lows[1] == "others" or lows[2] == "ones" or lows[2] in NUMBERS
        number = NUMBERS.get(lows[2], 0) if several else 1
        return Mention(start, end, "one", "one", looks=lows[1], definite=True, plural=several, number=number)
    if lows[0] == "one" and ((lows[1] == "of" and lows[2] in ("them", "the")) or (_acts(lows[1]) and index == 0)):
        end = words[index + 2].end if lows[1] == "of" else words[index].end
        return Mention(words[index].start, end, "one", "one", looks="one")
    if lows[0] in ("all", "both") and lows[1] in NUMBERS:
        return Mention(
            words[index].start, words[index + 1].end, "pronoun", "they", several=True, number=NUMBERS[lows[1]]
        )
    if lows[0] == "the" and lows[1] in NUMBERS and lows[2] == "of" and lows[3] == "them":
        return Mention(
            words[index].start, words[index + 3].end, "pronoun", "they", several=True, number=NUMBERS[lows[1]]
        )
    return None


def _acts(word: str) -> bool:
    return word in DEEDS or word in VERBS or word.endswith("ed") or word in ("is", "was", "has", "had", "got", "fell")
