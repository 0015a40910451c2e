"""The document that a script gets of a story tells what was found about each frame."""

from __future__ import annotations

from pathlib import Path

from bot.cli.results import story_document
from bot.domain.jobs import Frame, JobStatus
from bot.frontends.web.api.views import job_view
from generation.engine import ImageRequest
from story.panels.checker import Check
from story.request import StoryRequest
from tests.bot.storage.kit import changed, new_job

FRAMES = (
    Frame(
        0, Path("a"), "ab" * 32, 64, 64, 9, "A fox.", ("fox",), checked=Check("eyes", 0.5, 1, ("no fox",), ("no fox",))
    ),
    Frame(1, Path("b"), "cd" * 32, 64, 64, 7, "It rains."),
)
JOB = changed(new_job(request=StoryRequest(("A fox.", "It rains."), ImageRequest("", 7))), status=JobStatus.SUCCEEDED)
JOB = changed(JOB, frames=FRAMES)
FOUND = {"checker": "eyes", "score": 0.5, "redrawn": 1, "reasons": ("no fox",), "still": ("no fox",)}


def test_a_frame_that_was_looked_at_says_what_was_found_and_others_say_nothing() -> None:
    frames = story_document(JOB, [Path("1.png"), Path("2.png"), Path("page.png")])["frames"]
    assert [(frame["checked"], frame["seed"]) for frame in frames] == [(FOUND, 9), (None, 7)]


def test_so_does_the_api() -> None:
    found = [frame.checked for frame in job_view(JOB).frames]
    assert found[0] is not None and found[0].model_dump() == {**FOUND, "reasons": ["no fox"], "still": ["no fox"]}
    assert found[1] is None
