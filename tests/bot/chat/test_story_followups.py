"""A story whose frames were drawn again is changed from the seeds that its pictures really have."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from bot.chat.sources import request_for_frame
from bot.chat.story_followups import continue_story, edit_panel, restyle
from bot.commands import Continue, Panel, Restyle
from bot.domain.jobs import Frame, Job, JobStatus
from bot.features.preferences.preferences import Preferences
from bot.jobs.service import Service
from generation.engine import EngineInfo, ImageRequest
from story.request import StoryRequest
from tests.bot.storage.kit import changed, new_job

SENTENCES = ("Mia the red fox runs.", "She finds a key.", "It rains.")
STORY = StoryRequest(SENTENCES, ImageRequest(" ".join(SENTENCES), seed=7))
SERVICE = cast(
    Service, SimpleNamespace(stores=SimpleNamespace(files=SimpleNamespace(find=lambda sha256: Path(sha256))))
)
INFO = EngineInfo("echo", "cards", "cpu", "", 64, 64, 8, 1.0)


def drawn(*seeds: int) -> Job:
    frames = tuple(Frame(k, Path(), f"{k:064x}", 64, 64, seed) for k, seed in enumerate(seeds))
    return changed(new_job(request=STORY), status=JobStatus.SUCCEEDED, frames=frames)


def panel(job: Job, *given: Any) -> StoryRequest:
    request = edit_panel(SERVICE, job, Panel(job.id, *given), 12, Preferences()).request
    assert isinstance(request, StoryRequest)
    return request


def test_frames_keep_the_seed_they_were_really_drawn_from_wherever_they_go() -> None:
    job = drawn(7, 99, 7)
    assert panel(job, 2, "edit", "It snows.").seeds == (None, 99, None)
    assert panel(job, 0, "remove").seeds == (99, None)
    assert panel(job, 1, "edit", "She finds a lamp.").seed_of(1) == 99
    longer = continue_story(SERVICE, job, Continue(job.id, ("She sleeps.",)), 12, Preferences()).request
    assert isinstance(longer, StoryRequest) and [longer.seed_of(k) for k in range(4)] == [7, 99, 7, 7]
    inked = restyle(SERVICE, job, Restyle(job.id, "ink")).request
    assert isinstance(inked, StoryRequest) and inked.seeds == (None, 99, None)


def test_a_story_of_which_nothing_was_drawn_again_is_asked_for_as_before() -> None:
    assert panel(drawn(7, 7, 7), 2, "edit", "It snows.").seeds == ()


def test_one_of_its_pictures_is_drawn_anew_from_its_own_seed() -> None:
    assert [request_for_frame(drawn(7, 99, 7), k, INFO).seed for k in range(3)] == [7, 99, 7]
    assert request_for_frame(replace(drawn()), 1, INFO).seed == 7
