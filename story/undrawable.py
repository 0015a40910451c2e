"""What a request is about that its engine cannot draw, found in its words before anything is charged."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from generation.engine import ClosedWorld
from story.coreference.cast import SentenceCast, cast_of
from story.coreference.grammar import Word, words_of
from story.coreference.lexicon import ADJECTIVES, DEEDS, FUNCTION, PLURALS, VERBS
from story.plans.prompt import figures_of_frame
from story.request import StoryRequest
from story.sentences import NO_CAST

_ASKING = re.compile(
    r"(?i:\s*(?:(?:please|pls|can you|could you|i want|i'd like|draw|paint|show|make|give|create|generate|me|us) )*"
    r"(?:(?:an? |the )?(?:picture|photo|image|drawing|painting|illustration|sketch|scene|portrait) (?:of|with) )?)"
)
_DETERMINERS = frozenset(["a", "an", "the", "this", "my", "our", "his", "her", "their", "its", "one"])


@dataclass(frozen=True, slots=True)
class Undrawable:
    """One noun that is not drawn."""

    noun: str  # singular, in lower case
    sentence: int  # from 0
    nearest: tuple[str, ...]  # what could be drawn instead


def undrawable(world: ClosedWorld, request: StoryRequest | str) -> list[Undrawable]:
    """Who is on stage, or what a sentence is about that has nobody on stage, and is not drawn; each noun once.

    A thing beside somebody, and a place, is only mentioned: the reply names it. Of a story only frames that are drawn.
    """
    sentences = (request,) if isinstance(request, str) else request.sentences
    if not isinstance(request, str) and request.context:
        casts = cast_of(sentences, request.cast)
    else:
        casts = tuple(cast_of([sentence])[0] for sentence in sentences)
    plan = None if isinstance(request, str) else request.plan
    if plan is not None:  # it says who is on stage, whatever the sentences name
        casts = tuple(
            replace(told, figures=figures_of_frame(frame)) for told, frame in zip(casts, plan.frames, strict=True)
        )
    found: dict[str, Undrawable] = {}
    for index, (sentence, told) in enumerate(zip(sentences, casts, strict=True)):
        if isinstance(request, str) or not request.is_kept(index):
            for noun in _missing(world, sentence, told, planned=plan is not None):
                found.setdefault(noun, Undrawable(noun, index, world.nearest(noun)))
    return list(found.values())


def _missing(world: ClosedWorld, sentence: str, told: SentenceCast, *, planned: bool) -> Iterator[str]:
    drawn = [figure.noun for figure in told.figures if figure.noun and world.draws(figure.noun, being=True)]
    for figure in told.figures:
        if figure.noun and figure.noun not in drawn and not (drawn and _is_role(figure.noun, drawn, sentence)):
            yield figure.noun
    head = None if sentence.startswith(NO_CAST) else _subject(sentence)
    if head is None or any(head == figure.noun for figure in told.figures) or world.draws(head, being=False):
        return
    sort = world.sort(head)
    if (sort == "being" and not planned) or (sort == "thing" and not told.figures):
        yield head


def _is_role(noun: str, drawn: Sequence[str], sentence: str) -> bool:
    """Whether it only says what somebody plays who is drawn: "a duck as a teacher", "superhero boy"."""
    word, whose = re.escape(noun), "|".join(map(re.escape, drawn))
    role = rf"(?i:\b(?:as|is|was|be|becomes|became|like) (?:an? |the )?(?:\w+ )?{word}\b|\b{word} (?:{whose})\b)"
    return re.search(role, sentence) is not None


def _subject(sentence: str) -> str | None:
    """The noun that a sentence begins with, singular: "teapot" of "draw me a red teapot on a table"."""
    begin = _ASKING.match(sentence)
    words = words_of(sentence[begin.end() if begin else 0 :])
    determined = bool(words) and words[0].low in _DETERMINERS
    phrase: list[Word] = []
    for word in words[determined:]:
        if word.low in FUNCTION or (phrase and (word.gap != " " or _is_verb(word.low, determined))):
            break
        phrase.append(word)
        if word.tail:
            break
    head = phrase[-1] if phrase else None
    if head is None or head.tail or head.low in ADJECTIVES or (head.upper and len(phrase) > 1):
        return None
    return PLURALS.get(head.low) or (head.low if head.low.endswith(("ss", "us")) else head.low.removesuffix("s"))


def _is_verb(word: str, determined: bool) -> bool:
    """Whether a word behind a noun tells what it does: "a teapot dances"."""
    acts = word in DEEDS or word in VERBS or word.endswith(("ing", "ed"))
    return acts or (determined and word.endswith("s") and not word.endswith("ss"))
