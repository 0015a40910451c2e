"""Finds in an English sentence the words that may mean a character: names, noun phrases, pronouns, groups, "it"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from story.coreference.clothes import outfit_at
from story.coreference.grammar import Noun, Word, living, noun_after, noun_at, words_of
from story.coreference.known_ones import one_of_known
from story.coreference.lexicon import (  # fmt: skip
    ADJECTIVES,
    ALSO_VERBS,
    BEFORE_PLACES,
    FRIENDS,
    FUNCTION,
    GIVEN,
    GROUPS,
    KIN,
    NOT_NAMES,
    NUMBERS,
    RELATIONS,
    TITLES,
    YOUNG,
)
from story.coreference.mention import Mention, is_absent

_SIDES = re.compile(r"(?i: (?:on|at|to) (?:either|each|both) (?:side|end)s?\b)")
_DUMMY = re.compile(
    r"(?i:it (?:(?:is|was|gets?|got|grows?|grew|becomes?|became|turns?|will be|(?:start|begin|stop)\w*|began)\b"
    r"(?: [\w-]+){0,3}? (?:rain\w*|snow\w*|dark\w*|night\w*|day\w*|morning|evening|sunset|dawn|dusk|noon|midnight|"
    r"cold\w*|warm\w*|hot|late\w*|early|light|sunny|cloudy|windy|stormy|foggy|spring|summer|autumn|winter|christmas|time)\b|"
    r"(?:rain|snow)(?:s|ed)\b))"
)
_SOCIAL = re.compile(
    r"(?i:\b(?:visit|join|meet|greet|hug|follow|help|thank|feed|ask|tell|kiss|chase|give|show|hand|offer|pat)(?:s|ed)?"
    r" |"
    r"\b(?:gave|brought|lent|told) |\b(?:up|over|next|close) to |\bbeside |"
    r"\b(?:hello|waves|waved) to )\Z"
)
_PRONOUNS = {
    "she": "she", "her": "she", "hers": "she", "he": "he", "him": "he", "his": "he", "they": "they", "them": "they",
    "their": "they", "it": "it", "its": "it", "everyone": "they", "everybody": "they", "both": "they",
}  # fmt: skip
_POSSESSIVE = {"his", "their", "its", "hers"}
_COUNTS = {*NUMBERS, "some", "many", "several"}
_INDEFINITE = _COUNTS | {"a", "an", "one", "another", "no"}
_DEFINITE = {"the", "this", "that", "these", "those", "his", "her", "their", "its", "my", "our", "both", "all"}
_CLAUSE = {"and", "then", "when", "while", "because", "so", "but", "now", "soon", "later", "that", "if", "as", "until"}
_BEFORE_BARE = ADJECTIVES | KIN
#: After one of these a bare noun is no animal that stands there: "like fox", "of bear", "a kind of duck".
_NOT_BEFORE_BARE = {"like", "as", "a", "an", "the", "to", "not", "than", "kind", "sort"}
_LETS = {
    "let",
    "lets",
    "make",
    "makes",
    "made",
    "see",
    "sees",
    "saw",
    "hear",
    "hears",
    "heard",
    "help",
    "helped",
    "watched",
}
_SOME_OF = {
    "one",
    "some",
    "all",
    "each",
    "most",
    "none",
    "rest",
    "side",
    "middle",
    "front",
    "sight",
    "presence",
    "arms",
}
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


def find_mentions(sentence: str, names: Collection[str]) -> list[Mention]:
    """All mentions in their order, with "Mia, a red fox" still as two."""
    words = words_of(sentence)
    mentions, index = [], 0
    while index < len(words):
        mention = _mention(sentence, words, index, names)
        index += 1
        if mention is not None:
            absent = mention.absent or is_absent(sentence, mention)
            mentions.append(replace(mention, absent=absent))
            while index < len(words) and words[index].start < mention.end:
                index += 1
    return mentions


def _mention(sentence: str, words: Sequence[Word], index: int, names: Collection[str]) -> Mention | None:
    """The mention that begins at this word."""
    word = words[index]
    written = word.upper or word.low in GIVEN or sentence == sentence.lower()
    title = word.upper and word.low in TITLES and index + 1 < len(words) and words[index + 1].low in names
    if (word.low in names and written) or title:
        return _name(sentence, words, index)
    if (word.low in _DEFINITE or word.low in _INDEFINITE) and (noun := noun_after(words, index)):
        return _noun(sentence, words, index, noun)
    if one := one_of_known(words, index):
        return one
    if word.low in _PRONOUNS:
        return _pronoun(sentence, words, index)
    return _thing(sentence, words, index) if word.low in ("a", "an") else _bare(sentence, words, index)


def _name(sentence: str, words: Sequence[Word], first: int) -> Mention:
    """ "Mia", "Mr. Fox", "Sherlock Holmes"."""
    last = first
    while last + 1 < len(words) and words[last + 1].upper and not words[last].tail:
        dotted = words[last].low in TITLES and words[last + 1].gap == ". "
        if words[last + 1].low in NOT_NAMES or not (dotted or words[last + 1].gap == " "):
            break
        last += 1
    start, end = words[first].start, words[last].end
    name, possessive = sentence[start:end], words[last].tail == "'s"
    if last + 1 < len(words) and words[last + 1].gap == " " and not possessive and not words[last + 1].upper:
        noun = noun_at(words, last + 1)
        if noun and noun.at == last + 1 and not noun.plural and noun.singular not in ALSO_VERBS | RELATIONS:
            end, looks = words[noun.at].end, words[noun.at].low  # "Ella elephant"
            tail = words[noun.at].tail == "'s"
            return Mention(start, end, "noun", noun.singular, looks=looks, name=name, definite=True, possessive=tail)
    return Mention(start, end, "name", name, possessive=possessive)


def _noun(sentence: str, words: Sequence[Word], determiner: int, noun: Noun) -> Mention:
    """ "the red fox", "two rabbits", "a bear with a hat"; "the two friends" mean whom "they" would."""
    low, head = words[determiner].low, words[noun.at]
    worn = outfit_at(sentence, head.end)
    own = low in ("his", "her", "its", "their")
    group = noun.plural and low in _DEFINITE and head.low in GROUPS and not (own and head.low in ("children", "kids"))
    begins = noun.at if words[noun.at - 1].low == "of" else determiner + (low not in _COUNTS)
    sides = _SIDES.match(sentence, head.end) is not None
    return Mention(
        words[determiner].start,
        worn[0] if worn else head.end,
        "pronoun" if group else "noun",
        "they" if group else noun.singular,
        looks=_uncapitalised(sentence[words[begins].start : head.end]),
        outfit=worn[1] if worn else "",
        alias=head.low if group else "",
        definite=low in _DEFINITE,
        plural=noun.plural or sides,
        possessive=head.tail == "'s" or _owns(words, determiner),
        several=group,
        number=2 if sides else _number(words, determiner, noun),
        owned=own,
        another=low in ("a", "an", "one", "another"),
        absent=low == "no",
    )


def _owns(words: Sequence[Word], determiner: int) -> bool:
    """ "In the chair of the bear": the bear need not be there."""
    if determiner < 3 or words[determiner - 1].low != "of" or words[determiner].low != "the":
        return False
    thing = words[determiner - 2]
    return words[determiner - 3].low in ("the", "a") and living(thing.low, 0) is None and thing.low not in _SOME_OF


def _number(words: Sequence[Word], first: int, noun: Noun) -> int:
    """How many a noun means that begins at `first`: "three bears", "a pair of frogs", "ducks x2"; 0: untold."""
    if not noun.plural:
        return 1
    lows = [word.low for word in words[max(0, first - 3) : noun.at]]
    told = next((NUMBERS[low] for low in reversed(lows) if low in NUMBERS), 0)
    after = words[noun.at + 1].low if noun.at + 1 < len(words) else ""
    return NUMBERS.get(after[1:], told) if after.startswith("x") else told


def _pronoun(sentence: str, words: Sequence[Word], index: int) -> Mention | None:
    word, after = words[index], words[index + 1] if index + 1 < len(words) else None
    if word.low == "it" and _DUMMY.match(sentence, word.start):
        return None
    if word.low == "both" and after is not None and (after.upper or after.low in _PAIRED):
        return None
    let = index > 0 and words[index - 1].low in _LETS
    her_own = word.low == "her" and after is not None and after.gap == " " and after.low not in FUNCTION and not let
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
    """A noun without a determiner: "birds sing", "Red fox in the snow", "fox and owl", "#penguin"."""
    noun, first = noun_at(words, index), index
    if noun is None or words[index].low in FRIENDS:  # "they are friends"
        return None
    if noun.at != index and words[noun.at].low not in YOUNG and words[index].low not in _BEFORE_BARE:
        noun = living(words[index].low, index)  # "cat dog mouse"
    if noun is None:
        return None
    while first and words[first - 1].low in _BEFORE_BARE and words[first].gap == " ":
        first -= 1
    before = words[first - 1].low if first else ""
    if first and words[first - 1].low in ("are", "were"):
        return None
    listed = first > 0 and words[first].gap == ", " and words[first - 1].low == words[index].low  # "fox, fox, fox"
    named = words[index].upper and index > 0  # "Bear and Rabbit"
    if first and not noun.plural and not named and (noun.singular in ALSO_VERBS or before in _NOT_BEFORE_BARE):
        return None
    start, end = words[first].start, words[noun.at].end
    worn = outfit_at(sentence, end)
    return Mention(
        start,
        worn[0] if worn else end,
        "noun",
        noun.singular,
        looks=_uncapitalised(sentence[start:end]),
        outfit=worn[1] if worn else "",
        plural=noun.plural,
        number=_number(words, first, noun),
        absent=before in ("no", "without"),
        another=listed,
    )


def _uncapitalised(words: str) -> str:
    return words[:1].lower() + words[1:]
