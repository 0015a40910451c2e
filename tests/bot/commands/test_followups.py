"""Commands on pictures and stories that are there, and the pictures that come with a line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.commands import (
    Command,
    Continue,
    Describe,
    Enlarge,
    Export,
    Imagine,
    Panel,
    Restyle,
    Vary,
    Video,
    format_job,
    format_request,
)
from bot.domain.jobs import PAGE_INDEX, Parent
from bot.domain.requests import Attachment, DescribeRequest, EnlargeRequest, InspireRequest, VideoRequest
from generation.engine import ImageRequest
from tests.bot.commands.parse_kit import JOB, PICTURE, read, refusal
from tests.bot.storage.kit import new_job

FOX = ImageRequest("a fox", 42)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("enlarge 1a2b3c4d", Enlarge(JOB)),
        ("ENLARGE 1A2B3C4D 2 --factor 4", Enlarge(JOB, 1, 4)),
        ("vary 1a2b3c4d", Vary(JOB)),
        ("vary 1a2b3c4d 3 —strength 0.25", Vary(JOB, 2, 0.25)),
        ("video 1a2b3c4d 1", Video(JOB, 0)),
        ("export 1a2b3c4d PDF", Export(JOB, "pdf")),
        ("panel 1a2b3c4d 2 redo", Panel(JOB, 1, "redo")),
        ("panel 1a2b3c4d 2 remove", Panel(JOB, 1, "remove")),
        ("panel 1a2b3c4d 2 edit “She finds a key.”", Panel(JOB, 1, "edit", "She finds a key.")),
        ("panel 1a2b3c4d 1 insert [NC] Snow\nfalls.", Panel(JOB, 0, "insert", "[NC] Snow falls.")),
        ("continue 1a2b3c4d It rains. Leo comes.", Continue(JOB, ("It rains.", "Leo comes."))),
        ("continue 1a2b3c4d Leo: a lion\nLeo comes.", Continue(JOB, ("Leo comes.",), (("Leo", "a lion"),))),
        ("restyle 1a2b3c4d Our-Own", Restyle(JOB, "our-own")),
    ],
)
def test_a_command_on_a_job_is_read(line: str, command: Command) -> None:
    assert read(f".{line}") == command


def test_an_attached_picture_is_described() -> None:
    assert read(".describe", PICTURE) == Describe(PICTURE.sha256)


def test_an_attached_picture_is_what_a_drawing_starts_from() -> None:
    command = read(".imagine a {fox,owl} --strength 0.5 --tile --chaos 30 --seed 7", PICTURE)
    fox = ImageRequest("a fox", 7, image=PICTURE.sha256, strength=0.5, tile=True, chaos=30)
    assert command == Imagine((fox, replace(fox, prompt="a owl")))
    assert read(format_request(fox), PICTURE) == Imagine((fox,))
    assert read(".imagine a fox") == Imagine((FOX,))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("enlarge", "Say which job"),
        ("enlarge xyz", "“xyz” is no job"),
        ("enlarge 1a2b3c4d 0", "“0” is no picture: they are counted from 1."),
        ("enlarge 1a2b3c4d 1 2", "“2” is too much."),
        ("enlarge 1a2b3c4d --factor 3", "`--factor` is 2 or 4. Write it like this: `.enlarge 1a2b3c4d 1 --factor 2`"),
        ("enlarge 1a2b3c4d --strength 1", "`--strength` goes with `vary`"),
        ("vary 1a2b3c4d --strength 2", "from 0 to 1"),
        ("video 1a2b3c4d --seed 7", "`--seed` goes with `imagine`"),
        ("export 1a2b3c4d", "Say which format: `pdf`, `gif`, `mp4`, `cbz` or `zip`."),
        ("export 1a2b3c4d doc", "no format “doc”"),
        ("panel 1a2b3c4d", "Say which picture"),
        ("panel 1a2b3c4d 2", "Say which panel command: `redo`, `edit`, `insert` or `remove`."),
        ("panel 1a2b3c4d 2 edit", "`.panel 1a2b3c4d 2 edit It rains.`"),
        ("panel 1a2b3c4d 2 redo now", "“now” is too much."),
        ("panel 1a2b3c4d 2 edit {a,b}", "Braces do not go with a story"),
        ("continue 1a2b3c4d", "Write how the story goes on."),
        ("continue 1a2b3c4d " + "It rains. " * 13, "at most 12"),
        ("restyle 1a2b3c4d", "Say which style"),
        ("restyle 1a2b3c4d <b>", "“<b>” is no name of a style"),
        ("describe", "Attach the picture to `describe`."),
        ("describe this", "“this” is too much."),
        ("imagine a fox --strength 0.5", "`--strength` goes with a picture"),
        ("imagine a fox --chaos 101", "from 0 to 100"),
        ("panel 1a2b3c4d 2 edit " + "x" * 2001, "at most 2,000"),
    ],
)
def test_a_mistake_is_answered_with_what_would_work(line: str, words: str) -> None:
    assert words in refusal(f".{line}")


def test_of_two_pictures_none_is_chosen() -> None:
    assert "attach one" in refusal(".describe", PICTURE, Attachment("cd" * 32))


@pytest.mark.parametrize(
    ("job", "line"),
    [
        (new_job(request=FOX), ".imagine a fox --seed 42"),
        (new_job(request=DescribeRequest("ab" * 32)), ".describe"),
        (new_job(request=InspireRequest("the sea", 7)), ".inspire the sea"),
        (new_job(request=InspireRequest("", 7), parent=Parent("1a2b3c4d" * 4, PAGE_INDEX, "redo")), ".inspire"),
        (new_job(request=EnlargeRequest("ab" * 32, 4), parent=Parent("1a2b3c4d" * 4, 1, "enlarge")),
         ".enlarge 1a2b3c4d 2 --factor 4"),
        (new_job(request=VideoRequest(FOX), parent=Parent("1a2b3c4d" * 4, PAGE_INDEX, "video")), ".video 1a2b3c4d"),
    ],
)  # fmt: skip
def test_every_job_has_the_line_that_asks_for_it(job: object, line: str) -> None:
    assert format_job(job) == line  # type: ignore[arg-type] # ids need an untyped parameter
    assert read(line, *[PICTURE] * (line == ".describe")) is not None
