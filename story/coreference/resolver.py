"""What a story has told of its characters so far, and whom a name, a noun or a pronoun means by that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from story.coreference.characters import (  # fmt: skip
    CHILDLIKE,
    Character,
    colours,
    fitting,
    heads,
    is_several,
    pronoun_of,
    same_name,
)
from story.coreference.clothes import dressed, takes_off
from story.coreference.grammar import same_head
from story.coreference.lexicon import (
    ANYBODY,
    CREATURES,
    RELATIONS,
)
from story.coreference.mention import Mention
from story.coreference.mentions import find_mentions

RECENT = 4  # sentences after which somebody who left is no longer one of "they"
KNOWN = 24  # characters kept in mind
_ARTICLE = re.compile(r"\A(?i:an?|the) ")


class Characters:
    """All characters of a story, and which of them are on stage after the last sentence."""

    def __init__(self, cast_lines: Iterable[tuple[str, str]] = ()) -> None:
        self.stage: list[Character] = []
        self.subject: Character | None = None
        self._known: list[Character] = []
        self._owner: Character | None = None  # whose brother "his brother" is
        self._ranks = 0
        self._sentence = 0
        self._thing, self._thing_seen = "", 0
        for name, description in cast_lines:
            self._introduce(name, description)

    def _introduce(self, name: str, description: str) -> None:
        """A cast line; what the rules cannot read of it stays as it was typed."""
        name, _, kind = name.partition(" the ")
        description = f"{kind}, {description}" if kind and kind not in description else description
        first = next(iter(find_mentions(description, ())), None)
        if first is None or first.kind != "noun":
            self._new(Mention(0, 0, "name", name), name).looks = _ARTICLE.sub("", description, count=1)
            return
        whole = first.start == 0 and first.end == len(description)
        person = self._new(first, name)
        if not whole:
            person.looks, person.outfit = _ARTICLE.sub("", description, count=1), ""

    def told(self, name: str, looks: str, clothes: Sequence[str]) -> Character:
        """Somebody of whom all is told at once, as in a plan."""
        self._introduce(name, looks)
        self._known[-1].outfit = " and ".join(clothes)
        return self._known[-1]

    def next_sentence(self) -> None:
        self._sentence += 1

    def enter(self, whom: Iterable[Character]) -> None:
        """Exactly these are on stage; the first told is the subject."""
        characters = list(whom)
        self.subject = characters[0] if characters else self.subject
        self.stage = sorted(characters, key=lambda person: person.rank)
        for person in self.stage:
            person.seen = self._sentence

    def see_thing(self, words: str) -> None:
        self._thing, self._thing_seen = words, self._sentence

    def thing(self) -> str:
        """What "it" may mean: "the red ball" of the sentence before; "it" where this sentence tells it already."""
        if not self._thing or self._thing_seen < self._sentence - 1:
            return ""
        fresh, self._thing_seen = self._thing_seen < self._sentence, self._sentence
        return f"the {self._thing}" if fresh else "it"

    def undress(self, subject: Character, text: str) -> None:
        """The subject takes off what it wears."""
        if takes_off(text):
            subject.outfit = ""

    def dress(self, subjects: Iterable[Character], text: str) -> None:
        """They put something on: what was of the same kind comes off."""
        for person in subjects:
            person.outfit = dressed(person.outfit, text, self._thing)

    def known_as(self, mention: Mention) -> Character | None:
        """Who is called so, among those known."""
        if mention.possessive or mention.owned or mention.plural:
            return None
        if mention.kind == "name":
            return next((each for each in self._known if same_name(each.name, mention.word)), None)
        definite = mention.kind == "noun" and mention.definite and not mention.name
        return next((each for each in self._of_kind(mention) if not each.plural), None) if definite else None

    def resolve(
        self, mention: Mention, meant: Sequence[Character], others: Sequence[Character] = ()
    ) -> tuple[list[Character], bool]:
        """Whom a mention means, after those already meant in its sentence, and whether it has just made them known.

        A pronoun means one of `others` only where it can mean nobody else.
        """
        before, self._owner = self._ranks, meant[0] if meant else self.subject
        if mention.kind == "name" or mention.name:
            whom = [self._by_name(mention)]
        elif mention.kind == "noun":
            whom = self._by_noun(mention, meant)
        elif mention.kind == "one":
            whom = self._which(mention, meant)
        elif mention.word == "they":
            whom = self._they(mention, meant, others)
            if not whom and mention.alias in ("children", "kids"):
                whom = [self._new(replace(mention, kind="noun", word="child", looks="children", plural=True))]
        else:
            whom = self._one(mention, meant, others)
        return whom, self._ranks > before

    def _by_name(self, mention: Mention) -> Character:
        name = mention.name or mention.word
        known = next((each for each in self._known if same_name(each.name, name)), None)
        if known is None and mention.kind == "name" and mention.name and self.subject and not self.subject.name:
            known = self.subject  # "her name is Mia"
        if known is None and mention.definite:
            known = next((each for each in self._of_kind(mention) if not each.name), None)
        if known is None:
            return self._new(mention, name)
        known.name = known.name or name
        known.outfit = mention.outfit or known.outfit
        if (
            mention.kind == "noun"
            and known.head in ("", same_head(mention.word))
            and len(mention.looks) > len(known.looks)
        ):
            known.head, known.looks, known.noun = same_head(mention.word), mention.looks, mention.word
        known.pronoun = known.pronoun or pronoun_of(mention, name)
        return known

    def _new(self, mention: Mention, name: str = "") -> Character:
        self._ranks += 1
        person = Character(
            self._ranks, name, pronoun=pronoun_of(mention, name), plural=mention.plural, number=mention.number,
            seen=self._sentence, noun=mention.word if mention.kind == "noun" else "",
            aliases=(mention.alias,) if mention.alias else (), owner=self._owner if mention.owned else None,
        )  # fmt: skip
        if mention.kind == "noun":
            looks = "" if name and mention.looks in RELATIONS else mention.looks
            person.head, person.looks, person.outfit = same_head(mention.word), looks, mention.outfit
        elif kind := next(
            (word for word in reversed(name.lower().split()[: -1 if " " not in name else None]) if word in CREATURES),
            "",
        ):
            person.head, person.noun = same_head(kind), kind  # "Rosa Rabbit", "Detective Brown"
        self._known = [*self._known[-KNOWN + 1 :], person]
        return person

    def _by_noun(self, mention: Mention, meant: Sequence[Character]) -> list[Character]:
        alike = self._of_kind(mention) or self._related(mention, meant)
        if mention.word in ("animal", "beast", "creature"):
            alike = [each for each in alike if each not in meant]
        if mention.another or mention.owned:  # "a duck and her duckling"
            alike = [each for each in alike if each not in meant[-KNOWN:]]
        if not mention.definite:
            alike = [each for each in alike if not each.name and each.looks.lower() == mention.looks.lower()]
        if mention.plural:
            several = [each for each in alike if each.plural] or (alike if len(alike) > 1 else [])
            several = several or (
                self._as_many(mention.number) if mention.definite and mention.number > 1 and not mention.owned else []
            )
            return several or [self._new(mention)]
        return [each for each in alike if not each.plural][:1] or [self._new(mention)]

    def _related(self, mention: Mention, meant: Sequence[Character]) -> list[Character]:
        """ "His sister" of two children who are both on stage."""
        if not (mention.owned and mention.word in ("brother", "sister")) or mention.plural:
            return []
        gender = pronoun_of(mention)
        return [
            each
            for each in self.stage
            if each not in meant and each.name and each.pronoun == gender and each.head in ("", "girl", "boy", "child")
        ]

    def _of_kind(self, mention: Mention) -> list[Character]:
        """Whom "the red fox" may mean, the last seen first."""
        gender, told = pronoun_of(mention), colours(mention.looks)
        recent = sorted(self._known, key=lambda each: (-each.seen, each is not self.subject))
        head = same_head(mention.word)
        alike = [each for each in recent if each.head == head or mention.word in each.called()]
        alike = [each for each in alike if not (told and colours(each.looks)) or told & colours(each.looks)]
        if alike or mention.word not in ANYBODY or mention.plural:
            return alike
        if gender in ("she", "he") and "old" in mention.looks.split():
            return []  # nobody of whom it was never told
        if gender in ("she", "he"):
            return [each for each in recent if each.pronoun == gender and each.head in ("", *ANYBODY)]
        return [
            each for each in recent if each is not self.subject or mention.word not in ("friend", "companion", "pal")
        ]

    def identify(self, known: Character, mention: Mention) -> None:
        """ "He is a bear" of somebody of whom nothing else is known yet; "now she was a queen" changes nothing."""
        if known.head in ("", "owner", "stranger", *ANYBODY, *RELATIONS):
            known.head, known.looks, known.noun = same_head(mention.word), mention.looks, mention.word
            known.outfit = mention.outfit or known.outfit

    def _which(self, mention: Mention, meant: Sequence[Character]) -> list[Character]:
        """ "The grey one", "the other", "the second": one of those on stage, or of all who are known."""
        groups = ([*self.stage], sorted(self._known, key=lambda each: -each.seen))
        many = [each for each in (*meant, *groups[0], *groups[1]) if each.plural]
        if mention.looks in ("eldest", "oldest", "youngest") and many:
            many[0].there = 1
            return many[:1]
        there = [each for each in self.stage if each.plural and each.there]
        for group in groups:
            found = fitting(mention.looks, [each for each in group if not each.plural], [*meant, self.subject], there)
            if found:
                return found if mention.plural else found[:1]
        for each in many[:1]:  # "the other" of two men
            whole = each in meant or mention.looks in ("other", "others")
            each.there = 0 if whole else mention.number or 1
        return many[:1]

    def _they(self, mention: Mention, meant: Sequence[Character], others: Sequence[Character]) -> list[Character]:
        """Those told before in this sentence, or on stage, or seen recently; never one alone."""
        stage = [each for each in self.stage if not mention.object or each not in meant[:1]]
        for each in self._known:
            each.there = 0
        if found := self._group(mention):
            return found
        if mention.alias in ("children", "kids") and not any(each.head in CHILDLIKE for each in self._known):
            return []
        if is_several(meant) and not mention.object:
            return list(meant)
        if many := self._many_alone(stage, mention, others):
            return many
        if is_several(stage):
            return stage
        recent = [each for each in self._known if each.seen and self._sentence - each.seen <= RECENT]
        if mention.several and not is_several(recent):
            recent = sorted(self._known, key=lambda each: -each.seen)[:2]
        return recent if is_several(recent) else []

    def _many_alone(self, stage: Sequence[Character], mention: Mention, others: Sequence[Character]) -> list[Character]:
        """ "Two boys find a duckling. They carry it home.": the boys."""
        if self.subject is not None and self.subject.plural and self.subject in stage and not mention.several:
            return [self.subject]
        return [each for each in stage if each.plural] if others else []  # "they bind him"

    def _group(self, mention: Mention) -> list[Character]:
        """ "The kids" where kids were told, "the four friends" where four were."""
        recent = sorted(self._known, key=lambda each: -each.seen)
        if mention.alias in ("children", "kids"):
            kids = [each for each in recent if each.head == "child"]
            return [each for each in kids if each.plural][:1] or (kids if len(kids) > 1 else [])
        if not mention.several or mention.number < 2:
            return []
        return self._as_many(mention.number)

    def _as_many(self, number: int) -> list[Character]:
        """Those on stage, or all single ones that were told of lately, where they are exactly so many."""
        recent = sorted(self._known, key=lambda each: -each.seen)
        pools = (self.stage, [each for each in recent if self._sentence - each.seen <= 2 * RECENT and not each.plural])
        return next((list(pool) for pool in pools if heads(pool) == number), [])

    def _one(self, mention: Mention, meant: Sequence[Character], others: Sequence[Character]) -> list[Character]:
        """She is somebody told before in this sentence, or the last subject, or on stage, or the last one seen."""
        handled = mention.word == "it" and mention.object and not mention.somebody  # "opens it": rather a thing
        if handled and self._thing and self._thing_seen >= self._sentence - 1:
            return []
        if handled and not any(each.pronoun == "it" for each in (*meant, *self.stage)):
            return []
        stage = sorted(self.stage, key=lambda each: each is not self.subject)
        acting = others or meant[:1]
        before = [each for each in meant if others and each not in acting] if mention.object else [*meant]
        groups = ([*before, *stage], sorted(self._known, key=lambda each: -each.seen))
        whom = [
            each
            for group in groups
            for pronoun in ((mention.word,) if handled and self._thing else (mention.word, ""))
            for each in group
            if each.pronoun == pronoun
            and not (mention.object and each in acting)
            and not (mention.word == "it" and each.name and not pronoun)
        ]
        whom = [each for each in whom if each not in others] or whom if not mention.object else whom
        for each in whom[:1]:
            each.pronoun = mention.word
        return whom[:1]
