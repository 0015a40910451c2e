"""What somebody says in a sentence, apart from what the sentence tells: balloons and captions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from generation.engine import Figure
from story.sentences import NO_CAST

_QUOTED = re.compile(r'"([^"]+)"|“([^“”]+)”|„([^„“”]+)[“”]|«([^«»]+)»|「([^「」]+)」|『([^『』]+)』')
_SAYING = (
    r"(?:says?|said|asks?|asked|cr(?:y|ies|ied)|calls?|called|shouts?|shouted|whispers?|whispered|answers?|answered|"
    r"repl(?:y|ies|ied)|laughs?|laughed|thinks?|thought|exclaims?|exclaimed|adds?|added|sighs?|sighed|yells?|yelled)"
)
_ONLY_SAYS = re.compile(  # "said Mia", "the old owl asked softly"
    rf"(?i:(?:and |then )?(?:{_SAYING}(?: [\w'’-]+){{0,4}}|(?:(?!and\b)[\w'’-]+ ){{1,4}}{_SAYING}(?: [\w'’-]+){{0,2}}))"
)
_AROUND = " ,.:;!?，、。：—–-"


def spoken(sentence: str) -> tuple[str, tuple[str, ...]]:
    """(caption, what is said): words that only say who speaks are left out, for a balloon shows that."""
    text = sentence.removeprefix(NO_CAST).strip()
    said = tuple(
        words.strip(" ,，") for match in _QUOTED.finditer(text) if (words := next(filter(None, match.groups())))
    )
    if not said:
        return text, ()
    parts = [part.strip(_AROUND) for part in _QUOTED.split(text)[:: _QUOTED.groups + 1]]
    told = [part for part in parts if part and not _ONLY_SAYS.fullmatch(part)]
    if len(told) > 1:
        return text, said
    return f"{told[0][:1].upper()}{told[0][1:]}." if told else "", said


def speaker(sentence: str, figures: Sequence[Figure]) -> int:
    """Which of the figures speaks: who is named where it is said, or else in the rest of the sentence; 0 in doubt."""
    parts = [part.strip(_AROUND) for part in _QUOTED.split(sentence)[:: _QUOTED.groups + 1]]
    saying = [part for part in parts if _ONLY_SAYS.fullmatch(part)]
    for words in (" ".join(saying).lower(), " ".join(parts).lower()):
        for index, each in enumerate(figures):
            if any(name and re.search(rf"\b{re.escape(name.lower())}\b", words) for name in (each.name, each.noun)):
                return index
    return 0
