"""What an engine is told that lets the frames of a story look at each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from PIL import Image

from generation.engine import ImageRequest
from generation.engines.echo import EchoEngine, EchoOptions
from generation.shared_attention import StoryFrame
from story.draw import story_drawings
from story.plans.rules import plan_story
from story.request import StoryRequest

SENTENCES = ("Mia the small red fox wakes up.", "She meets an owl.", "[NC] The hill at night.", "The owl waits.")
STORY = StoryRequest(SENTENCES, ImageRequest(" ".join(SENTENCES), seed=7))


class SharingEcho(EchoEngine):
    """Notes what it is told, and says that all frames but the first look at another."""

    def __init__(self) -> None:
        super().__init__(EchoOptions())
        self.info = replace(self.info, shares_attention=True)
        self.told: list[StoryFrame] = []

    def share(self, frames: Sequence[StoryFrame]) -> list[str | None]:
        self.told = list(frames)
        return [None, *["shared attention"] * (len(frames) - 1)]


def told(story: StoryRequest, **given: Any) -> list[StoryFrame]:
    engine = SharingEcho()
    story_drawings(engine, story, **given)
    return engine.told


def test_each_frame_is_told_with_whom_it_shows_however_the_sentence_calls_them() -> None:
    shown = [[(each.key, each.words) for each in frame.characters] for frame in told(STORY)]
    mia, owl = ("mia", ("Mia", "fox")), ("owl", ("owl",))
    assert shown == [[mia], [mia, owl], [], [owl]]


def test_a_plan_says_it_otherwise() -> None:
    plan = plan_story(SENTENCES)
    nobody = replace(plan, frames=(*plan.frames[:3], replace(plan.frames[3], characters=plan.frames[0].characters)))
    assert [each.key for each in told(replace(STORY, plan=nobody))[3].characters] == ["mia"]


def test_a_frame_that_stays_is_told_with_its_picture() -> None:
    picture = Image.new("RGB", (8, 8))
    frames = told(replace(STORY, kept=("ab" * 32, None)), kept={0: picture})
    assert frames[0].picture is picture and frames[0].drawing is None
    assert frames[1].picture is None and frames[1].drawing is not None


def test_what_holds_a_frame_together_is_its_context() -> None:
    assert story_drawings(SharingEcho(), STORY).contexts == (None, *["shared attention"] * 3)
    kept = replace(STORY, kept=(None, "ab" * 32))
    assert story_drawings(SharingEcho(), kept).contexts == (None, None, *["shared attention"] * 2)


def test_sentences_that_are_drawn_alone_and_stories_of_kept_frames_share_nothing() -> None:
    assert told(replace(STORY, context=False)) == []
    assert told(replace(STORY, kept=("ab" * 32,) * 4)) == []
