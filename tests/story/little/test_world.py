"""The world of the little pipeline: what its stories tell, and what its pictures show."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from random import Random

import pytest

from generation.storybook.scene import Scene
from story.little.world import NAMES, SENTENCES, picture, pixels, sample_story, told
from story.plans.rules import plan_story
from story.storybook.judge import judge

STORIES = [sample_story(Random(seed)) for seed in range(60)]


def test_a_story_begins_with_somebody_by_name_and_kind() -> None:
    for story in STORIES:
        [who] = story[0].scene.characters
        assert f"{who.colour} {who.kind}" in story[0].sentence and not story[0].nameless
        assert len(story) == SENTENCES


def test_the_rules_that_read_stories_find_whom_its_truth_shows() -> None:
    for story in STORIES:
        plan = plan_story([frame.sentence for frame in story])
        assert [len(each.characters) for each in plan.frames] == [len(frame.scene.characters) for frame in story]


def test_a_sentence_that_names_nobody_says_so() -> None:
    names = {word for story in STORIES for word in story[0].sentence.split()}
    for frame in (frame for story in STORIES for frame in story if frame.nameless):
        assert not names & set(frame.sentence.split()[:1]) - {"She", "He", "They", "Both", "The", "A"}


def test_one_of_two_of_the_same_gender_is_never_only_she_or_he() -> None:
    pronouns = {name: pronoun for pronoun, names in NAMES.items() for name in names}
    singles = 0
    for story in STORIES:
        known: set[str] = set()
        for frame in story:
            known |= {word for word in re.findall(r"\w+", frame.sentence) if word in pronouns}
            if len(known) == 2 and frame.nameless and len(frame.scene.characters) == 1:
                singles += 1
                assert {pronouns[name] for name in known} == {"she", "he"}
    assert singles  # or nothing was looked at


def test_single_frames_are_told_with_everything_that_their_picture_shows() -> None:
    for text, scene in islice(told(Random(1)), 200):
        assert all(f"{who.colour} {who.kind}" in text for who in scene.characters)
        assert scene.place in text.lower()


@pytest.fixture(scope="module")
def scenes() -> list[Scene]:
    return [frame.scene for story in STORIES[:6] for frame in story]


def test_the_judge_tells_everything_from_64_pixels(scenes: list[Scene]) -> None:
    for verdict, scene in zip(judge.judge([picture(scene) for scene in scenes]), scenes, strict=True):
        seen, true = (Counter((who.kind, who.colour) for who in each.characters) for each in (verdict.scene, scene))
        assert seen == true and verdict.scene.place == scene.place


def test_pictures_are_what_a_pipeline_takes(scenes: list[Scene]) -> None:
    batch = pixels([picture(scene) for scene in scenes[:2]])
    assert batch.shape == (2, 3, 64, 64) and -1 <= float(batch.min()) < float(batch.max()) <= 1
