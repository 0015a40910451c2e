"""Finds in an English sentence the words that may mean a character: names, noun phrases, pronouns, groups, "it"."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace

from story.lexicon import (
    ADJECTIVES, BEFORE_PLACES, CREATURES, DEEDS, FUNCTION, GARMENTS, GIVEN, GROUPS, NOT_AFTER, NOT_NAMES, PLURALS, SAME,
    TITLES, VERBS,
)  # fmt: skip

_TOKEN = re.compile(r"(?P<base>[^\W_]+(?:-[^\W_]+)*)(?P<tail>['’][a-zA-Z]{1,2}\b)?")
_QUOTED = re.compile(r'"[^"]*"?|“[^”]*”?|«[^»]*»?|„[^“”]*[“”]?')
_GARMENT = rf"(?:(?!with\b|wearing\b|in\b|and\b)[\w-]+ ){{0,4}}(?:{'|'.join(sorted(GARMENTS))})\b"
_OUTFIT = re.compile(rf"(?i:,? (?:with|wearing|in|who wears|who wore) ({_GARMENT}(?: and {_GARMENT})?))")
_ABSENT = re.compile(
    r"(?i:\b(?:(?:statue|picture|painting|drawing|photo|story|book|song|letter)s? (?:of|about|from)|dream\w* (?:of|about)|"
    r"think\w* (?:of|about)|thought (?:of|about)|look\w* for|search\w* for|wait\w* for|miss(?:es|ed)|remember\w*|without) )$"
)
_DUMMY = re.compile(
    r"(?i:it (?:(?:is|was|gets?|got|grows?|grew|becomes?|became|turns?|has|had|will be|starts?|started|begins?|began|stops?|"
    r"stopped)\b(?: [\w-]+){0,3}? (?:rain\w*|snow\w*|dark\w*|night\w*|day\w*|morning|evening|sunset|dawn|dusk|noon|midnight|"
    r"cold\w*|warm\w*|hot|late\w*|early|light|sunny|cloudy|windy|stormy|foggy|spring|summer|autumn|winter|christmas|time)\b|"
    r"(?:rain|snow)(?:s|ed)\b))"
)
ELLIPSIS = re.compile(
    r"(?:(?:Then|And then|Next|Finally|Afterwards|Soon|Now|Later),? )?(?P<verb>"
    rf"(?i:{'|'.join(sorted(DEEDS | VERBS))})\b)"
)
_PRONOUNS = {
    "she": "she", "her": "she", "hers": "she", "herself": "", "he": "he", "him": "he", "his": "he", "they": "they",
    "them": "they", "their": "they", "it": "it", "its": "it", "everyone": "they", "everybody": "they", "both": "they",
}  # fmt: skip
_POSSESSIVE = {"his", "their", "its", "hers"}
_OBJECTS = {"him", "them"}
_INDEFINITE = {"a", "an", "another", "one", "some", "many", "several", "no"}
_NUMBERS = {"two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"}
_DEFINITE = {"the", "this", "that", "these", "those", "his", "her", "their", "its", "my", "our", "both", "all"}
_DETERMINERS = _INDEFINITE | _NUMBERS | _DEFINITE
_CLAUSE = {"and", "then", "when", "while", "because", "so", "but", "now", "soon", "later", "that", "if", "as", "until"}


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a sentence that may mean somebody, or something by "it"."""

    start: int
    end: int
    kind: str  # "name", "noun", "pronoun" or "thing"
    word: str  # the name; the head noun; "she", "he", "it" or "they"; the thing
    looks: str = ""  # of a noun: "small red fox"
    outfit: str = ""  # of a noun: "a green scarf"
    definite: bool = False
    plural: bool = False
    possessive: bool = False
    object: bool = False
    exact: bool = False  # "both", "the two friends": two at least
    absent: bool = False  # only dreamt of, painted, missed
    name: str = ""  # of a noun that comes with a name: "Mia, a red fox", "a red fox called Mia"
    introduces: bool = False  # the words themselves describe


@dataclass(frozen=True, slots=True)
class Token:
    """One word: `low` in lower case and without a possessive or contracted ending."""

    start: int
    end: int
    low: str
    upper: bool
    tail: str
    gap: str  # the text between the word before and this one


def tokens(sentence: str) -> list[Token]:
    """The words outside quotation marks."""
    text = _QUOTED.sub(lambda quoted: "\0" * len(quoted[0]), sentence)
    found, last = [], 0
    for match in _TOKEN.finditer(text):
        start, end = match.span("base")
        tail = (match["tail"] or "").replace("’", "'").lower()
        found.append(Token(start, end, match["base"].lower(), match["base"][0].isupper(), tail, text[last:start]))
        last = match.end()
    return found


