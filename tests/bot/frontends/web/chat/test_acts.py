"""What stands under a drawing in the web chat: what Discord's buttons do, from the same table."""

from __future__ import annotations

from typing import Any

import pytest

from bot.chat.actions import ACTIONS
from bot.commands import parse
from bot.frontends.web.chat.acts import OWN
from bot.frontends.web.gallery.actions import ICONS
from tests.bot.frontends.web.site import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="module")


def labels(acts: list[dict[str, Any]]) -> list[str]:
    return [act["label"] for act in acts]


async def test_a_picture_can_be_varied_and_enlarged_and_a_story_goes_on_and_is_taken_away(visitor: Visitor) -> None:
    picture = await visitor.draw(".imagine an owl --seed 3")
    assert labels(picture["acts"]) == ["Edit", "Vary", "Enlarge", "Video", "Restyle", "Report"]
    assert picture["redo"] and picture["frames"][0]["acts"] == []
    story = await visitor.draw(".story Mia the red fox wakes. She runs. --seed 3")
    assert labels(story["acts"]) == ["Edit", "Go on", "Restyle", "Export", "Report"]
    of_panel = labels(story["frames"][1]["acts"])
    assert of_panel[:2] == ["Vary", "Enlarge"] and {"Redo", "Edit sentence", "Insert before", "Remove"} <= {*of_panel}
    several = await visitor.draw(".imagine an owl --n 2 --seed 3")
    assert labels(several["frames"][1]["acts"]) == ["Vary", "Enlarge", "Video"]
    assert "Vary" not in labels(several["acts"])


async def test_every_line_of_a_button_is_a_command_that_is_understood(visitor: Visitor) -> None:
    story = await visitor.draw(".story Mia the red fox wakes. She runs. --seed 3")
    acts = [*story["acts"], *(act for frame in story["frames"] for act in frame["acts"])]
    asks = [act for act in acts if not act["offers"]]
    lines = [act["say"] + ("They dance." if act["say"].endswith(" ") else "") for act in asks]
    lines += [offer["say"] for act in acts for offer in act["offers"] if "say" in offer]
    assert len(lines) > 15 and all(parse(line, prefix=".") for line in lines)


async def test_an_edited_sentence_starts_from_what_it_is(visitor: Visitor) -> None:
    story = await visitor.draw(".story Mia the red fox wakes. She runs. --seed 3")
    [edit] = [act for act in story["frames"][1]["acts"] if act["label"] == "Edit sentence"]
    assert (edit["say"], edit["fill"]) == (f".panel {story['id'][:8]} 2 edit She runs.", True)


async def test_every_export_that_is_offered_is_there(visitor: Visitor) -> None:
    story = await visitor.draw(".story Mia the red fox wakes. She runs. --seed 3")
    [export] = [act for act in story["acts"] if act["label"] == "Export"]
    assert [offer["label"] for offer in export["offers"]] == [*ACTIONS["export"].offers]
    for offer in export["offers"]:
        assert (await visitor.get(offer["href"])).status == 200


async def test_every_verb_has_its_sign() -> None:
    assert {*ACTIONS} - {*ICONS} == OWN
