"""Progress bars: what they say of a job, and that they leave nothing behind."""

from __future__ import annotations

from dataclasses import replace
from io import StringIO

from rich.console import Console

from bot.domain.jobs import JobStatus, Progress
from bot.frontends.console.progress import JobBars
from tests.bot.storage.kit import new_job

JOB = new_job()
RUNNING = replace(JOB, status=JobStatus.RUNNING)


def terminal(is_terminal: bool = True) -> tuple[Console, StringIO]:
    written = StringIO()
    return Console(file=written, force_terminal=is_terminal, width=100), written


def test_a_bar_shows_the_place_in_the_queue_and_then_the_steps() -> None:
    console, written = terminal()
    with JobBars(console) as bars:
        bars.show(JOB)
        bars.show(Progress(JOB.id, 0, 1, position=2, estimated_seconds=42))
        bars.refresh()
        assert "waiting: a red fox" in written.getvalue()
        assert "place 2 in the queue, about 40 s" in written.getvalue()
        bars.show(RUNNING)
        bars.show(Progress(JOB.id, 3, 8))
        bars.refresh()
        assert "drawing: a red fox" in written.getvalue() and "step 3 of 8" in written.getvalue()


def test_what_has_ended_has_no_bar_and_late_news_of_it_does_no_harm() -> None:
    console, written = terminal()
    with JobBars(console) as bars:
        bars.show(RUNNING)
        bars.show(replace(JOB, status=JobStatus.SUCCEEDED))
        bars.show(replace(JOB, status=JobStatus.SUCCEEDED))
        bars.refresh()
        written.truncate(0)
        bars.refresh()
        assert "fox" not in written.getvalue()


def test_a_prompt_cannot_style_the_terminal_or_fill_it() -> None:
    console, written = terminal()
    with JobBars(console) as bars:
        bars.show(replace(RUNNING, request=replace(JOB.request, prompt="[red]fox[/red] " + "very " * 50)))
        bars.refresh()
    assert "[red]fox[/red] very" in written.getvalue() and "very " * 10 not in written.getvalue()


def test_nothing_is_written_where_there_is_no_terminal() -> None:
    console, written = terminal(False)
    with JobBars(console) as bars:
        bars.say("loading the model")
        bars.show(RUNNING)
    assert written.getvalue() == ""
