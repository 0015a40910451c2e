"""Finds in an English sentence the words that may mean a character: names, noun phrases, pronouns, groups, "it"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from story.coreference.grammar import Noun, Word, noun_after, noun_at, words_of
from story.coreference.lexicon import (  # fmt: skip
    ADJECTIVES,
    BEFORE_PLACES,
    FRIENDS,
    FUNCTION,
    GARMENTS,
    GROUPS,
    NOT_NAMES,
    NUMBERS,
    TITLES,
)

_GARMENT = rf"(?:(?!with\b|wearing\b|in\b|and\b)[\w-]+ ){{0,4}}(?:{'|'.join(sorted(GARMENTS))})\b"
_OUTFIT = re.compile(rf"(?i:,? (?:with|wearing|in|who wears|who wore) ({_GARMENT}(?: and {_GARMENT})?))")
_ABSENT = re.compile(
    r"(?i:\b(?:(?:statue|picture|painting|drawing|photo|story|book|song|letter)s? (?:of|about|from)|"
    r"(?:dream\w*|think\w*|thought) (?:of|about)|(?:look|search|wait)\w* for|misses|missed|remember\w*|without)"
    r"(?: an?| the| his| her)? )\Z"
)
_DUMMY = re.compile(
    r"(?i:it (?:(?:is|was|gets?|got|grows?|grew|becomes?|became|turns?|will be|(?:start|begin|stop)\w*|began)\b"
    r"(?: [\w-]+){0,3}? (?:rain\w*|snow\w*|dark\w*|night\w*|day\w*|morning|evening|sunset|dawn|dusk|noon|midnight|"
    r"cold\w*|warm\w*|hot|late\w*|early|light|sunny|cloudy|windy|stormy|foggy|spring|summer|autumn|winter|christmas|time)\b|"
    r"(?:rain|snow)(?:s|ed)\b))"
)
_SOCIAL = re.compile(
    r"(?i:\b(?:visit|join|meet|greet|hug|follow|help|thank|feed|ask|tell|kiss|chase)(?:s|ed)? |"
    r"\b(?:hello|waves|waved) to )\Z"
)
_PRONOUNS = {
    "she": "she", "her": "she", "hers": "she", "he": "he", "him": "he", "his": "he", "they": "they", "them": "they",
    "their": "they", "it": "it", "its": "it", "everyone": "they", "everybody": "they", "both": "they",
}  # fmt: skip
_POSSESSIVE = {"his", "their", "its", "hers"}
_COUNTS = NUMBERS | {"some", "many", "several"}
_INDEFINITE = _COUNTS | {"a", "an", "another", "no"}
_DEFINITE = {"the", "this", "that", "these", "those", "his", "her", "their", "its", "my", "our", "both", "all"}
_CLAUSE = {"and", "then", "when", "while", "because", "so", "but", "now", "soon", "later", "that", "if", "as", "until"}
_PAIRED = {"hands", "eyes", "ears", "sides", "feet", "paws", "arms", "wings", "ends", "the", "his", "her", "their"}
_NOT_A_THING_AFTER = BEFORE_PLACES | {
    "by",
    "under",
    "beneath",
    "to",
    "up",
    "is",
    "was",
    "for",
    "behind",
    "beside",
    "once",
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a sentence that may mean somebody, or something by "it"."""

    start: int
    end: int
    kind: str  # "name", "noun", "pronoun" or "thing"
    word: str  # the name; the singular noun; "she", "he", "it" or "they"; the thing
    looks: str = ""  # of a noun: "small red fox"
    outfit: str = ""  # of a noun: "a green scarf"
    name: str = ""  # of a noun that comes with one: "Mia, a red fox", "a red fox called Mia"
    definite: bool = False
    plural: bool = False
    possessive: bool = False
    object: bool = False  # a pronoun that cannot be the subject
    several: bool = False  # "both", "the two friends": two at least
    somebody: bool = False  # "it" that can only be a character: "visits it"
    absent: bool = False  # only dreamt of, painted, missed


def find_mentions(sentence: str, names: Collection[str]) -> list[Mention]:
    """All mentions in their order, with "Mia, a red fox" still as two."""
    words = words_of(sentence)
    mentions, index = [], 0
    while index < len(words):
        mention = _mention(sentence, words, index, names)
        index += 1
        if mention is not None:
            absent = _ABSENT.search(sentence, max(0, mention.start - 30), mention.start) is not None
            mentions.append(replace(mention, absent=absent))
            while index < len(words) and words[index].start < mention.end:
                index += 1
    return mentions


