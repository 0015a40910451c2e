"""How often a plan has exactly those on stage who are there: on the stories written by hand, and on old tales."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from story.coreference.grammar import same_head
from story.coreference.lexicon import NUMBERS, PLURALS
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan
from story.plans.prompt import figures_of_frame

TALES = "tales.txt"
HANDWRITTEN = ("people", "open")  # the locked set is for releases
Label = frozenset[str]  # words for one being, any of which will do


@dataclass(frozen=True, slots=True)
class Passage:
    """A few sentences of one tale, and who is on stage in each; None: a frame that is not scored."""

    source: str
    sentences: tuple[str, ...]
    labels: tuple[tuple[Label, ...] | None, ...]


@dataclass(slots=True)
class Score:
    """Counts over frames."""

    frames: int = 0
    exact: int = 0
    right: int = 0  # characters that are there, and are planned
    planned: int = 0
    told: int = 0

    @property
    def exact_share(self) -> float:
        """Frames with exactly the cast that the text tells, from 0 to 1."""
        return self.exact / max(1, self.frames)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall over all characters."""
        return 2 * self.right / max(1, self.planned + self.told)


Planner = Callable[[Sequence[str]], StoryPlan]


def tales() -> list[Passage]:
    """The passages of old tales, in the order of their file."""
    text = files("story.plans.tales").joinpath(TALES).read_text(encoding="utf-8")
    return [_passage(part) for part in re.split(r"(?m)^= ", text)[1:]]


def halves() -> Mapping[str, list[Passage]]:
    """The tales that rules were written with, and those that nobody looked at meanwhile."""
    seen: list[Passage] = []
    unseen: list[Passage] = []
    for number, passage in enumerate(tales()):
        (unseen if number % 4 == 3 else seen).append(passage)
    return {"tales, seen": seen, "tales, unseen": unseen}


def handwritten(name: str) -> list[Passage]:
    """A set of `story.storybook.handwritten`; frames with a crowd are not scored."""
    from story.storybook.handwritten.prompts import stories  # the world's tables

    return [
        Passage(
            name,
            tuple(each.sentences),
            tuple(
                None if frame.truth.crowded else tuple(_label([c["kind"]]) for c in frame.truth.characters)
                for frame in each.frames
            ),
        )
        for each in stories(name)
    ]


def score(passages: Sequence[Passage], planner: Planner) -> Score:
    """Every passage planned as one story."""
    total = Score()
    for passage in passages:
        for labels, frame in zip(passage.labels, planner(passage.sentences).frames, strict=True):
            if labels is not None:
                _count(total, labels, frame)
    return total


def mistakes(passages: Sequence[Passage], planner: Planner) -> Iterator[tuple[str, str, str]]:
    """(sentence, who is there, who was planned) of every frame that is not exact."""
    for passage in passages:
        frames = planner(passage.sentences).frames
        for sentence, labels, frame in zip(passage.sentences, passage.labels, frames, strict=True):
            counted = Score()
            if labels is not None:
                _count(counted, labels, frame)
            if labels is not None and not counted.exact:
                there = ", ".join("/".join(sorted(each)) for each in labels)
                yield sentence, there, ", ".join(each.name or each.looks for each in frame.characters)


def _count(total: Score, labels: Sequence[Label], frame: PlannedFrame) -> None:
    """Kinds are counted, not heads: "seven kids" are one of "kid"."""
    told, planned = list(dict.fromkeys(labels)), list(frame.characters)
    right = 0
    for label in told:
        found = [each for each in planned if label & words_for(each)]
        right += bool(found)
        for each in found[: labels.count(label)]:  # "mouse, mouse" may be planned as "two mice" or as each of them
            planned.remove(each)
    total.frames += 1
    total.right += right
    total.told += len(told)
    total.planned += right + len(planned)
    total.exact += right == len(told) and not planned


@cache
def words_for(each: PlannedCharacter) -> Label:
    """The words that mean this character: of its name, and the noun of its looks."""
    name = each.name.lower()
    looks = re.split(r",| who | with | of | called | named ", each.looks.lower())[0].split()
    nouns = [word for word in looks[-2:] if word not in NUMBERS]
    kinds = [figure.noun for figure in figures_of_frame(PlannedFrame((each,)))]  # "Theo" is a boy
    return _label([name, *name.split(), *nouns, *kinds])


def _passage(part: str) -> Passage:
    source, *lines = part.strip().splitlines()
    told = [line.rsplit("|", 1) for line in lines if "|" in line]
    labels = [[word.strip() for word in each.split(",")] for _, each in told]
    return Passage(
        source,
        tuple(sentence.strip() for sentence, _ in told),
        tuple(() if each == ["-"] else tuple(_label(word.split("/")) for word in each) for each in labels),
    )


def _label(words: Sequence[str]) -> Label:
    return frozenset(same_head(_singular(word)) for word in words if word)


def _singular(word: str) -> str:
    if word in PLURALS:
        return PLURALS[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("xes", "ches", "shes", "sses")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
