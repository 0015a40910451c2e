"""What a plan says of one frame has to be possible."""

from __future__ import annotations

import pytest

from story.plans.notation import parse_plan
from story.plans.plan import contradicted


@pytest.mark.parametrize(
    ("who", "absent", "name"),
    [
        ("Mia: red fox; Otto: owl", "Otto", "Otto"),
        ("Mia: red fox", "mia", "Mia"),
        ("Mia", "Mia the red fox", "Mia"),
        ("the old king", "an old king", "the old king"),
        ("two rabbits", "Two rabbits", "two rabbits"),
        ("Mia: red fox", "Mial; fox; Otto", ""),
        ("old king", "king", ""),
        ("", "Mia", ""),
    ],
)
def test_nobody_is_there_and_absent_at_once(who: str, absent: str, name: str) -> None:
    [frame] = parse_plan(f"1.\nwho: {who}\nabsent: {absent}", 1).frames
    assert contradicted(frame) == name
