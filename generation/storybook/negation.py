"""What a sentence denies is not drawn: "cannot sleep" shows nobody asleep, "has no umbrella" no umbrella.

The model reads words, and has not learned that one of them may take back another; so what is denied is taken out before
it reads. Who is absent ("nobody came", "no frogs") is left to whoever reads the cast; a moon in the sky is no place.
"""

from __future__ import annotations

import re

_DENIED = re.compile(
    r"(?i:\b(?:ca(?:n't|nt|nnot|n not)|(?:could|do|does|did|is|was|are|were|has|had|would|wo|ai)(?: not|n't|nt)"
    r"|never|no longer|not(?! a soul))"
    r"(?: (?:be|been|being|feel|feeling|get|getting|fall|falling|even|really|very|so|an?|the|any|his|her|going|to|want|"
    r"wants|able|yet|ever))*"
    r" (?!(?:only|just|far|long|one|soul|that|and|but|there|here|wait|know|until|single)\b)[a-z]+)"
)
_WITHOUT = re.compile(
    r"(?i:\b(?:without|no)(?: (?:an?|any|his|her|its|their|the))?"
    r" (?!(?:any|one|body|anybody|anyone|wait|longer|matter|people|animals|characters|figures|need|sorry)\b)"
    r"(?:[a-z]+ (?=(?:hat|scarf)\b))?[a-z]+)"
)
_ELSEWHERE = re.compile(
    r"(?i:\bnot (?:in|on|at|by|near|inside|under|behind|wearing|holding)(?: (?:the|an?|his|her|their|any))? [a-z]+"
    r"|,? ?\bneither(?: of (?:them|the two|both))?(?: (?:is|was|are|were|has|have))?"
    r"(?: (?:wearing|with|holding|in|carrying))?(?: (?:the|an?|any))? [a-z]+)"
)
_SKY = re.compile(
    r"(?i:\b(?:under|beneath|below|by the light of|in the light of|looks? at|looking at|looked at|watch\w*|sees?|saw|"
    r"howls? at|howling at|sings? to|singing to) (?:the|a)(?: full| bright| big| round| pale| silver| half)? moon\b)"
)


def affirmed(text: str) -> str:
    """The text without what it denies, and with night where it has a moon in the sky."""
    told = _SKY.sub("at night", text.replace("’", "'"))
    return _WITHOUT.sub("", _DENIED.sub("", _ELSEWHERE.sub("", told)))
