"""Which jobs can be written as a file; what is in the files is tested beside `story/exports/`."""

from __future__ import annotations

import pytest

from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.features.story_exports import require_story
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.storage.kit import changed, new_job

TALE = StoryRequest(("Mia runs.", "She rests."), ImageRequest("Mia runs. She rests.", seed=7))


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (JobStatus.RUNNING, "is not drawn yet: wait for its end."),
        (JobStatus.FAILED, "was not drawn, so there is nothing to write."),
        (JobStatus.CANCELLED, "was not drawn, so there is nothing to write."),
        (JobStatus.SUCCEEDED, "is not here any more, so the story is not whole."),
    ],
)
def test_what_cannot_be_written_is_refused_with_the_reason(status: JobStatus, said: str) -> None:
    with pytest.raises(Refused, match=said):
        require_story(changed(new_job(request=TALE), status=status), lambda sha256: None)
