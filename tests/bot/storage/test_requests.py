"""A stored request is the same when it is read, also by newer code."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bot.storage.requests import from_json, kind_of, to_json
from generation.engine import ImageRequest
from story.request import StoryRequest

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
)
stories = st.builds(
    StoryRequest,
    sentences=st.lists(st.text(), min_size=1).map(tuple),
    drawing=images,
    cast=st.lists(st.tuples(st.text(), st.text())).map(tuple),
    context=st.booleans(),
    causal=st.booleans(),
)


@given(images | stories)
def test_a_request_comes_back_from_json_as_it_was(request: ImageRequest | StoryRequest) -> None:
    stored = json.loads(json.dumps(to_json(request)))

    assert from_json(kind_of(request), stored) == request


def test_fields_added_since_a_request_was_stored_take_their_defaults() -> None:
    assert from_json("image", {"prompt": "a fox", "seed": 3}) == ImageRequest("a fox", 3)
    old = {"sentences": ["Mia runs."], "drawing": {"prompt": "Mia runs.", "seed": 3}}
    assert from_json("story", old) == StoryRequest(("Mia runs.",), ImageRequest("Mia runs.", 3))


def test_fields_of_a_request_that_this_code_does_not_know_are_left_out() -> None:
    assert from_json("image", {"prompt": "a fox", "seed": 3, "mood": "happy"}) == ImageRequest("a fox", 3)
