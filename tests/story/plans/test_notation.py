"""A plan is text that people can write, and nothing of it is lost on the way there and back."""

from __future__ import annotations

import pytest

from story.plans.notation import PlanError, changed_frame, format_plan, parse_plan, remarks
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan

MIA = PlannedCharacter("Mia", "small red fox", ("green scarf", "hat"))
WHOLE = StoryPlan(
    (
        PlannedFrame((MIA, PlannedCharacter(looks="two rabbits")), "hill", "night", "snow", ("lantern",), ("Otto",)),
        PlannedFrame(),
        PlannedFrame((PlannedCharacter("Otto"), PlannedCharacter("小明"), PlannedCharacter("Al", "", ("a hat",)))),
    )
)
SENTENCES = ("Mia finds a lantern: it glows; she smiles.", "who: nobody", "Otto comes.")


def test_a_plan_written_down_is_read_as_the_same_plan() -> None:
    assert parse_plan(format_plan(WHOLE, SENTENCES), 3) == WHOLE


def test_a_picture_without_a_line_of_its_own_stays_as_it_was() -> None:
    changed = parse_plan("2.\nplace: sea", 3, WHOLE)
    assert changed.frames[::2] == WHOLE.frames[::2]
    assert changed.frames[1] == PlannedFrame(place="sea")


def test_one_field_of_one_picture_changes_and_all_others_stay() -> None:
    frame = changed_frame(WHOLE, 0, "place: dark forest\nweather:").frames[0]
    assert (frame.place, frame.weather, frame.time) == ("dark forest", "", "night")
    assert frame.characters == WHOLE.frames[0].characters


def test_remarks_are_no_part_of_a_plan_and_can_be_read_apart() -> None:
    text = f"# By hand.\n{format_plan(WHOLE, SENTENCES)}"
    assert parse_plan(text, 3) == WHOLE
    assert remarks(text) == ["By hand."]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("place: hill", "Begin each picture"),
        ("4.\nplace: hill", "There is no picture 4"),
        ("1.\nplaec: hill", "begins with none of who, place"),
        ("1.\nplace: " + "hill " * 60, "too long"),
        ("# nothing", "Write what to change"),
    ],
)
def test_what_cannot_be_read_is_said_in_a_sentence_with_what_to_write(text: str, said: str) -> None:
    with pytest.raises(PlanError, match=said):
        parse_plan(text, 3, WHOLE)