def _mention(sentence: str, words: Sequence[Word], index: int, names: Collection[str]) -> Mention | None:
    """The mention that begins at this word."""
    word = words[index]
    if word.low in names or _is_title(words, index, names):
        return _name(sentence, words, index)
    if (word.low in _DEFINITE or word.low in _INDEFINITE) and (noun := noun_after(words, index)):
        return _noun(sentence, words, index, noun)
    if word.low in _PRONOUNS:
        return _pronoun(sentence, words, index)
    return _thing(sentence, words, index) if word.low in ("a", "an") else _bare(sentence, words, index)


def _is_title(words: Sequence[Word], index: int, names: Collection[str]) -> bool:
    return (
        words[index].upper and words[index].low in TITLES and index + 1 < len(words) and words[index + 1].low in names
    )


def _name(sentence: str, words: Sequence[Word], first: int) -> Mention:
    """ "Mia", "Mr. Fox", "Sherlock Holmes"."""
    last = first
    while last + 1 < len(words) and words[last + 1].upper and not words[last].tail:
        dotted = words[last].low in TITLES and words[last + 1].gap == ". "
        if words[last + 1].low in NOT_NAMES or not (dotted or words[last + 1].gap == " "):
            break
        last += 1
    start, end = words[first].start, words[last].end
    return Mention(start, end, "name", sentence[start:end], possessive=words[last].tail == "'s")


def _noun(sentence: str, words: Sequence[Word], determiner: int, noun: Noun) -> Mention:
    """ "the red fox", "two rabbits", "a bear with a hat"; "the two friends" mean whom "they" would."""
    low, head = words[determiner].low, words[noun.at]
    worn = outfit_at(sentence, head.end)
    group = noun.plural and low in _DEFINITE and head.low in GROUPS
    return Mention(
        words[determiner].start,
        worn[0] if worn else head.end,
        "pronoun" if group else "noun",
        "they" if group else noun.singular,
        looks=_uncapitalised(sentence[words[determiner + (low not in _COUNTS)].start : head.end]),
        outfit=worn[1] if worn else "",
        definite=low in _DEFINITE,
        plural=noun.plural,
        possessive=head.tail == "'s",
        several=group,
    )


def outfit_at(sentence: str, position: int) -> tuple[int, str] | None:
    """(end, what is worn) of " with a green scarf" at this place."""
    worn = _OUTFIT.match(sentence, position)
    return (worn.end(), worn[1]) if worn else None


def _pronoun(sentence: str, words: Sequence[Word], index: int) -> Mention | None:
    word, after = words[index], words[index + 1] if index + 1 < len(words) else None
    if word.low == "it" and _DUMMY.match(sentence, word.start):
        return None
    if word.low == "both" and after is not None and (after.upper or after.low in _PAIRED):
        return None
    her_own = word.low == "her" and after is not None and after.gap == " " and after.low not in FUNCTION
    opens = index == 0 or words[index - 1].low in _CLAUSE or "," in word.gap
    return Mention(
        word.start, word.end, "pronoun", _PRONOUNS[word.low],
        possessive=word.low in _POSSESSIVE or her_own,
        object=word.low in ("him", "them") or (word.low == "her" and not her_own) or (word.low == "it" and not opens),
        several=word.low == "both",
        somebody=_SOCIAL.search(sentence, max(0, word.start - 20), word.start) is not None,
    )  # fmt: skip


def _thing(sentence: str, words: Sequence[Word], article: int) -> Mention | None:
    """ "a red ball" after a verb: what a later "it" may mean."""
    before = words[article - 1].low if article else ""
    if not before or "," in words[article].gap or before in _NOT_A_THING_AFTER:
        return None
    last = article
    while last + 1 < len(words) and words[last + 1].gap == " " and words[last + 1].low not in FUNCTION:
        last += 1
    while last > article and words[last].low.endswith(("ing", "ly")):
        last -= 1
    if not 0 < last - article <= 4:
        return None
    start, end = words[article + 1].start, words[last].end
    return Mention(start, end, "thing", sentence[start:end])


def _bare(sentence: str, words: Sequence[Word], index: int) -> Mention | None:
    """A noun without a determiner: any plural ("birds sing"), or the first of a caption ("Red fox in the snow")."""
    noun, first = noun_at(words, index), index
    if noun is None or noun.at != index or words[index].low in FRIENDS:  # "they are friends"
        return None
    while first and words[first - 1].low in ADJECTIVES and words[first].gap == " ":
        first -= 1
    named = words[index].upper and index > 0  # "Bear and Rabbit"
    if (first and not noun.plural and not named) or (first and words[first - 1].low in ("are", "were")):
        return None
    start, end = words[first].start, words[index].end
    looks = _uncapitalised(sentence[start:end])
    return Mention(start, end, "noun", noun.singular, looks=looks, plural=noun.plural)


def _uncapitalised(words: str) -> str:
    return words[:1].lower() + words[1:]
