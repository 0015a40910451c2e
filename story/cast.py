"""Who is on stage in each sentence of an English story: rules over words, no model.

Introductions and cast lines say who there is; names, "the fox", pronouns and groups say who is meant; a sentence about
nobody in particular keeps those on stage. Where the rules are unsure a sentence stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from story.lexicon import ANYBODY, COLOURS, HE_NAMES, HE_NOUNS, SHE_NAMES, SHE_NOUNS, TITLES
from story.mentions import Mention, find_mentions, find_names, outfit_after, same_head
from story.sentences import NO_CAST

RECENT = 4  # sentences after which somebody who left is no longer one of "they"
KNOWN = 24  # how many characters are kept in mind
_EMPTY = re.compile(
    r"(?i:\b(?:nobody|no one|no-one)\b|\b(?:is|are|was|were|lies|stands|stays|looks) (?:now |all |quite )?(?:empty|deserted)\b|"
    r"\b(?:the|an) (?:empty|deserted) (?!hand|box|cup|glass|bag|basket|bottle|plate|bowl))"
)
_CALLED = re.compile(r"(?: (?:named|called) |,? (?:whose name is|by the name of) | |, )\Z")
_IS = re.compile(r"(?: | is | was |, |, who is | are | were )\Z")
_HER_NAME = re.compile(r"(?i:\b(?:her|his|its|their) name (?:is|was) \Z)")
_ELLIPSIS = re.compile(r"(?:(?:Then|And then|Next|Finally|Afterwards|Soon|Now|Later),? )?(?=[A-Za-z][a-z]+s\b)")
_CHANGE = re.compile(r"(?i:\b(?:puts on|swaps the \w+ for|and puts on|now wears) |\btakes off (?=the|his|her|its))")


@dataclass(frozen=True, slots=True)
class Member:
    """One character on stage."""

    name: str  # "Mia"; "" where the story gives none
    description: str  # "red fox with a green scarf"; "" where the story tells nothing


@dataclass(frozen=True, slots=True)
class SentenceCast:
    """Who is on stage in one sentence."""

    members: tuple[Member, ...]
    pronoun: bool  # somebody is told by pronoun, group or ellipsis only
    described: str  # the sentence with its characters described, for a model that knows no story


@dataclass(slots=True, eq=False)
class _Person:
    """What the story has told of one character."""

    name: str = ""
    head: str = ""
    looks: str = ""
    outfit: str = ""
    pronoun: str = ""
    plural: bool = False
    seen: int = 0

    def member(self) -> Member:
        return Member(self.name, f"{self.looks} with {self.outfit}" if self.looks and self.outfit else self.looks)

    def described(self, *, whose: bool = False) -> str:
        """ "Mia the red fox with a green scarf", "the red fox", "Mia the red fox's"."""
        free = "," in self.looks or " " not in f"{self.looks} " or not self.head
        if self.name and self.looks:
            words = f"{self.name} ({self.looks})" if free else f"{self.name} the {self.looks}"
        else:
            words = self.name or f"the {self.looks}"
        return words + ("'s" if whose else f" with {self.outfit}" if self.outfit else "")
