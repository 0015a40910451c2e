"""A stored request is the same when it is read, also by newer code."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.requests import (
    DescribeRequest,
    EnlargeRequest,
    InspireRequest,
    PlanRequest,
    Request,
    VideoRequest,
    kind_of,
    source_images,
)
from bot.storage.request_json import from_json, to_json
from generation.engine import ImageRequest, Reference
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan
from story.request import StoryRequest

hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
images = st.builds(
    ImageRequest,
    prompt=st.text(),
    seed=st.integers(0, 2**63 - 1),
    negative_prompt=st.text(),
    aspect_ratio=st.none() | st.sampled_from(["16:9", "1:1"]),
    num_inference_steps=st.none() | st.integers(1, 100),
    guidance_scale=st.none() | st.floats(0, 20),
    num_images=st.integers(1, 4),
    style=st.none() | st.text(),
    image=st.none() | hashes,
    strength=st.none() | st.floats(0, 1),
    tile=st.booleans(),
    chaos=st.integers(0, 100),
    references=st.sampled_from([(), (Reference("ab" * 32, "1a2b3c4d.2"), Reference("cd" * 32))]),
)
words = st.lists(st.text()).map(tuple)
characters = st.builds(PlannedCharacter, name=st.text(), looks=st.text(), clothes=words)
plans = st.builds(
    PlannedFrame, st.lists(characters).map(tuple), place=st.text(), time=st.text(), weather=st.text(), held=words
)
stories = st.builds(
    StoryRequest,
    sentences=st.lists(st.text(), min_size=1).map(tuple),
    drawing=images,
    cast=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    context=st.booleans(),
    causal=st.booleans(),
    seeds=st.lists(st.none() | st.integers(0, 2**32 - 1)).map(tuple),
    kept=st.lists(st.none() | hashes).map(tuple),
    title=st.text(),
    author=st.text(),
    layout=st.sampled_from(["", "manga"]),
    paper=st.sampled_from(["", "a4"]),
    sheets=st.sampled_from([(), (("Mia", Reference("ab" * 32, "1a2b3c4d.1")), ("Otto", Reference("cd" * 32)))]),
    plan=st.none() | st.lists(plans).map(lambda frames: StoryPlan(tuple(frames))),
)
others = st.one_of(
    st.builds(EnlargeRequest, image=hashes, factor=st.sampled_from([2, 4])),
    st.builds(DescribeRequest, image=hashes),
    st.builds(InspireRequest, theme=st.text(), seed=st.integers(0, 2**32 - 1)),
    st.builds(PlanRequest, story=stories),
    st.builds(VideoRequest, request=images, format=st.sampled_from(["mp4", "webp", "gif"])),
)


@given(images | stories | others)
def test_a_request_comes_back_from_json_as_it_was(request: Request) -> None:
    stored = json.loads(json.dumps(to_json(request)))

    assert from_json(kind_of(request), stored) == request


def test_fields_added_since_a_request_was_stored_take_their_defaults() -> None:
    assert from_json("image", {"prompt": "a fox", "seed": 3}) == ImageRequest("a fox", 3)
    old = {"sentences": ["Mia runs."], "drawing": {"prompt": "Mia runs.", "seed": 3}}
    assert from_json("story", old) == StoryRequest(("Mia runs.",), ImageRequest("Mia runs.", 3))


def test_fields_of_a_request_that_this_code_does_not_know_are_left_out() -> None:
    assert from_json("image", {"prompt": "a fox", "seed": 3, "mood": "happy"}) == ImageRequest("a fox", 3)


FOX = ImageRequest("a fox", 3)
INKED = ImageRequest("a fox", 3, loras=(("ink", 0.5), ("style/sketch", -1.0)))


@pytest.mark.parametrize(
    ("request_", "pictures"),
    [
        (FOX, ()),
        (ImageRequest("a fox", 3, image="aa"), ("aa",)),
        (StoryRequest(("One.", "Two.", "Three."), FOX, kept=("bb", None, "bb")), ("bb",)),
        (StoryRequest(("One.",), FOX, sheets=(("Mia", Reference("ff")),)), ("ff",)),
        (EnlargeRequest("cc"), ("cc",)),
        (DescribeRequest("dd"), ("dd",)),
        (InspireRequest("the sea", 7), ()),
        (VideoRequest(ImageRequest("a fox", 3, image="ee")), ("ee",)),
    ],
)
def test_a_request_names_the_stored_pictures_it_needs(request_: Request, pictures: tuple[str, ...]) -> None:
    assert source_images(request_) == pictures


def test_a_frame_has_its_own_seed_or_the_storys_and_may_be_kept() -> None:
    story = StoryRequest(("One.", "Two.", "Three."), FOX, seeds=(None, 9), kept=(None, None, "aa"))
    assert [story.seed_of(index) for index in range(3)] == [3, 9, 3]
    assert [story.is_kept(index) for index in range(3)] == [False, False, True]
    assert not any(StoryRequest(("One.",), FOX).is_kept(index) for index in range(2))


@pytest.mark.parametrize("request_", [INKED, VideoRequest(INKED), StoryRequest(("Mia runs.",), INKED)])
def test_loras_come_back_from_json_as_they_were(request_: Request) -> None:
    assert from_json(kind_of(request_), json.loads(json.dumps(to_json(request_)))) == request_
