"""The plan of a story as rows: one per picture, in words that fit a line of chat."""

from __future__ import annotations

from textwrap import shorten

from bot.domain.jobs import Job
from bot.domain.requests import PlanRequest
from bot.text import escape_markdown
from story.plans.notation import parse_plan, remarks
from story.plans.plan import PlannedCharacter, PlannedFrame

MOST_ROWS = 24
LONGEST_SENTENCE, LONGEST_WHO = 70, 90  # characters in a row
COLUMNS = ("picture", "who", "where", "when", "weather", "held", "absent")


def plan_lines(job: Job) -> list[str]:
    """The rows of a finished plan, and what is to be said of how it was made."""
    if not isinstance(job.request, PlanRequest) or not job.outcome.text:
        return []
    sentences = job.request.story.sentences
    rows = plan_rows(job.outcome.text, sentences)
    lines = [_line(number, *row) for number, row in enumerate(rows[:MOST_ROWS], 1)]
    more = [f"… and {len(rows) - MOST_ROWS} pictures more."] if len(rows) > MOST_ROWS else []
    return [*lines, *more, *(escape_markdown(each, 300) for each in remarks(job.outcome.text))]


def plan_rows(text: str, sentences: tuple[str, ...]) -> list[tuple[str, ...]]:
    """A plan as cells, in the order of `COLUMNS`; "" where nothing is told."""
    frames = parse_plan(text, len(sentences)).frames
    return [_row(sentence, frame) for sentence, frame in zip(sentences, frames, strict=True)]


def _row(sentence: str, frame: PlannedFrame) -> tuple[str, ...]:
    who = ", ".join(map(_who, frame.characters)) or "nobody"
    return sentence, who, frame.place, frame.time, frame.weather, ", ".join(frame.held), ", ".join(frame.absent)


def _who(each: PlannedCharacter) -> str:
    told = [*([each.looks] if each.name and each.looks else []), *each.clothes]
    words = each.name or each.looks
    return f"{words} ({', '.join(told)})" if told else words


def _line(number: int, *cells: str) -> str:
    sentence, who, place, time, weather, held, absent = cells
    told = [shorten(who, LONGEST_WHO, placeholder="…"), place, time, weather]
    told += [f"holding {held}"] if held else []
    told += [f"without {absent}"] if absent else []
    short = shorten(sentence, LONGEST_SENTENCE, placeholder="…")
    return f"**{number}** {escape_markdown(short)} — {escape_markdown(' · '.join(filter(None, told)))}"
