"""Who is on stage in each sentence of an English story: rules over words, no model.

Introductions and cast lines say who there is; names, "the fox", pronouns and groups say who is meant; a sentence about
nobody in particular keeps those on stage. Where the rules are unsure a sentence stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from story.mentions import ELLIPSIS, Mention, find_mentions, find_names
from story.people import People, Person, joined
from story.sentences import NO_CAST

_EMPTY = re.compile(
    r"(?i)\b(?:nobody|no one|no-one)\b|\b(?:the|an) (?:empty|deserted) (?!hand|box|cup|glass|bag|basket|bottle|plate|bowl)|"
    r"\b(?!box|cup|glass|bag|basket|bottle|plate|bowl)\w+ (?:is|are|was|were|lies|stands|looks) (?:now )?(?:empty|deserted)\b"
)


@dataclass(frozen=True, slots=True)
class Member:
    """One character on stage."""

    name: str  # "Mia"; "" where the story gives none
    description: str  # "red fox with a green scarf"; "" where the story tells nothing


@dataclass(frozen=True, slots=True)
class SentenceCast:
    """Who is on stage in one sentence."""

    members: tuple[Member, ...]  # in the order of their introduction
    pronoun: bool  # somebody is told by pronoun, group or ellipsis only
    described: str  # the sentence with its characters described, for a model that knows no story


def cast_of(sentences: Sequence[str], cast_lines: Sequence[tuple[str, str]] = ()) -> tuple[SentenceCast, ...]:
    """The cast of every sentence, in order."""
    people = People(cast_lines)
    names = find_names(sentences) | {word.lower() for name, _ in cast_lines for word in name.split()}
    return tuple(_cast(people, sentence, names) for sentence in sentences)


def _cast(people: People, sentence: str, names: set[str]) -> SentenceCast:
    """The cast of the next sentence of a story."""
    people.next_sentence()
    text = sentence.removeprefix(NO_CAST).strip()
    if sentence.startswith(NO_CAST):
        people.enter(())
        return SentenceCast((), False, _nobody(text))
    reading = _Reading(people, text)
    reading.ellipsis()
    for mention in joined(text, find_mentions(text, names)):
        reading.read(mention)
    people.dress(text, (reading.meant or [None])[0])
    return reading.cast()


class _Reading:
    """One sentence being read from left to right."""

    def __init__(self, people: People, text: str) -> None:
        self.people, self.text = people, text
        self.meant: list[Person] = []  # on stage by this sentence
        self.owners: list[Person] = []  # only something of theirs is mentioned
        self.named: list[Person] = []  # not by pronoun alone
        self.described: list[Person] = []  # the words say what they look like
        self.edits: list[tuple[int, int, str]] = []

    def ellipsis(self) -> None:
        """ "Then walks to the hill": the last subject still acts."""
        subject, verb = self.people.subject, ELLIPSIS.match(self.text)
        if verb and subject is not None and subject in self.people.stage:
            self.meant.append(subject)
            self.described.append(subject)
            self.edits.append((verb.start("verb"), verb.start("verb"), f"{subject.described()} "))

    def read(self, mention: Mention) -> None:
        """Find out who a mention means, put them on stage, and describe them where they are only referred to."""
        if mention.kind == "thing":
            self.people.see_thing(mention.word)
            return
        whom = self.people.resolve(mention, self.meant)
        if not whom and mention.word == "it" and not mention.possessive and (thing := self.people.thing()):
            self.edits.append((mention.start, mention.end, f"the {thing}"))
        if not whom or mention.absent:
            return
        (self.owners if mention.possessive else self.meant).extend(whom)
        if mention.kind != "pronoun":
            self.named.extend(whom)
        if any(person not in self.described for person in whom):
            if not mention.introduces:
                self.edits.append((mention.start, mention.end, self._words(whom, whose=mention.possessive)))
            self.described.extend(whom)

    def _words(self, whom: Iterable[Person], *, whose: bool = False) -> str:
        *others, last = (
            person.short() if person in self.described else person.described(whose=whose) for person in whom
        )
        return f"{', '.join(others)} and {last}" if others else last

    def cast(self) -> SentenceCast:
        """Who is on stage after this sentence, and the sentence with everybody described."""
        people, text = self.people, self._edited()
        if not self.meant and _EMPTY.search(self.text):
            people.enter(())
            return SentenceCast((), False, text)
        kept = not (self.meant or self.owners)
        if kept and people.stage:
            verb = "are" if len(people.stage) > 1 or people.stage[0].plural else "is"
            there = self._words(people.stage)
            text = f"{text} {there[0].upper()}{there[1:]} {verb} there."
        if not kept:
            people.enter(self.meant or self.owners)
        members = tuple(Member(person.name, person.description()) for person in people.stage)
        return SentenceCast(members, not kept and any(each not in self.named for each in people.stage), text)

    def _edited(self) -> str:
        text, last = "", 0
        for start, end, words in sorted(self.edits):
            if start >= last:
                words = words if start else words[:1].upper() + words[1:]
                text, last = text + self.text[last:start] + words, end
        return text + self.text[last:]


def _nobody(text: str) -> str:
    return f"{text.rstrip('.!… ')}, nobody there." if text else "Nobody is there."
