"""The plan of a story as a form: filled in, sent back as the line of chat that means the same, or corrected."""

from __future__ import annotations

from typing import Any

import pytest

from bot.frontends.web.chat.plan_form import CharacterFields, FrameFields, changed_lines, read_form
from story.plans.notation import changed_frame, parse_plan
from story.plans.plan import PlannedCharacter, PlannedFrame, StoryPlan
from tests.bot.frontends.web.site import Site, Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")
TALE = ".story Mia the red fox sits in the forest. She waves. --seed 7 --plan"


def filled(plan: dict[str, Any]) -> list[dict[str, Any]]:
    """What the page sends of a form as it came."""
    return [{name: value for name, value in frame.items() if name != "sentence"} for frame in plan["frames"]]


async def sent(visitor: Visitor, job: dict[str, Any], act: str, frames: list[dict[str, Any]]) -> Any:
    return (await visitor.post(f"/jobs/{job['id']}/plan", {"act": act, "frames": frames})).json()


async def test_a_plan_is_changed_and_drawn_by_its_form(visitor: Visitor, web: Site) -> None:
    job = await visitor.draw(TALE)
    plan, frames = job["plan"], filled(job["plan"])
    assert plan["price"] == "1 credit" and [each["label"] for each in job["acts"]] == ["Report"]
    assert frames[1]["characters"] == [{"name": "Mia", "looks": "red fox", "clothes": ""}]
    assert not any("To draw it" in note for note in job["notes"])

    assert (await sent(visitor, job, "edit", frames))["answers"][0]["text"] == "Nothing is changed yet."
    frames[1] |= {"place": "hill", "held": "map, lantern"}
    frames[1]["characters"] = [{"name": "Otto", "looks": "owl", "clothes": "hat, scarf"}, {}]
    [answer] = (await sent(visitor, job, "edit", frames))["answers"]
    changed = await visitor.end_of(answer["job"]["id"])
    told = f".plan {job['id'][:8]} edit 2. She waves.\nwho: Otto: owl, wearing hat, scarf\nplace: hill\n"
    told += "held: map; lantern"
    assert (changed["text"], changed["of_plan"], changed["plan"]["frames"][0]) == (told, job["id"], plan["frames"][0])

    frames = filled(changed["plan"])
    assert frames[1]["held"] == "map, lantern"
    frames[0]["time"] = "night"
    [answer] = (await sent(visitor, changed, "draw", frames))["answers"]
    drawn = await web.service.job((await visitor.end_of(answer["job"]["id"]))["id"])
    assert drawn is not None and drawn.cost > 0
    planned = drawn.request.plan  # type: ignore[union-attr]
    assert (planned.frames[0].time, planned.frames[1].place) == ("night", "hill")  # type: ignore[union-attr]


async def test_what_is_wrong_is_told_beside_its_field_and_nothing_is_made(visitor: Visitor, stranger: Visitor) -> None:
    job = await visitor.draw(TALE)
    frames, jobs = filled(job["plan"]), len(await visitor.jobs())
    frames[0]["place"] = "x" * 201
    frames[1]["characters"] = [{"name": "a;b", "looks": "owl wearing a hat"}, {"clothes": "hat"}]
    errors = (await sent(visitor, job, "draw", frames))["errors"]
    assert [(each["frame"], each["character"], each["field"]) for each in errors] == [
        (0, None, "place"),
        (1, 0, "name"),
        (1, 0, "looks"),
        (1, 1, "name"),
    ]
    assert errors[1]["text"] == "In a name “;” is not understood: write it in other words."
    assert len(await visitor.jobs()) == jobs
    path, whole = f"/jobs/{job['id']}/plan", {"act": "draw", "frames": filled(job["plan"])}
    assert (await visitor.post(path, whole | {"frames": frames[:1]})).status == 400
    assert (await stranger.post(path, whole)).status == 404


async def test_words_that_nobody_may_use_are_refused_as_in_chat(visitor: Visitor) -> None:
    job = await visitor.draw(TALE)
    frames = filled(job["plan"])
    frames[0]["place"] = "x\u202ey"
    [answer] = (await sent(visitor, job, "edit", frames))["answers"]
    assert answer["refused"] and "job" not in answer


async def test_a_thing_with_a_comma_stays_one_thing_and_what_is_typed_reads_back_as_it_is() -> None:
    old = changed_frame(StoryPlan((PlannedFrame(),) * 2), 1, "held: big, red ball\nwho: two rabbits; Mia")
    fields = [FrameFields(), FrameFields(held="big, red ball;", absent="Otto, Bo")]
    fields[1].characters = [CharacterFields(looks="two rabbits"), CharacterFields(name="Mia"), CharacterFields()]
    new, errors = read_form(fields)
    assert not errors and new.frames[1].held == ("big, red ball",)
    assert new.frames[1].characters == (PlannedCharacter("", "two rabbits"), PlannedCharacter("Mia"))
    lines = changed_lines(old, new, ["It is 1. May.", "They play."])
    assert lines == "2. They play.\nwho: two rabbits; Mia\nheld: big, red ball\nabsent: Otto; Bo"
    assert parse_plan(lines, 2, old) == new


async def test_who_is_there_and_absent_is_told_of_beside_the_field() -> None:
    there = FrameFields(characters=[CharacterFields(name="Mia", looks="fox")], absent="Otto, Mia")
    _, [error] = read_form([FrameFields(), there])
    assert (error.frame, error.field, error.character) == (1, "absent", None) and "Mia stands above" in error.text


async def test_a_whole_cast_that_no_line_holds_is_told_of() -> None:
    rows = [CharacterFields(name=f"Name{k}", looks="y" * 190) for k in range(5)]
    _, errors = read_form([FrameFields(characters=rows)])
    assert [each.field for each in errors] == ["name"] and "leave somebody out" in errors[0].text