def head_of(word: str) -> tuple[str, bool] | None:
    """(singular noun, is plural) of a noun that means a living being; None for any other word."""
    if word in PLURALS:
        return PLURALS[word], word != "sheep"
    if word in CREATURES:
        return word, False
    for ending, singular in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and word.removesuffix(ending) + singular in CREATURES:
            return word.removesuffix(ending) + singular, True
    return None


def same_head(word: str) -> str:
    """The word that stands for all nouns of this kind: "bunny" → "rabbit"."""
    return SAME.get(word, word)


def find_names(sentences: Sequence[str]) -> set[str]:
    """All names of a story, in lower case: capitalised words that are known, introduced, or do what only somebody does."""
    lower = not any(letter.isupper() for sentence in sentences for letter in sentence)
    names: set[str] = set()
    for sentence in sentences:
        words = tokens(sentence)
        for index, word in enumerate(words):
            if word.upper or (lower and word.low in GIVEN):
                names |= {word.low} if _is_name(words, index) else set()
    return names


def _is_name(words: Sequence[Token], index: int) -> bool:
    word, before = words[index], words[index - 1].low if index else ""
    if word.low in NOT_NAMES or before == "the":
        return False
    if word.low in GIVEN or before in ("named", "called"):
        return True
    after = words[index + 1] if index + 1 < len(words) else None
    if head_of(word.low) or word.low in TITLES or word.low in ADJECTIVES:
        return before in TITLES
    if after is not None and after.low in DEEDS and after.gap == " ":
        return True
    if after is not None and after.low in ("the", "a", "an", "is", "was") and before not in BEFORE_PLACES:
        start = index + 1 + (after.low in ("is", "was"))
        phrase = noun_phrase(words, start) if start < len(words) else None
        return phrase is not None
    return index > 0 and "." not in word.gap and before in ("and", "with", "meets", "met", "sees", "visits", "hugs", *TITLES)


def noun_phrase(words: Sequence[Token], index: int) -> tuple[int, str, bool] | None:
    """(index of the head, singular head, is plural) of the living being whose determiner stands at `index`."""
    for at in range(index + 1, min(index + 8, len(words))):
        word = words[at]
        if word.gap not in (" ", ", ", " -") or (word.low in FUNCTION - _NUMBERS and at > index + 1):
            return _unlisted(words, index, at)
        head = head_of(word.low)
        if head and not (at + 1 < len(words) and words[at + 1].gap == " " and words[at + 1].low in NOT_AFTER):
            further = head_of(words[at + 1].low) if at + 1 < len(words) and words[at + 1].gap == " " else None
            return (at + 1, *further) if further and words[at].tail == "" else (at, *head)
        if (word.low.endswith("s") and not word.low.endswith(("ous", "ss"))) or word.low in FUNCTION - _NUMBERS or word.tail:
            return None
    return None


def _unlisted(words: Sequence[Token], index: int, at: int) -> tuple[int, str, bool] | None:
    """A noun of no list, that is somebody because of "who", or because it is named."""
    named = words[at].low in ("named", "called") and at + 1 < len(words) and words[at + 1].upper
    if words[at].gap == " " and at > index + 1 and (words[at].low == "who" or named):
        return at - 1, words[at - 1].low, False
    return None


def find_mentions(sentence: str, names: Collection[str]) -> list[Mention]:
    """All mentions in their order; adjacent ones of the same character ("Mia, a red fox") are not yet joined."""
    words = tokens(sentence)
    found, index = [], 0
    while index < len(words):
        mention, index = _mention(sentence, words, index, names)
        if mention is not None:
            found.append(replace(mention, absent=_ABSENT.search(sentence[max(0, mention.start - 30) : mention.start]) is not None))
    return found


def _mention(sentence: str, words: Sequence[Token], index: int, names: Collection[str]) -> tuple[Mention | None, int]:
    """The mention that begins at this word, if one does, and where to look on."""
    word = words[index]
    if word.low in _DETERMINERS and word.low != "both" or word.low == "both":
        phrase = noun_phrase(words, index)
        possessive = word.low in _PRONOUNS and word.low != "both"
        if phrase and not possessive:
            return _noun(sentence, words, index, *phrase)
        if word.low not in _PRONOUNS:
            return _thing(sentence, words, index)
    if word.low in _PRONOUNS:
        return _pronoun(sentence, words, index), index + 1
    if index and words[index - 1].low in _PRONOUNS and words[index - 1].low in _DEFINITE and (
        phrase := noun_phrase(words, index - 1)
    ):
        mention, after = _noun(sentence, words, index - 1, *phrase)
        return replace(mention, start=word.start), after
    if word.low in names or (word.upper and word.low in TITLES and index + 1 < len(words) and words[index + 1].low in names):
        return _name(sentence, words, index, names)
    return _bare(sentence, words, index)


