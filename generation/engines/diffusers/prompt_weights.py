"""Weights in a prompt, as AUTOMATIC1111's web UI made them the custom: `(fox:1.3)`, `(fox)`, `[fox]`, and `\\(`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

STRESS = 1.1  # of a pair of brackets
MAX_WEIGHT = 4.0
# "(at 5:30)" and "(4:3)" are no weights.
_WEIGHT = r"(?:(?<!\d):\s*[0-4]|:\s*[0-3]?\.\d{1,4})\s*"
_MARK = re.compile(rf"\\(?P<plain>[()\[\]\\])|(?P<weight>{_WEIGHT})\)|[()\[\]]|[^()\[\]\\:]+|.", re.DOTALL)
_EXPLICIT = re.compile(rf"\([^()\[\]]*?{_WEIGHT}\)")
_SCHEDULE = re.compile(rf"\[[^\[\]]*?{_WEIGHT}\]|\[[^\[\]|]+(?:\|[^\[\]|]+)+\]")
_EMBEDDING = re.compile(r"(?<![\w<])embedding:[\w./+-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a prompt, and how much it counts."""

    text: str
    weight: float = 1.0


def read_weights(prompt: str) -> tuple[Span, ...]:
    """The parts of a prompt without their brackets; those that nobody has closed or opened are letters."""
    marks = list(_MARK.finditer(prompt))
    ends = _closed(marks)
    spans: list[Span] = []
    weights = [1.0]
    for place, match in enumerate(marks):
        if place in ends:  # an opening bracket with its end
            weights.append(weights[-1] * _weight_of(marks[place], marks[ends[place]]))
        elif place in ends.values():
            weights.pop()
        else:
            spans.append(Span(match["plain"] or match[0], min(weights[-1], MAX_WEIGHT)))
    return tuple(_joined(spans))


def not_understood(prompt: str, reads_weights: bool) -> Iterator[str]:
    """The marks in a prompt that say nothing to its model, each as it was typed.

    No model reads words that change while a picture is drawn, nor textual inversions that are not there.
    """
    yield from (match[0] for match in _SCHEDULE.finditer(prompt))
    yield from (match[0] for match in _EMBEDDING.finditer(prompt))
    if not reads_weights:
        yield from (match[0] for match in _EXPLICIT.finditer(prompt))


def _closed(marks: list[re.Match[str]]) -> dict[int, int]:
    """Where each bracket that is closed is closed, by the place where it opens."""
    opened: list[int] = []
    closed: dict[int, int] = {}
    for place, match in enumerate(marks):
        if match[0] in ("(", "["):
            opened.append(place)
        elif match[0] == "]" or (match[0].endswith(")") and match["plain"] is None):
            kind = "[" if match[0] == "]" else "("
            if opened and marks[opened[-1]][0] == kind:
                closed[opened.pop()] = place
    return closed


def _weight_of(opening: re.Match[str], closing: re.Match[str]) -> float:
    if opening[0] == "[":
        return 1 / STRESS
    return STRESS if closing["weight"] is None else float(closing["weight"].strip(": \n"))


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Neighbours of one weight are one part: a tokenizer reads words as they stand together."""
    text, weight = "", 1.0
    for span in spans:
        if span.weight != weight and text:
            yield Span(text, weight)
            text = ""
        text, weight = text + span.text, span.weight
    if text:
        yield Span(text, weight)
