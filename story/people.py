"""What a story has told of its characters so far, and whom a name, a noun or a pronoun means by that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from story.lexicon import ANYBODY, COLOURS, GARMENTS, HE_NAMES, HE_NOUNS, SHE_NAMES, SHE_NOUNS, TITLES
from story.mentions import Mention, find_mentions, outfit_at, same_head

RECENT = 4  # sentences after which somebody who left is no longer one of "they"
KNOWN = 24  # characters kept in mind
_ARTICLE = re.compile(r"(?i:an?|the) ")
_NAMING = re.compile(r" (?:named|called|by the name of) | |, (?:named|called) ")
_BEING = re.compile(r" (?:is|was) |, (?:who (?:is|was) )?")
_HIS_NAME = re.compile(r"(?i:\b(?:her|his|its|their) name (?:is|was) )\Z")
_WORN = rf"(?:[\w-]+ ){{0,3}}(?:{'|'.join(sorted(GARMENTS))})\b"
_PUTS_ON = re.compile(rf"(?i:\b(?:puts? on|swaps? the \w+ for|now wears?) (?:it\b|(?P<worn>{_WORN}))|\bputs it on\b)")
_TAKES_OFF = re.compile(rf"(?i:\b(?:takes? off|loses?|swaps?) (?:the|his|her|its) {_WORN})")


@dataclass(slots=True, eq=False)
class Person:
    """One character, or several that are told as one ("two rabbits")."""

    name: str = ""
    head: str = ""  # "fox"
    looks: str = ""  # "small red fox"
    outfit: str = ""  # "a green scarf"
    pronoun: str = ""  # she, he, it, they; "" until it is known
    plural: bool = False
    seen: int = 0  # the last sentence with them on stage
    rank: int = 0  # order of introduction

    def description(self) -> str:
        return f"{self.looks} with {self.outfit}" if self.looks and self.outfit else self.looks

    def short(self) -> str:
        return self.name or f"the {self.looks}"

    def described(self, *, whose: bool = False) -> str:
        """ "Mia the red fox with a green scarf", "the red fox", "Mia the red fox's"."""
        words = self.short()
        if self.name and self.looks:
            words += f" the {self.looks}" if self.head and "," not in self.looks else f" ({self.looks})"
        return f"{words}'s" if whose else words + (f" with {self.outfit}" if self.outfit else "")


def joined(sentence: str, mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions, with "Mia, a red fox" and "a red fox called Mia" each made one."""
    index = 0
    while index < len(mentions):
        mention, after = mentions[index], mentions[index + 1] if index + 1 < len(mentions) else None
        both = _join(sentence, mention, after) if after else None
        index += 2 if both else 1
        yield both or _her_name(sentence, mention)


def _join(sentence: str, one: Mention, two: Mention) -> Mention | None:
    gap = sentence[one.end : two.start]
    if one.kind == "name" and two.kind == "noun" and not two.plural and not one.possessive:
        closed = sentence[two.end : two.end + 1] in (",", ".", "")
        if (gap == " " and two.definite) or (_BEING.fullmatch(gap) and (not two.definite or (gap == ", " and closed))):
            return replace(two, start=one.start, name=one.word, introduces=True)
    if one.kind == "noun" and two.kind == "name" and not one.plural and not one.possessive and _NAMING.fullmatch(gap):
        worn = outfit_at(sentence, two.end)
        end, outfit = worn or (two.end, one.outfit)
        return replace(one, end=end, outfit=outfit, name=two.word, introduces=True, possessive=two.possessive)
    return None


def _her_name(sentence: str, mention: Mention) -> Mention:
    """ "Her name is Mia" names the last subject."""
    if mention.kind == "name" and _HIS_NAME.search(sentence[: mention.start][-30:]):
        return replace(mention, introduces=True)
    return mention