def _noun(
    sentence: str, words: Sequence[Token], index: int, at: int, head: str, plural: bool
) -> tuple[Mention, int]:
    first = index if words[index].low in _NUMBERS | {"some", "many", "several"} else index + 1
    worn = _OUTFIT.match(sentence, words[at].end)
    definite = words[index].low in _DEFINITE
    group = plural and definite and words[at].low in GROUPS
    mention = Mention(
        start=words[index].start,
        end=worn.end() if worn else words[at].end,
        kind="pronoun" if group else "noun",
        word="they" if group else head,
        looks=sentence[words[first].start : words[at].end],
        outfit=worn[1] if worn else "",
        definite=definite,
        plural=plural,
        possessive=words[at].tail == "'s",
        exact=group,
    )
    after = next((i for i in range(at + 1, len(words)) if words[i].start >= mention.end), len(words))
    return mention, after


def _name(sentence: str, words: Sequence[Token], index: int, names: Collection[str]) -> tuple[Mention, int]:
    last = index
    while last + 1 < len(words) and words[last + 1].upper and words[last + 1].gap in (" ", ". ") and not words[last].tail:
        if words[last + 1].low in NOT_NAMES or (words[last + 1].gap == ". " and words[last].low not in TITLES):
            break
        last += 1
    span = words[index].start, words[last].end
    return Mention(*span, "name", sentence[slice(*span)], possessive=words[last].tail == "'s"), last + 1


def _pronoun(sentence: str, words: Sequence[Token], index: int) -> Mention | None:
    word, after = words[index], words[index + 1] if index + 1 < len(words) else None
    whom = _PRONOUNS[word.low]
    possessive, of_clause = word.low in _POSSESSIVE, index == 0 or words[index - 1].low in _CLAUSE or "," in word.gap
    if word.low == "her":
        possessive = after is not None and after.gap == " " and after.low not in FUNCTION
    if word.low == "both" and after is not None and (after.upper or after.low in ("of", "the", "hands", "eyes", "sides")):
        return None
    if not whom or (word.low == "it" and _DUMMY.match(sentence, word.start)):
        return None
    is_object = word.low in _OBJECTS or (word.low == "her" and not possessive) or (word.low == "it" and not of_clause)
    return Mention(
        word.start, word.end, "pronoun", whom, possessive=possessive, object=is_object, exact=word.low == "both"
    )


def _bare(sentence: str, words: Sequence[Token], index: int) -> tuple[Mention | None, int]:
    """A noun without a determiner: any plural ("birds sing"), or one that a caption begins with ("Red fox in the snow")."""
    head, start = head_of(words[index].low), index
    while head and start and words[start - 1].low in ADJECTIVES and words[start].gap == " ":
        start -= 1
    if not head or not (head[1] or start == 0) or (index + 1 < len(words) and words[index + 1].low in NOT_AFTER):
        return None, index + 1
    if words[index].low in GROUPS or (start and words[start - 1].low in ("are", "were", "best")):  # "they are friends"
        return None, index + 1
    looks = sentence[words[start].start : words[index].end]
    looks = looks[0].lower() + looks[1:]
    return Mention(words[start].start, words[index].end, "noun", head[0], looks=looks, plural=head[1]), index + 1


def _thing(sentence: str, words: Sequence[Token], index: int) -> tuple[Mention | None, int]:
    """ "a red ball" after a verb: what a later "it" may mean."""
    word, last = words[index], index
    if word.low not in ("a", "an") or index == 0 or "," in word.gap or words[index - 1].low in BEFORE_PLACES | {"by", "under", "beneath", "to", "up", "is", "was", "for", "behind", "beside", "once"}:
        return None, index + 1
    while last + 1 < len(words) and words[last + 1].gap == " " and words[last + 1].low not in FUNCTION:
        last += 1
    while last > index and words[last].low.endswith(("ing", "ly")):
        last -= 1
    if not 0 < last - index <= 4:
        return None, index + 1
    span = words[index + 1].start, words[last].end
    return Mention(*span, "thing", sentence[slice(*span)]), last + 1




def outfit_at(sentence: str, position: int) -> tuple[int, str] | None:
    """(end, what is worn) of " with a green scarf" at this place."""
    worn = _OUTFIT.match(sentence, position)
    return (worn.end(), worn[1]) if worn else None
