"""What a reply says of frames that were looked at: which were drawn again, why, and that it cost nothing."""

from __future__ import annotations

from pathlib import Path

from bot.chat.checked import FREE, checked_line
from bot.domain.jobs import Frame
from story.panels.checker import Check


def line(*checks: Check | None) -> str:
    return checked_line(Frame(k, Path(), "ab" * 32, 64, 64, 7, checked=each) for k, each in enumerate(checks))


def test_what_was_drawn_again_is_said_with_the_reason_and_that_it_was_free() -> None:
    redrawn = Check("eyes", 1.0, 2, ("no fox",))
    assert line(Check("eyes", 1.0), None, redrawn) == f"Picture 3 was redrawn twice: it showed no fox. {FREE}"


def test_what_still_fails_is_said_to() -> None:
    still = Check("eyes", 0.5, 3, ("no fox",), ("two owls instead of one", "a pig that nobody told of"))
    words = "Picture 1 was redrawn 3 times and still shows two owls instead of one and a pig that nobody told of."
    assert line(still) == f"{words} {FREE}"
    assert line(Check("eyes", 0.5, 0, ("no fox",), ("no fox",))) == "Picture 1 shows no fox."


def test_where_all_is_well_or_nobody_looked_nothing_is_said() -> None:
    assert line(None, Check("eyes", 1.0)) == ""


def test_it_stays_short_and_calls_nobody() -> None:
    many = Check("eyes", 0.1, 1, ("no fox",), tuple(f"no *{k}* @everyone" for k in range(9)))
    told = line(*[many] * 12)
    assert told.count("Picture") == 6 and "So it is with 6 more." in told and len(told) < 800
    assert "@everyone" not in told and r"\*0\*" in told
