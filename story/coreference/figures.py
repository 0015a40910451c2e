"""The single beings on stage, in the words of the story: what a model is told that draws figures one by one."""

from __future__ import annotations

import re
from collections.abc import Iterable

from generation.engine import Figure
from story.coreference.characters import Character
from story.coreference.lexicon import ANYBODY, COLOURS, HE_NAMES, KIN, NUMBERS, RELATIONS, SHE_NAMES

SEVERAL = 2  # "some ducks"
_HE = frozenset(["brother", "son", "nephew", "boyfriend"])
_SHE = frozenset(["sister", "daughter", "niece", "girlfriend"])


def figures_of(stage: Iterable[Character]) -> tuple[Figure, ...]:
    """Everybody on stage; of several as many as are there."""
    figures: list[Figure] = []
    stage = tuple(stage)
    for person in stage:
        if person.noun in ("child", "kid") and person.plural:
            figures += (Figure(noun="girl"), Figure(noun="boy"), *[Figure(noun="girl")] * (person.number - 2))
            continue
        number = (person.there or person.number or SEVERAL) if person.plural else 1
        grown = any(each.head == person.head and each.noun not in _LITTLE for each in stage)
        noun = _noun(person)
        words = person.looks.lower().split(" who ")[0].split(",")[0].split()
        described = words[:-1] if person.noun else words  # the last one is the noun, however it is written
        looks = [word for word in described if word not in (noun, person.noun, person.head) and word not in NUMBERS]
        wears = tuple(
            re.sub(r"\A(?:an?|the|his|her) ", "", each) for each in re.split(r" and |, ", person.outfit) if each
        )
        told = [_YOUNG.get(word, word) for word in looks if word not in _SMALL_WORDS]
        size = ["small"] if grown and person.noun in _LITTLE and "small" not in told else []
        colour = person.coloured or any(word in COLOURS for word in (*told, *person.outfit.lower().split()))
        figures += [Figure(person.name, noun, " ".join(filter(None, [*size, *told])), wears, coloured=colour)] * number
    return tuple(figures)


#: Words of kin tell no colour and no clothes; some tell a size.
_YOUNG = {**dict.fromkeys(KIN, ""), "baby": "small", "mother": "big", "father": "big"}
_LITTLE = frozenset(
    ["duckling", "piglet", "kitten", "puppy", "pup", "cub", "chick", "lamb", "foal", "calf", "fawn", "gosling"]
)
_SMALL_WORDS = frozenset(["a", "an", "the", "his", "her", "its", "their", "my", "our", "some", "all", "both", "of"])


def _noun(person: Character) -> str:
    """What somebody is; of a child that has only a name, what the name tells."""
    noun = person.noun or person.head
    if noun in RELATIONS and noun not in ANYBODY and person.owner is not None and person.owner is not person:
        kind = _noun(person.owner)
        if kind not in ("", "girl", "boy", "child", "kid", "woman", "man", "king", "queen", "prince", "princess"):
            return kind  # the brother of a bear is a bear
    if noun in _HE or noun in _SHE:
        return "boy" if noun in _HE else "girl"
    if noun in ("friend", "companion", "creature", "animal", "hero", "person"):
        return ""
    if noun:
        return noun
    names = person.name.lower().split()
    if any(name in SHE_NAMES for name in names) or person.pronoun == "she":
        return "girl"
    return "boy" if any(name in HE_NAMES for name in names) or person.pronoun == "he" else ""
