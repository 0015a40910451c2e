"""The words that a frame is drawn from: its sentence, and what the plan knows and the sentence does not say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from generation.engine import Figure
from story.coreference.cast import SentenceCast, cast_of, figures_told
from story.plans.plan import PlannedFrame, with_article
from story.plans.rules import planned


def prompts_of(sentences: Sequence[str], cast_lines: Sequence[tuple[str, str]] = ()) -> list[str]:
    """What a model that knows no story is given for each sentence of one."""
    cast = cast_of(sentences, cast_lines)
    frames = planned(sentences, cast).frames
    return [prompt_of(text, told, frame, frame) for text, told, frame in zip(sentences, cast, frames, strict=True)]


def prompt_of(text: str, cast: SentenceCast, read: PlannedFrame, wanted: PlannedFrame) -> str:
    """For a model that knows no story. `read` is what the rules read in `text`, `wanted` what is to be drawn."""
    words = cast.described if read.characters == wanted.characters else f"{_ended(text)} {_stage(wanted)}"
    return _with(words, list(_untold(words, wanted)))


def changed_prompt(text: str, read: PlannedFrame, wanted: PlannedFrame) -> str:
    """For a model with a context of its own: the sentence, and only what the plan says otherwise than was read."""
    changed = [name for name in ("place", "time", "weather", "held") if getattr(read, name) != getattr(wanted, name)]
    told = PlannedFrame(**{name: getattr(wanted, name) for name in changed})
    words = text if read.characters == wanted.characters else f"{_ended(text)} {_stage(wanted)}"
    return _with(words, list(_untold(words, told)))


def figures_of_frame(frame: PlannedFrame) -> tuple[Figure, ...]:
    """Everybody on stage, for a model that draws figures one by one."""
    return figures_told((each.name, each.looks, each.clothes) for each in frame.characters)


def _stage(frame: PlannedFrame) -> str:
    if not frame.characters:
        return "Nobody is there."
    *others, last = (each.described() for each in frame.characters)
    words = f"{', '.join(others)} and {last}" if others else last
    return f"{words[:1].upper()}{words[1:]} {'are' if others else 'is'} there."


def _untold(words: str, frame: PlannedFrame) -> Iterator[str]:
    for told in (frame.place, frame.time, frame.weather):
        if told and not _says(words, told):
            yield told
    yield from (f"holding {with_article(thing)}" for thing in frame.held if not _says(words, thing))


def _says(words: str, told: str) -> bool:
    return re.search(rf"(?i)\b{re.escape(told.split()[-1])}", words) is not None


def _with(words: str, added: list[str]) -> str:
    if not added:
        return words
    told = ", ".join(added)
    return f"{_ended(words)} {told[:1].upper()}{told[1:]}."


def _ended(text: str) -> str:
    return text if text[-1:] in '.!?…"”’' else f"{text}."