class People:
    """All characters of a story, and which of them are on stage after the last sentence."""

    def __init__(self, cast_lines: Iterable[tuple[str, str]] = ()) -> None:
        self.stage: list[Person] = []
        self.subject: Person | None = None
        self._known: list[Person] = []
        self._count = 0
        self._sentence = 0
        self._thing, self._thing_seen = "", 0
        for name, description in cast_lines:
            self._introduce_line(name, description)

    def _introduce_line(self, name: str, description: str) -> None:
        looks = _ARTICLE.sub("", description, count=1) if _ARTICLE.match(description) else description
        first = next(iter(find_mentions(description, ())), None)
        whole = first is not None and first.kind == "noun" and first.end == len(description) and first.start == 0
        if first is not None and whole:
            self._new(first, name)
            return
        person = self._new(Mention(0, 0, "name", name), name)
        person.looks = looks
        if first is not None and first.kind == "noun":
            person.head, person.pronoun = same_head(first.word), person.pronoun or _pronoun_of(first.word)

    def next_sentence(self) -> None:
        self._sentence += 1

    def enter(self, whom: Iterable[Person]) -> None:
        """Exactly these are on stage; the first told is the subject."""
        told = list(dict.fromkeys(whom))
        self.subject = told[0] if told else self.subject
        self.stage = sorted(told, key=lambda person: person.rank)
        for person in self.stage:
            person.seen = self._sentence

    def see_thing(self, words: str) -> None:
        self._thing, self._thing_seen = words, self._sentence

    def thing(self) -> str:
        """What "it" may mean: something told in the sentence before."""
        if self._thing_seen != self._sentence - 1:
            return ""
        self._thing_seen = self._sentence
        return self._thing

    def resolve(self, mention: Mention, meant: Sequence[Person]) -> list[Person]:
        """Whom a mention means, after those already meant in its sentence; new people become known."""
        if mention.kind == "name" or mention.name:
            return [self._by_name(mention)]
        if mention.kind == "noun":
            return self._by_noun(mention, meant)
        if mention.word == "they":
            return self._they(mention, meant)
        return self._he_or_she(mention, meant)

    def dress(self, text: str, subject: Person | None) -> None:
        """The subject puts on or takes off what it wears."""
        if subject is None:
            return
        if _TAKES_OFF.search(text):
            subject.outfit = ""
        if change := _PUTS_ON.search(text):
            subject.outfit = change["worn"] or (f"a {self._thing}" if self._thing else subject.outfit)

    def _by_name(self, mention: Mention) -> Person:
        name = mention.name or mention.word
        known = next((each for each in self._known if each.name and _same_name(each.name, name)), None)
        if known is None and mention.introduces and mention.kind == "name" and self.subject and not self.subject.name:
            known, self.subject.name = self.subject, name
        if known is None and mention.definite and mention.kind == "noun":
            known = next((each for each in self._of_kind(mention) if not each.name), None)
            if known is not None:
                known.name = name
        if known is None:
            return self._new(mention, name)
        if mention.kind == "noun" and known.head in ("", same_head(mention.word)) and len(mention.looks) > len(known.looks):
            known.head, known.looks = same_head(mention.word), mention.looks
            known.pronoun = known.pronoun or _pronoun_of(mention.word)
        known.outfit = mention.outfit or known.outfit
        return known

    def _new(self, mention: Mention, name: str = "") -> Person:
        self._count += 1
        is_noun = mention.kind == "noun"
        person = Person(
            name=name,
            head=same_head(mention.word) if is_noun else "",
            looks=mention.looks,
            outfit=mention.outfit,
            pronoun=_pronoun_of_name(name) or ("they" if mention.plural else _pronoun_of(mention.word) if is_noun else ""),
            plural=mention.plural,
            seen=self._sentence,
            rank=self._count,
        )
        self._known = [*self._known[-KNOWN + 1 :], person]
        return person

    def _by_noun(self, mention: Mention, meant: Sequence[Person]) -> list[Person]:
        alike = self._of_kind(mention)
        if not mention.definite:
            alike = [each for each in alike if not each.name and each.looks.lower() == mention.looks.lower()]
        if mention.plural:
            several = [each for each in alike if each.plural] or (alike if len(alike) > 1 else [])
            return several or [self._new(mention)]
        alike = [each for each in alike if not each.plural]
        return alike[:1] or [self._new(mention)]

    def _of_kind(self, mention: Mention) -> list[Person]:
        """Whom "the red fox" may mean, the last seen first."""
        head, gender = same_head(mention.word), _pronoun_of(mention.word)
        colours = {COLOURS[word] for word in mention.looks.lower().split() if word in COLOURS}
        recent = sorted(self._known, key=lambda each: (-each.seen, each is not self.subject))
        alike = [each for each in recent if each.head == head and _may_be(each, colours)]
        if alike or mention.word not in ANYBODY:
            return alike
        if gender:
            return [each for each in recent if each.pronoun == gender and (not each.head or each.head in ANYBODY)]
        return [each for each in recent if each is not self.subject]

    def _they(self, mention: Mention, meant: Sequence[Person]) -> list[Person]:
        if mention.object:
            stage = [each for each in self.stage if each not in meant[:1]]
        else:
            stage = list(meant) if _several(meant) else self.stage
        if _several(stage):
            return list(stage)
        recent = [each for each in self._known if each.seen and self._sentence - each.seen <= RECENT]
        if not _several(recent) and mention.exact:
            recent = sorted(self._known, key=lambda each: -each.seen)[:2]
        return recent if _several(recent) else []

    def _he_or_she(self, mention: Mention, meant: Sequence[Person]) -> list[Person]:
        """She is somebody told before in this sentence, or the last subject, or somebody on stage, or the last one seen."""
        if mention.word == "it" and mention.object and self._thing_seen >= self._sentence - 1 and self._thing:
            return []
        order = [*([] if mention.object else meant), *([self.subject] if self.subject in self.stage else []), *self.stage]
        order += sorted(self._known, key=lambda each: -each.seen)
        if mention.object:
            order = [each for each in order if each not in meant[:1]]
        for stage in (order[: len(order) - len(self._known)] if not mention.object else order, order):
            for pronoun in (mention.word, ""):
                for each in stage:
                    if each is not None and each.pronoun == pronoun and not (mention.word == "it" and each.name and not pronoun):
                        each.pronoun = mention.word
                        return [each]
        return []


def _several(people: Sequence[Person]) -> bool:
    return len(people) > 1 or any(each.plural for each in people)


def _may_be(person: Person, colours: set[str]) -> bool:
    own = {COLOURS[word] for word in person.looks.lower().split() if word in COLOURS}
    return not colours or not own or bool(colours & own)


def _same_name(one: str, two: str) -> bool:
    one, two = one.lower(), two.lower()
    return one == two or one in two.split() or two in one.split()


def _pronoun_of(noun: str) -> str:
    return "she" if noun in SHE_NOUNS else "he" if noun in HE_NOUNS else ""


def _pronoun_of_name(name: str) -> str:
    """What the name itself tells; a later pronoun may not contradict it."""
    for word in name.lower().replace(".", "").split():
        if word in SHE_NAMES or TITLES.get(word) == "she":
            return "she"
        if word in HE_NAMES or TITLES.get(word) == "he":
            return "he"
    return ""
