"""A plan as text that people read and edit, and back.

    1. Mia the red fox finds a lantern.
    who: Mia: red fox, wearing green scarf; two rabbits
    place: hill
    time: night
    weather: snow
    held: lantern
    absent: Otto

The line with the number shows the sentence, which is no part of the plan. What nothing is told of has no line. A
character is written as the cast is: its name, a colon, its looks. Lines that begin with "#" are remarks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from generation.errors import UserError
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan

LISTS, WORDS = ("held", "absent"), ("place", "time", "weather")
FIELDS = ("who", *WORDS, *LISTS)
MOST_WORDS, MOST_LISTED = 200, 800  # characters of one field, and of one that lists several
_NUMBER = re.compile(r"\s*(\d{1,3})[.):](?:\s|$)")
_FIELD = re.compile(r"\s*(\w+)\s*[:：]\s*(.*?)\s*")
_WEARING = re.compile(r"(?:^|,\s*|\s+)wearing\s+", re.IGNORECASE)
_MARKS = re.compile(r"[;:：\r\n]+")


class PlanError(UserError):
    """A plan that cannot be read; its sentence says which line, and what to write there."""


def format_plan(plan: StoryPlan, sentences: Sequence[str]) -> str:
    """All of it, frame by frame."""
    told = zip(plan.frames, sentences, strict=True)
    return "\n".join(line for number, (frame, text) in enumerate(told, 1) for line in _lines(number, text, frame))


def frame_fields(frame: PlannedFrame) -> dict[str, str]:
    """The fields of a frame that tell something, as they are written."""
    words = {name: getattr(frame, name) for name in WORDS}
    lists = {name: "; ".join(getattr(frame, name)) for name in LISTS}
    told = {"who": "; ".join(map(_character, frame.characters)), **words, **lists}
    return {name: text for name, text in told.items() if text}


def parse_plan(text: str, count: int, before: StoryPlan | None = None) -> StoryPlan:
    """The plan of a story with `count` sentences; of a frame with no lines, what `before` says. Raises PlanError."""
    frames: dict[int, PlannedFrame] = {}
    number = 0
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if begun := _NUMBER.match(line):
            number = int(begun[1])
            if not 1 <= number <= count:
                raise PlanError(f"There is no picture {number}: the story has {count}.")
            frames[number] = PlannedFrame()
        elif not number:
            raise PlanError("Begin each picture with a line of its number, such as “1.”.")
        else:
            frames[number] = _with_line(frames[number], line)
    if not frames:
        raise PlanError("Write what to change, such as “2.” and below it “place: forest”.")
    old = before.frames if before else (PlannedFrame(),) * count
    return StoryPlan(tuple(frames.get(index + 1, old[index]) for index in range(count)))


def changed_frame(plan: StoryPlan, index: int, text: str) -> StoryPlan:
    """The plan with some fields of one frame said anew: lines of `name: words`. Raises PlanError."""
    if not 0 <= index < len(plan.frames):
        raise PlanError(f"There is no picture {index + 1}: the story has {len(plan.frames)}.")
    frame = plan.frames[index]
    for line in filter(str.strip, text.splitlines()):
        frame = _with_line(frame, line)
    return StoryPlan((*plan.frames[:index], frame, *plan.frames[index + 1 :]))


def remarks(text: str) -> list[str]:
    """What is said of a plan beside it."""
    lines = (line.strip() for line in text.splitlines())
    return [line.lstrip("# ") for line in lines if line.startswith("#")]


def plain(words: str) -> str:
    """Words without the marks of this notation."""
    return " ".join(_MARKS.sub(" ", words).split())[:MOST_WORDS]


def _lines(number: int, text: str, frame: PlannedFrame) -> Iterator[str]:
    yield f"{number}. {text}"
    yield from (f"{name}: {words}" for name, words in frame_fields(frame).items())


def _character(each: PlannedCharacter) -> str:
    looks = f"{each.name}: {each.looks}".rstrip() if each.name else each.looks
    worn = f"wearing {', '.join(each.clothes)}" if each.clothes else ""
    between = ", " if each.looks and worn else " " if worn else ""
    return f"{looks}{between}{worn}" if worn or each.looks or not _is_bare_name(each.name) else each.name


def _with_line(frame: PlannedFrame, line: str) -> PlannedFrame:
    read = _FIELD.fullmatch(line)
    name = read[1].lower() if read else ""
    if read is None or name not in FIELDS:
        raise PlanError(f"“{line.strip()[:40]}” begins with none of {', '.join(FIELDS)} and a colon.")
    words = " ".join(read[2].split())
    if len(words) > (MOST_WORDS if name in WORDS else MOST_LISTED):
        raise PlanError(f"The line “{name}: {words[:30]}…” is too long: shorten it.")
    if name == "who":
        return replace(frame, characters=tuple(_read_character(each) for each in _parts(words)))
    told: dict[str, Any] = {name: tuple(_parts(words)) if name in LISTS else words}
    return replace(frame, **told)


def _parts(words: str) -> list[str]:
    return [part.strip() for part in words.split(";") if part.strip()]


def _read_character(words: str) -> PlannedCharacter:
    name, colon, looks = (part.strip() for part in re.sub("：", ":", words).partition(":"))
    if not colon:
        name, looks = "", name
    looks, *worn = _WEARING.split(looks, maxsplit=1)
    clothes = tuple(part.strip() for each in worn for part in each.split(",") if part.strip())
    if not name and _is_bare_name(looks):
        name, looks = looks, ""
    return PlannedCharacter(name, looks.strip(" ,"), clothes)


def _is_bare_name(words: str) -> bool:
    """ "Mia": a name of which nothing else is told; looks begin with a small letter."""
    return words[:1].isupper() and len(words.split()) <= 3
