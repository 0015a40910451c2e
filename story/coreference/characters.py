"""One character of a story, and what can be told of it by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from story.coreference.lexicon import COLOURS, HE_NAMES, HE_NOUNS, ORDINALS, SHE_NAMES, SHE_NOUNS, TITLES
from story.coreference.mention import Mention

CHILDLIKE = frozenset(("", "child", "girl", "boy", "brother", "sister", "son", "daughter", "friend", "twin"))


@dataclass(slots=True, eq=False)
class Character:
    """One character, or several that are told as one ("two rabbits")."""

    rank: int  # order of introduction
    name: str = ""
    head: str = ""  # "fox"
    looks: str = ""  # "small red fox"
    outfit: str = ""  # "a green scarf"
    pronoun: str = ""  # she, he, it, they; "" until it is known
    plural: bool = False
    number: int = 1  # how many they are; 0: untold
    seen: int = 0  # the last sentence with them on stage
    noun: str = ""  # as first told: "puppy", whose `head` is "dog"
    aliases: tuple[str, ...] = ()  # what else it is called: "king"
    owner: Character | None = None  # whose brother, friend or child it is
    coloured: bool = False  # a word of colour was told while it was on stage
    there: int = 0  # of several: how many are on stage; 0: all

    def description(self) -> str:
        return f"{self.looks} with {self.outfit}" if self.looks and self.outfit else self.looks

    def called(self) -> tuple[str, ...]:
        """Other words for it: "king", and "captain" of Captain Whiskers."""
        return (*self.aliases, *self.name.lower().split()[:-1])

    def short(self) -> str:
        return self.name or f"the {self.looks}"

    def described(self, *, outfit: bool = True) -> str:
        """ "Mia the red fox with a green scarf", "the red fox"."""
        words = self.short()
        if self.name and self.looks:
            words += f" the {self.looks}" if self.head and "," not in self.looks else f" ({self.looks})"
        return f"{words} with {self.outfit}" if outfit and self.outfit else words


def fitting(
    looks: str, singles: Sequence[Character], acting: Sequence[Character | None], parted: Sequence[Character]
) -> list[Character]:
    """Which of `singles` "the grey one", "the second", "the other" may mean, where `parted` are told one by one."""
    if looks in COLOURS:
        return [each for each in singles if COLOURS[looks] in colours(each.looks)]
    if looks in ORDINALS:
        ordered, at = sorted(singles, key=lambda each: each.rank), ORDINALS[looks]
        return ordered[at : at + 1 or None] if len(ordered) > 1 else []
    if looks in ("other", "others"):
        return [] if parted else [each for each in singles if each not in acting]
    return [] if looks == "one" else [each for each in singles if looks in each.looks.lower().split()]


def is_several(people: Sequence[Character]) -> bool:
    return len(people) > 1 or any(each.plural for each in people)


def heads(people: Sequence[Character]) -> int:
    return sum((each.number or 2) if each.plural else 1 for each in people)


def colours(looks: str) -> set[str]:
    return {COLOURS[word] for word in looks.lower().split() if word in COLOURS}


def same_name(known: str, name: str) -> bool:
    one, two = known.lower(), name.lower()
    return one == two or one in two.split() or two in one.split()


def pronoun_of(mention: Mention, name: str = "") -> str:
    """What a name or a noun tells by itself; "" leaves it to the first pronoun."""
    if mention.plural:
        return "they"
    for word in name.lower().replace(".", "").split():
        if word in SHE_NAMES or word in HE_NAMES or TITLES.get(word):
            return "she" if word in SHE_NAMES or TITLES.get(word) == "she" else "he"
    if mention.kind == "noun" and (mention.word in SHE_NOUNS or mention.word in HE_NOUNS):
        return "she" if mention.word in SHE_NOUNS else "he"
    return ""
