"""What is offered under a finished job, and under a picture of it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.chat.actions import job_actions, panel_actions, picture_actions
from bot.domain.jobs import Frame, Job, JobStatus, Outcome
from bot.domain.requester import Address, Requester
from bot.domain.requests import DescribeRequest, EnlargeRequest, Request
from generation.engine import ImageRequest
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
