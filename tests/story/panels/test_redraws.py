"""Which frames are drawn again, from which seed, and which picture of each is kept."""

from __future__ import annotations

from collections.abc import Mapping

from PIL import Image

from generation.engine import EngineError, ImageRequest
from story.panels.checker import Check, Opinion, Panel, check_from_json, check_to_json
from story.panels.redraws import Redraws, redraw_request, redraw_seed
from story.panels.stage import panels_of
from story.request import StoryRequest

STORY = StoryRequest(("A fox runs.", "An owl sits.", "A frog hops."), ImageRequest("", seed=7), seeds=(None, 9))
PANELS = panels_of(STORY)


class Scripted:
    """Has an opinion of each picture by the red of its first pixel; of 255 it cannot tell."""

    name = "eyes"

    def check(self, picture: Image.Image, panel: Panel) -> Opinion:
        red = picture.getpixel((0, 0))[0]
        if red == 255:
            raise EngineError("it is blind")
        return Opinion(red / 100, () if red >= 100 else (f"no {panel.sentence.split()[1]}",))

    def close(self) -> None: ...


def drawn(tries: str, pictures: Mapping[int, int | None]) -> dict[int, tuple[Image.Image | None, str]]:
    return {k: (None if red is None else Image.new("RGB", (1, 1), (red, 0, 0)), tries) for k, red in pictures.items()}


def kept(looked: Redraws[str]) -> dict[int, tuple[int, str]]:
    return {k: (picture.getpixel((0, 0))[0], looked.drawn[k]) for k, picture in looked.pictures.items()}


def test_what_fails_is_drawn_again_and_the_best_picture_is_kept() -> None:
    looked = Redraws[str](Scripted(), PANELS, 2)
    assert looked.look(drawn("first", {0: 100, 1: 40, 2: 50})) == {1: 1, 2: 1}
    assert looked.look(drawn("second", {1: 120, 2: 20})) == {2: 2}
    assert looked.look(drawn("third", {2: 30})) == {}
    assert kept(looked) == {0: (100, "first"), 1: (120, "second"), 2: (50, "first")}
    assert [looked.check(k) for k in range(3)] == [
        Check("eyes", 1.0),
        Check("eyes", 1.2, 1, ("no owl",)),
        Check("eyes", 0.5, 2, ("no frog",), ("no frog",)),
    ]


def test_no_story_is_drawn_again_more_often_than_it_has_frames_and_the_worst_go_first() -> None:
    looked = Redraws[str](Scripted(), PANELS, 5)
    assert looked.look(drawn("first", {0: 30, 1: 20})) == {0: 1, 1: 1}
    assert looked.look(drawn("second", {0: 10, 1: 10})) == {}
    looked = Redraws[str](Scripted(), PANELS, 5)
    assert looked.look(drawn("first", {0: 100, 1: 20, 2: 10})) == {1: 1, 2: 1}
    assert looked.look(drawn("second", {1: 20, 2: 10})) == {2: 2}


def test_a_picture_that_nobody_may_see_or_judge_takes_no_other_ones_place() -> None:
    looked = Redraws[str](Scripted(), PANELS, 2)
    assert looked.look(drawn("first", {0: 50, 1: 255, 2: 100})) == {0: 1}
    assert looked.look(drawn("second", {0: None})) == {0: 2}
    assert looked.look(drawn("third", {0: 255})) == {}
    assert kept(looked)[0] == (50, "first")
    assert looked.check(1) is None and looked.check(0) == Check("eyes", 0.5, 2, ("no fox",), ("no fox",))


def test_without_a_checker_nothing_is_drawn_again_and_with_none_to_spare_it_only_says_so() -> None:
    looked = Redraws[str](None, PANELS, 2)
    assert looked.look(drawn("first", {0: 10})) == {} and looked.check(0) is None
    looked = Redraws[str](Scripted(), PANELS, 0)
    assert looked.look(drawn("first", {0: 10})) == {}
    assert looked.check(0) == Check("eyes", 0.1, 0, ("no fox",), ("no fox",))


def test_only_what_is_due_is_drawn_from_a_seed_that_follows_from_its_own() -> None:
    again = redraw_request(STORY, {1: 2})
    assert [again.is_kept(k) for k in range(3)] == [True, False, True]
    assert [again.seed_of(k) for k in range(3)] == [7, redraw_seed(9, 2), 7]
    assert redraw_seed(9, 2) == (9 + 2 * 2654435769) % 2**32
    assert len({redraw_seed(seed, n) for seed in range(20) for n in range(6)}) == 120


def test_what_was_found_survives_json() -> None:
    found = Check("eyes", 0.5, 2, ("no frog",), ("no frog", "no fox"))
    assert check_from_json(check_to_json(found)) == found and check_from_json(None) is None
