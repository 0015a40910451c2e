"""The words of an English sentence, and which of them mean living beings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from generation.storybook.real_words import REAL_WORDS
from generation.storybook.scene import KINDS
from generation.storybook.spelling import nearest
from story.coreference.lexicon import (  # fmt: skip
    ADJECTIVES,
    CREATURES,
    DEEDS,
    FUNCTION,
    GARMENTS,
    NOT_AFTER,
    NUMBERS,
    OF_MANY,
    ORDINALS,
    PLURALS,
    SAME,
    SPEECH,
    VERBS,
    YOUNG,
)

_WORD = re.compile(r"(?P<base>[^\W_]+(?:-[^\W_]+)*)(?P<tail>['’][a-zA-Z]{1,2}\b)?")
_QUOTED = re.compile(r'"[^"]*"?|“[^”]*”?|«[^»]*»?|„[^“”]*[“”]?')
_MISSPELT = 6  # letters; a shorter word may be another one
_SPELLED = frozenset(KINDS) | {f"{kind}s" for kind in KINDS} | {"mice", "foxes"}  # whose near real words are listed
_OTHERS = FUNCTION | ADJECTIVES | DEEDS | GARMENTS | VERBS
_COMPOUND = re.compile(  # but "German" is a language, and a talisman a thing
    r"[\w-]{2,}-(?P<last>[a-z]{3,})|(?!(?:hu|ger|nor|talis|otto)man|(?:speci|abdo|acu|bitu|regi|bre|ye|sta|exa)men)[a-z]{3,}?(?P<man>(?:wo)?m[ae]n)"
)
_NO_SPEAKER = frozenset(ORDINALS) | ADJECTIVES | {"one", "ones", "other", "others", "two", "three"}
_REACH = 8  # words between a determiner and its noun, at most
_NOT_ADJECTIVE = re.compile(r".*(?<!ou)(?<!s)s")  # "makes", "stones"; but "curious", "fearless"


@dataclass(frozen=True, slots=True)
class Word:
    """One word: `low` in lower case, without a possessive or contracted ending."""

    start: int
    end: int
    low: str
    upper: bool  # begins with a capital
    tail: str  # "'s"
    gap: str  # the text between the word before and this one


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun that means a living being, and where it stands."""

    at: int
    singular: str
    plural: bool


def words_of(sentence: str) -> list[Word]:
    """The words outside quotation marks."""
    text = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), sentence)
    words, last = [], 0
    for match in _WORD.finditer(text):
        base, (start, end) = match["base"], match.span("base")
        tail = (match["tail"] or "").replace("’", "'").lower()
        words.append(Word(start, end, base.lower(), base[0].isupper(), tail, text[last:start]))
        last = match.end()
    return words


def same_head(noun: str) -> str:
    """The noun that stands for all of its kind: "bunny" → "rabbit"."""
    return SAME.get(noun, noun)


def noun_at(words: Sequence[Word], at: int) -> Noun | None:
    """The living being at this place: no rabbit is in "rabbit hole", and a "fox cub" is a cub."""
    noun = living(words[at].low, at) if at < len(words) else None
    if noun is None or noun.plural or words[at].tail or at + 1 == len(words) or words[at + 1].gap != " ":
        return noun
    if words[at].low in ADJECTIVES and (words[at + 1].low in ADJECTIVES or noun_at(words, at + 1)):
        return noun_at(words, at + 1)  # "a giant pink bear"
    if words[at + 1].low in NOT_AFTER:
        return None
    after = living(words[at + 1].low, at + 1)
    if after is None or (words[at + 1].upper and not words[at].upper):  # "my cat Tiger"
        return noun
    if words[at + 1].low in YOUNG and noun.singular not in YOUNG:
        return Noun(at + 1, noun.singular, after.plural)  # "bear cub", "frog king"
    return after


def living(word: str, at: int) -> Noun | None:
    if word in PLURALS:
        return Noun(at, PLURALS[word], word != "sheep")
    if word in CREATURES:
        return Noun(at, word, False)
    if compound := _COMPOUND.fullmatch(word):  # "field-mouse", "wood-cutters", "churchwoman"
        inner = living(compound["last"] or compound["man"], at)
        return inner and Noun(at, inner.singular, inner.plural)
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word.removesuffix(ending) + singular in CREATURES:
            return Noun(at, word.removesuffix(ending) + singular, True)
    meant = _meant(word)
    return living(meant, at) if meant else None


@lru_cache(maxsize=4096)
def _meant(word: str) -> str | None:
    """The living being that a misspelt word means: "hedghog"."""
    if len(word) < _MISSPELT or word in REAL_WORDS or word in _OTHERS or word.endswith(("ed", "ing", "ly")):
        return None
    known = nearest(word, _SPELLED)
    if known is None or known[-1] != word[-1]:  # a slip is seldom at the end: "village" is no villager
        return None
    return None if known == word or (word.endswith("s") and word[:-1] in _OTHERS | REAL_WORDS) else known


def noun_after(words: Sequence[Word], determiner: int) -> Noun | None:
    """The living being a determiner begins to tell: "the small [fox]", "a [teapot] who", "a [ship] called Hope"."""
    return _noun_after(words, determiner) or _speaker(words, determiner)


def _speaker(words: Sequence[Word], determiner: int) -> Noun | None:
    """The noun after a verb of speech that follows words in quotation marks: "…," said the old [teapot]."""
    verb = words[determiner - 1] if determiner else None
    if verb is None or verb.low not in SPEECH or "\0" not in verb.gap or words[determiner].gap != " ":
        return None
    last = determiner
    while last + 1 < len(words) and words[last + 1].gap == " " and words[last + 1].low not in FUNCTION:
        last += 1
    while last > determiner and words[last].low.endswith(("ly", "ing")):
        last -= 1
    unfit = words[last].tail or words[last].low in _NO_SPEAKER
    return Noun(last, words[last].low, False) if last > determiner and not unfit else None


def _noun_after(words: Sequence[Word], determiner: int) -> Noun | None:
    for at in range(determiner + 1, min(determiner + _REACH, len(words))):
        word = words[at]
        if word.low in FUNCTION | SPEECH and word.low not in NUMBERS:
            return _shown_by(words, at) if at > determiner + 1 else None
        if word.gap not in (" ", ", "):
            return None
        if noun := noun_at(words, at):
            of = noun.singular in OF_MANY and noun.at + 2 < len(words) and words[noun.at + 1].low == "of"
            many = noun_at(words, noun.at + 2) if of else None  # "a family of [sons]"
            return many or _owned(words, noun) or noun
        if word.tail or _NOT_ADJECTIVE.fullmatch(word.low):
            return None
    return None


def _owned(words: Sequence[Word], noun: Noun) -> Noun | None:
    """Whose noun it is comes first: "the king's youngest [son]"."""
    at = noun.at + 1
    if words[noun.at].tail != "'s":
        return None
    while at < len(words) and words[at].gap == " " and (words[at].low in ADJECTIVES or words[at].low in ORDINALS):
        at += 1
    return noun_at(words, at) if at < len(words) and words[at].gap == " " else None


def _shown_by(words: Sequence[Word], at: int) -> Noun | None:
    """The noun before this word, which shows it to be somebody: "who", or "named" and a name."""
    if words[at].low in SPEECH and words[at].gap == " " and words[at - 1].low not in _NO_SPEAKER:
        return Noun(at - 1, words[at - 1].low, False)
    named = words[at].low in ("named", "called") and at + 1 < len(words) and words[at + 1].upper
    return (
        Noun(at - 1, words[at - 1].low, False) if words[at].gap == " " and (named or words[at].low == "who") else None
    )
