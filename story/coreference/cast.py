"""Who is on stage in each sentence of an English story: rules over words, no model.

Introductions and cast lines say who there is; names, "the fox", pronouns and groups say who is meant; a sentence about
nobody in particular keeps those on stage. Where the rules are unsure a sentence stays as it is.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generation.engine import Figure
from story.coreference.characters import Character, is_several
from story.coreference.figures import figures_of
from story.coreference.introductions import introduced
from story.coreference.lexicon import COLOURS, DEEDS, FUNCTION, GARMENTS, HE_NOUNS, SHE_NOUNS, VERBS
from story.coreference.mention import Mention
from story.coreference.mentions import find_mentions
from story.coreference.names import find_names
from story.coreference.presence import is_identified, present
from story.coreference.resolver import Characters
from story.sentences import NO_CAST

_HUE = rf"(?:{'|'.join(COLOURS)})"
_COLOURED = re.compile(rf"(?i:\b{_HUE}\b)")
_OF_A_THING = re.compile(rf"(?i:(?:(?: and|,)? {_HUE})* (?!(?:{'|'.join(FUNCTION)}|[a-z]+ing)\b)[a-z])")  # " ball"
_CLOTHES = re.compile(rf"(?i: (?:[\w-]+ )?(?:{'|'.join(GARMENTS)})\b)")
_ON_A_THING = re.compile(
    r"(?i:\b(?:the|an?|his|her|its|their) [\w-]+ (?:is|was|are|were|turns|turned|looks|looked) \Z)"  # "his nose is "
)
_PEOPLE = HE_NOUNS | SHE_NOUNS | {"", "child", "kid"}
_JOINS = re.compile(
    r"[\"“”«»]|(?i:\b(?:comes?|came|coming) (?:along|by|over|up|back)\b|\bjoin(?:s|ed)\b|\barriv(?:es|ed)\b)"
)
NEXT = 12  # mentions that a pronoun is compared with: more would be another sentence
_CALLED = re.compile(r"(?i:[^,.;!?]*\b(?:is|was) (?:always |also |often )?(?:called|named) )")
_CALLS = re.compile(r"(?i:\b(?:call|name)(?:s|ed|d)? (?:him|her|it) )\Z")
_TOUCHED = re.compile(r"(?i: (?:back|neck|shoulders?|lap|tail|face|side)\b)")
_AT_SIDE = re.compile(r"(?i:\b(?:by|beside|at|in|into) (?:his|her|its) (?:side|face)\b)")
_VESSELS = "hand|box|cup|glass|bag|basket|bottle|plate|bowl|pot|chair"
_ONE_WORD = re.compile(r" \w+ ")
_EMPTY = re.compile(
    r"(?i:\b(?:nobody|no one|no-one)\b|"
    rf"\b(?:the|an) (?:empty|deserted) (?!(?:{_VESSELS})s?\b)|"
    rf"\b(?!(?:{_VESSELS})\b)\w+ (?:is|are|was|were|lies|stands|looks) (?:now )?(?:empty|deserted)\b)"
)
_ELLIPSIS = re.compile(
    r"(?:(?:Then|And then|Next|Finally|Afterwards|Soon|Now|Later),? )?"
    rf"(?P<verb>(?i:{'|'.join(sorted(DEEDS | VERBS))})\b)"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One character on stage."""

    name: str  # "Mia"; "" where the story gives none
    description: str  # "red fox with a green scarf"; "" where the story tells nothing
    looks: str = field(default="", compare=False)  # "red fox"
    clothes: tuple[str, ...] = field(default=(), compare=False)  # ("green scarf",)


@dataclass(frozen=True, slots=True)
class SentenceCast:
    """Who is on stage in one sentence."""

    members: tuple[Member, ...]  # in the order of their introduction
    pronoun: bool  # somebody is told by pronoun, group or ellipsis only
    described: str  # the sentence with its characters described, for a model that knows no story
    figures: tuple[Figure, ...] = ()  # every single being on stage: "two dogs" are two
    joins: bool = False  # who speaks or comes along joins those on stage, as far as the sentence tells
    figure_members: tuple[int, ...] = ()  # of each figure: which of the members it is, or is one of
    sure: bool = True  # False: nothing in the sentence told it; those on stage were only kept
    absent: tuple[str, ...] = ()  # who is spoken of and not there: dreamt of, missed, gone

    @property
    def guidance(self) -> tuple[Figure, ...] | None:
        """Who has to be on stage; None where nobody can tell."""
        return self.figures if self.figures or self.sure else None


