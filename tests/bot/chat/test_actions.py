"""What is offered under a finished job, and under a picture of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.chat.actions import ACTIONS, Press, command_of, job_actions, offers_of, panel_actions, picture_actions
from bot.commands import CommandError, parse
from bot.domain.jobs import Frame, Job, JobStatus, Outcome
from bot.domain.limits import DEFAULT_LIMITS
from bot.domain.requester import Address, Requester
from bot.domain.requests import DescribeRequest, EnlargeRequest, Request
from generation.engine import EngineInfo, ImageRequest
from story.request import StoryRequest

FOX = ImageRequest("a red fox", seed=7)
STORY = StoryRequest(("Mia wakes.", "She runs."), FOX)
LARGER = EnlargeRequest("0" * 64)


def ended(request: Request, status: JobStatus = JobStatus.SUCCEEDED, pictures: int = 1, context: str = "") -> Job:
    frames = tuple(Frame(index, Path("x.png"), "0" * 64, 8, 8, seed=7) for index in range(pictures))
    outcome = Outcome(frames=frames, context=context or None)
    requester, address = Requester("web", "mia"), Address("web", {})
    return Job("0" * 32, requester, request, address, status, 1, datetime.now(UTC), outcome=outcome)


@pytest.mark.parametrize(
    "request_, context, offered",
    [(FOX, "", True), (STORY, "", True), (STORY, "a context encoder", False), (LARGER, "", False)],
    ids=["picture", "story without context", "story with context", "enlargement"],
)
def test_a_video_is_offered_where_the_picture_can_be_drawn_again_alone(
    request_: Request, context: str, offered: bool
) -> None:
    job = ended(request_, context=context)
    assert ("video" in picture_actions(job, job.outcome.frames[0])) == offered


@pytest.mark.parametrize("request_", [LARGER, DescribeRequest("0" * 64)])
def test_what_would_come_out_the_same_is_redone_only_where_it_failed(request_: Request) -> None:
    assert "redo" not in job_actions(ended(request_))
    assert "redo" in job_actions(ended(request_, JobStatus.FAILED, pictures=0))


def test_one_picture_is_worked_on_with_its_job_and_several_one_by_one() -> None:
    of_picture = ["vary", "enlarge", "video"]
    assert job_actions(ended(FOX)) == ["redo", "prompt", *of_picture, "restyle", "report", "delete"]
    assert job_actions(ended(FOX, pictures=2)) == ["redo", "prompt", "restyle", "report", "delete"]


def test_panels_are_those_of_a_story() -> None:
    picture, story = ended(FOX), ended(STORY, pictures=2)
    assert panel_actions(picture, picture.outcome.frames[0]) == []
    panel = ["panel-redo", "panel-edit", "panel-insert", "panel-remove"]
    assert panel_actions(story, story.outcome.frames[0]) == panel
    assert job_actions(story) == ["redo", "prompt", "continue", "restyle", "export", "report", "delete"]


WORDS = {"continue": "She sleeps. It rains.", "restyle": "ink", "export": "pdf", "report": "shows  somebody\nI know"}


@pytest.mark.parametrize("verb", [verb for verb, action in ACTIONS.items() if action.line])
def test_a_press_means_what_its_line_of_chat_means(verb: str) -> None:
    job, words = "1a2b" * 8, WORDS.get(verb, "“It rains.”" if ACTIONS[verb].asks else "")
    line = ACTIONS[verb].line.format(job=job, place=2, words=words)
    assert command_of(Press(verb, job, 1, words), prefix=".", limits=DEFAULT_LIMITS) == parse(f".{line}")


@pytest.mark.parametrize(
    "verb, words",
    [("continue", "..."), ("panel-edit", ""), ("panel-insert", "It rains --seed 7"), ("report", "no " * 200)],
)
def test_what_is_wrong_with_the_words_of_a_form_is_said_as_of_a_line(verb: str, words: str) -> None:
    job = "1a2b" * 8
    with pytest.raises(CommandError) as of_line:
        parse(f".{ACTIONS[verb].line.format(job=job, place=2, words=words)}")
    with pytest.raises(CommandError) as of_form:
        command_of(Press(verb, job, 1, words), prefix=".", limits=DEFAULT_LIMITS)
    assert str(of_form.value) == str(of_line.value)


def test_only_styles_that_the_engine_renders_are_offered() -> None:
    info = EngineInfo("diffusers", "Storybook", "cpu", "", 64, 64, 8, 2.0, styles=("ink", "papercut"))
    assert offers_of("restyle", info) == ("ink", "papercut")
    assert offers_of("restyle", None) == ACTIONS["restyle"].offers and offers_of("export", info)
