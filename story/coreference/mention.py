"""A stretch of a sentence that may mean somebody, and whether its words say that they are elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ABSENT = re.compile(
    r"(?i:\b(?:(?:statue|picture|painting|drawing|photo|story|book|song|letter)s? (?:of|about|from)|"
    r"(?:promised|betrothed|engaged) to|(?:dream\w*|think\w*|thoughts?) (?:of|about|to)|"
    r"(?:look|search|wait|ask|wish|long)\w* for|misses|missed|remember\w*|"
    r"without|(?:want|wish|long|hope)\w* (?:\w+ ){0,2}?to (?:have|marry|find|be|become|get|see))"
    r"(?: an?| the| his| her)?(?: little| small| big| great| real)? )\Z"
)
_COMPARED = re.compile(r"(?i:\b(?:like|\w+ as|than) )\Z")
_GONE = re.compile(
    r"(?i: (?:(?:is|was|are|were|had|has) (?:gone|away|missing|nowhere|not (?:there|here))|cannot be seen)\b)"
)


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
    number: int = 1  # how many: 3 of "three bears"; 0 of a plural that does not say
    owned: bool = False  # "his brother"
    another: bool = False  # not one who was told before in the sentence: "one robot is red, one robot is blue"
    alias: str = ""  # what else the same one is called: "king" of "the king, an old lion"
    absent: bool = False  # only dreamt of, painted, missed


def is_absent(sentence: str, mention: Mention) -> bool:
    """Whether who is meant is only dreamt of, wished for, missed, compared with, or gone."""
    before = sentence[max(0, mention.start - 30) : mention.start]
    if mention.kind == "noun" and not mention.definite and _COMPARED.search(before):
        return True
    return _ABSENT.search(before) is not None or _GONE.match(sentence, mention.end) is not None