def cast_of(sentences: Sequence[str], cast_lines: Sequence[tuple[str, str]] = ()) -> tuple[SentenceCast, ...]:
    """The cast of every sentence, in order."""
    people, names = Characters(cast_lines), find_names(sentences, [name for name, _ in cast_lines])
    return tuple(_next_cast(people, sentence, names) for sentence in sentences)


def figures_told(characters: Iterable[tuple[str, str, tuple[str, ...]]]) -> tuple[Figure, ...]:
    """Everybody of these (name, looks, clothes) as beings on stage, however many each of them is."""
    people = Characters()
    return figures_of([people.told(*each) for each in characters])


def _next_cast(people: Characters, sentence: str, names: set[str]) -> SentenceCast:
    people.next_sentence()
    text = sentence.removeprefix(NO_CAST).strip()
    if sentence.startswith(NO_CAST):
        people.enter(())
        return SentenceCast((), False, f"{text.rstrip('.!… ')}, nobody there." if text else "Nobody is there.")
    reading = _Reading(people, text)
    reading.ellipsis()
    mentions = list(present(text, introduced(text, find_mentions(text, names))))
    for index, mention in enumerate(mentions):
        reading.read(mention, mentions[index + 1 : index + 1 + NEXT])
    return reading.cast()


class _Reading:
    """One sentence being read from left to right."""

    def __init__(self, people: Characters, text: str) -> None:
        self.people, self.text = people, text
        self.meant: dict[Character, None] = {}  # on stage by this sentence
        self.owners: dict[Character, None] = {}  # only something of theirs is mentioned
        self.named: set[Character] = set()  # not by pronoun alone
        self.seen: set[Character] = set()  # the words, or our words, say what they look like
        self.edits: list[tuple[int, int, str]] = []
        self.absent: dict[str, None] = {}  # in words, whom the sentence tells to be elsewhere
        self.last: tuple[int, list[Character]] = (0, [])  # where the last mention ended, and whom it meant
        self.placed: list[tuple[Mention, list[Character]]] = []  # who was put on stage, in the order of the words

    def ellipsis(self) -> None:
        """ "Then walks to the hill": the last subject still acts."""
        subject, verb = self.people.subject, _ELLIPSIS.match(self.text)
        if verb and subject is not None and subject in self.people.stage:
            self.meant[subject] = None
            self.edits.append((verb.start("verb"), verb.start("verb"), f"{self._words([subject])} "))
            self.seen.add(subject)

    def read(self, mention: Mention, later: Sequence[Mention] = ()) -> None:
        """Find out who a mention means, put them on stage, and describe them where they are only referred to.

        A pronoun means nobody whom the sentence names `later`: in "he carries the duck home" he is not the duck.
        """
        if mention.kind == "thing":
            self.people.see_thing(mention.word)
            return
        if mention.possessive and mention.kind == "noun" and not mention.definite and not mention.name:
            return  # "a lion's skin"
        if self._tells_of_last(mention):
            return
        whom, is_new = self.people.resolve(mention, tuple(self.meant), self._others(mention, later))
        if not mention.possessive:
            self.last = mention.end, whom
        if not whom and mention.word == "it" and not mention.possessive and (thing := self.people.thing()):
            self.edits.append((mention.start, mention.end, thing))
        if mention.absent:
            self._keep_off_stage(mention, whom, is_new)
        elif whom:
            self._put_on_stage(mention, whom, is_new)

    def _tells_of_last(self, mention: Mention) -> bool:
        """Whether it only says what somebody is, or is called, who was told just before it."""
        end, last = self.last
        if len(last) != 1:
            return False
        if mention.kind == "noun" and not mention.name and is_identified(self.text, end, mention):
            self.people.identify(last[0], mention)
            self.seen.update(last)
            return True
        called = _CALLED.fullmatch(self.text, end, mention.start) or _CALLS.search(
            self.text, max(0, mention.start - 30), mention.start
        )
        if mention.kind != "name" or last[0].name or not called:
            return False
        last[0].name = mention.word  # "the robot who lived there was called Beep"
        return True

    def _others(self, mention: Mention, later: Sequence[Mention]) -> Sequence[Character]:
        """Whom a pronoun does not mean, if it can mean anybody else."""
        end, last = self.last
        if mention.word == "they" and any(each.object and each.word != "they" for each in later):
            return self.people.stage
        if mention.possessive and _AT_SIDE.match(self.text, max(0, self.text.rfind(" ", 0, mention.start - 1) + 1)):
            return last  # "the cat flew in his face"
        if mention.object and _ONE_WORD.fullmatch(self.text, end, mention.start):
            return last  # "into the wood, where a wolf met her": who acts there
        if mention.kind != "pronoun" or mention.possessive or mention.object:
            return ()
        return [known for each in later if (known := self.people.known_as(each))]

    def _keep_off_stage(self, mention: Mention, whom: list[Character], is_new: bool) -> None:
        if mention.kind in ("name", "noun"):
            self.absent[whom[0].short() if whom else mention.word] = None
        for each in whom if is_new else ():
            each.seen = 0  # not one of "they"

    def _put_on_stage(self, mention: Mention, whom: list[Character], is_new: bool) -> None:
        self.placed.append((mention, whom))
        if not self.meant:
            self.people.undress(whom[0], self.text)
        touched = _TOUCHED.match(self.text, mention.end) is not None and bool(self.meant)
        (self.owners if mention.possessive and not touched else self.meant).update(dict.fromkeys(whom))
        self.named.update(whom if mention.kind != "pronoun" else ())
        is_described = mention.name or (mention.kind == "noun" and (is_new or mention.outfit or not mention.definite))
        if not is_described and not self.seen.issuperset(whom):
            words = self._words(whom, whose=mention.possessive)
            owned = mention.possessive and mention.kind == "pronoun"
            self.edits.append((mention.start, mention.end, f"{words}'s" if owned else words))
        self.seen.update(whom)

    def cast(self) -> SentenceCast:
        """Who is on stage after this sentence, and the sentence with everybody described."""
        people, text = self.people, self._apply_edits()
        if not self.meant and not self.owners and _EMPTY.search(self.text):
            people.enter(())
            return SentenceCast((), False, text, absent=tuple(self.absent))
        on_stage = self.meant or self.owners
        first = next(iter(self.meant), None)
        if first is not None and first.owner in self.meant:  # "her grandmother gave her a cap": it goes on with her
            on_stage = self.meant = {first.owner: None} | self.meant
        if on_stage:
            people.enter(on_stage)
            people.dress([people.subject] if self.meant and people.subject else on_stage, self.text)
        elif people.stage:
            text += f" {_capitalise(self._words(people.stage))} {'are' if is_several(people.stage) else 'is'} there."
        self._colour()
        members = tuple(map(_member, people.stage))
        there = {person.short() for person in people.stage}
        absent = tuple(each for each in self.absent if each not in there)
        pronoun = bool(on_stage) and not self.named.issuperset(people.stage)
        whose = tuple(index for index, person in enumerate(people.stage) for _ in figures_of((person,)))
        figures = figures_of(people.stage)
        return SentenceCast(
            members, pronoun, text, figures, _JOINS.search(self.text) is not None, whose, bool(on_stage), absent
        )

    def _colour(self) -> None:
        """A word of colour that is no adjective of a noun is said of whoever was told last before it: "He is green"."""
        for word in _COLOURED.finditer(self.text):
            at = word.start()
            told = bisect_right(self.placed, at, key=lambda each: each[0].start)
            before = self.placed[told - 1 : told] if told else []  # who was told last
            if before and at < before[-1][0].end:
                continue  # one of their looks, or of what they wear
            if _CLOTHES.match(self.text, word.end()):  # what a child wears is its colour
                children = [each for _, whom in before for each in whom if each.noun in _PEOPLE]
                for child in children:
                    child.coloured = True
                continue
            if _OF_A_THING.match(self.text, word.end()) or (not before and self.placed):
                continue
            last = before[-1][0] if before else None  # what is said of them begins after it; "its" belongs to its thing
            if last and _ON_A_THING.search(self.text, last.start if last.possessive else last.end, at):
                continue  # "his nose is red"
            for person in before[-1][1] if before else self.people.stage:
                person.coloured = True

    def _words(self, whom: Iterable[Character], *, whose: bool = False) -> str:
        """ "Mia the red fox and Otto the blue owl"; by name only who is already described."""
        *others, last = (each.short() if each in self.seen else each.described(outfit=not whose) for each in whom)
        return f"{', '.join(others)} and {last}" if others else last

    def _apply_edits(self) -> str:
        text, last = "", 0
        for start, end, words in self.edits:
            text, last = text + self.text[last:start] + (words if start else _capitalise(words)), end
        return text + self.text[last:]


def _member(person: Character) -> Member:
    clothes = tuple(re.sub(r"(?i)\A(?:an?|the) ", "", each) for each in re.split(" and |, ", person.outfit) if each)
    return Member(person.name, person.description(), person.looks, clothes)


def _capitalise(words: str) -> str:
    return words[:1].upper() + words[1:]
