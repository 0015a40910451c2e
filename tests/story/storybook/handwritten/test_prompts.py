"""The hand-written test set is large, varied and rightly labelled, and a scene is compared with it fairly."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from itertools import permutations
from pathlib import Path

import pytest

from generation.storybook.scene import (
    ACTIONS,
    COLOURS,
    KINDS,
    LANDMARKS,
    PLACES,
    PROPS,
    TIMES,
    WEATHERS,
    Character,
    Scene,
)
from story.storybook.handwritten import prompts as handwritten
from story.storybook.handwritten.matching import frame_matches
from story.storybook.handwritten.prompts import NOBODY, SETS, Prompt, Truth, prompts, read_prompt, stories


def frames() -> list[Prompt]:
    return [*prompts(), *(frame for story in stories() for frame in story.frames)]


def test_there_are_more_than_two_hundred_and_no_two_are_the_same() -> None:
    texts = [prompt.text for prompt in prompts()] + [" ".join(story.sentences) for story in stories()]
    assert len(prompts()) >= 160
    assert len(stories()) >= 60
    assert len({text.casefold() for text in texts}) == len(texts)


def test_stories_have_three_to_six_sentences() -> None:
    assert {len(story.frames) for story in stories()} == {3, 4, 5, 6}


def test_every_kind_action_place_and_prop_is_told_somewhere() -> None:
    truths = [frame.truth for frame in frames()]
    of_characters = {word for truth in truths for who in truth.characters for word in who.values()}
    assert of_characters >= {*KINDS, *ACTIONS, *COLOURS, "small", "big", "hat", "crown", "bow", "scarf", "cape", "tie"}
    for name, words in (
        ("place", PLACES), ("time", TIMES), ("weather", WEATHERS), ("prop", PROPS), ("landmark", LANDMARKS[1:]),
    ):  # fmt: skip
        assert {truth.facts[name] for truth in truths if name in truth.facts} >= {*words}


def test_nobody_one_two_and_three_are_on_stage_often() -> None:
    counts = Counter(len(frame.truth.characters) for frame in frames())
    assert min(counts[n] for n in range(4)) >= 25


@pytest.mark.parametrize("name", SETS[1:])
def test_the_halves_that_three_others_wrote_are_as_large_as_each_other(name: str) -> None:
    assert (len(prompts(name)), len(stories(name))) == (90, 48)
    assert {len(story.frames) for story in stories(name)} == {4, 5, 6}
    told = [frame for story in stories(name) for frame in story.frames]
    assert sum(not frame.truth.crowded for frame in (*told, *prompts(name))) >= 290


def test_no_text_is_in_two_sets() -> None:
    texts = [prompt.text for name in SETS for prompt in prompts(name)]
    texts += [" ".join(story.sentences) for name in SETS for story in stories(name)]
    assert len({text.casefold() for text in texts}) == len(texts)


def test_the_locked_half_is_as_it_was_locked() -> None:
    folder = Path(handwritten.__file__).parent
    lines = (folder / "locked.sha256").read_text(encoding="utf-8").splitlines()
    assert [line.split("  ")[1] for line in lines] == ["locked_prompts.toml", "locked_stories.toml"]
    for line in lines:
        checksum, name = line.split("  ")
        assert sha256((folder / name).read_bytes()).hexdigest() == checksum, name


def test_a_kind_that_the_world_does_not_have_is_read_and_never_right() -> None:
    truth = read_prompt({"text": "a guinea pig", "characters": [{"kind": "guinea-pig"}]}).truth
    assert frame_matches(truth, Scene(characters=(PIG,))) == {"cast": (0, 1), "count": (1, 1), "kind": (0, 1)}


def test_a_crowded_frame_is_not_scored() -> None:
    truth = read_prompt({"text": "many foxes", "crowded": True, "characters": [{"kind": "fox"}] * 3}).truth
    assert frame_matches(truth, Scene(characters=(FOX,))) == {}


@pytest.mark.parametrize(
    ("label", "wrong"),
    [
        ({"characters": [{"kind": "Unicorn"}]}, "kind = 'Unicorn' is no word in lower case"),
        ({"characters": [{"colour": "red"}]}, "a character has no kind"),
        ({"characters": [{"kind": "fox", "hat": "red"}]}, "hat = 'red' is not of the world"),
        ({"characters": [{"kind": "fox"}] * 4}, "more than 3 are on stage"),
        ({"characters": [{"kind": "fox", "action": "hugging"}]}, "one alone does what takes two"),
        ({"characters": [{"kind": "fox", "headwear_colour": "red"}]}, "there is headwear_colour, but no headwear"),
        ({"characters": [], "place": "cave", "weather": "rain"}, "there is no weather in a cave"),
        ({"characters": [{"kind": "fox"}], "holder": 0}, "there is a holder, but no prop"),
        ({"characters": [{"kind": "fox"}], "prop": "ball", "holder": 1}, "holder = 1 is nobody on stage"),
    ],
)
def test_a_wrong_label_is_refused_with_its_text(label: dict[str, object], wrong: str) -> None:
    with pytest.raises(ValueError, match=f"The label of 'a fox' is wrong: {wrong}"):
        read_prompt({"text": "a fox", **label})


FOX = Character("fox", "red", headwear="hat", headwear_colour="blue", action="waving")
OWL = Character("owl", "brown", size="small", neckwear="scarf", neckwear_colour="green")
PIG = Character("pig", "pink")
LABELS = (
    {"kind": "fox", "colour": "red", "headwear": "hat", "headwear_colour": "blue", "action": "waving"},
    {"kind": "owl", "size": "small", "neckwear": "scarf"},
    {"kind": "pig"},
)
TRUTH = Truth({"place": "hill", "prop": "ball", "prop_colour": "red"}, LABELS, holder=1)


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_the_same_characters_in_any_order_are_all_right(order: tuple[int, ...]) -> None:
    cast = (FOX, OWL, PIG)
    scene = Scene("hill", prop="ball", holder=order.index(1), characters=tuple(cast[n] for n in order))
    counts = frame_matches(TRUTH, scene)
    assert all(right == of for right, of in counts.values())
    assert counts["kind"] == (3, 3)
    assert counts["holder"] == (1, 1)


def test_where_the_text_fixes_the_order_another_order_is_wrong_and_nothing_else() -> None:
    truth = Truth({}, LABELS, ordered=True)
    assert frame_matches(truth, Scene(characters=(FOX, OWL, PIG)))["order"] == (1, 1)
    swapped = frame_matches(truth, Scene(characters=(OWL, FOX, PIG)))
    assert [name for name, (right, of) in swapped.items() if right < of] == ["order"]


def test_who_is_missing_costs_the_cast_and_its_own_facts() -> None:
    counts = frame_matches(TRUTH, Scene("hill", prop="ball", holder=0, characters=(FOX, PIG)))
    assert counts["cast"] == counts["count"] == counts["holder"] == (0, 1)
    assert counts["kind"] == (2, 3)
    assert counts["size"] == counts["neckwear"] == (0, 1)
    assert counts["headwear"] == counts["colour"] == (1, 1)


def test_one_too_many_costs_the_cast_only() -> None:
    counts = frame_matches(Truth({}, ({"kind": "fox"},)), Scene(characters=(PIG, FOX)))
    assert counts == {"cast": (0, 1), "count": (0, 1), "kind": (1, 1)}


def test_a_wrong_kind_leaves_the_count_right() -> None:
    counts = frame_matches(Truth({}, ({"kind": "fox"}, {"kind": "owl"})), Scene(characters=(FOX, PIG)))
    assert counts == {"cast": (0, 1), "count": (1, 1), "kind": (1, 2)}


def test_two_of_a_kind_are_paired_by_their_looks() -> None:
    twins = ({"kind": "cat", "colour": "black"}, {"kind": "cat", "colour": "white"})
    cats = (Character("cat", "white"), Character("cat", "black"))
    truth = Truth({"prop": "cup"}, twins, holder=0)
    assert frame_matches(truth, Scene(prop="cup", holder=1, characters=cats))["colour"] == (2, 2)
    assert frame_matches(truth, Scene(prop="cup", holder=1, characters=cats))["holder"] == (1, 1)
    assert frame_matches(truth, Scene(prop="cup", holder=0, characters=cats))["holder"] == (0, 1)


def test_the_colour_of_what_is_not_there_is_wrong() -> None:
    truth = Truth(
        {"prop": "ball", "prop_colour": "red"}, ({"kind": "fox", "headwear": "hat", "headwear_colour": "red"},)
    )
    counts = frame_matches(truth, Scene(prop_colour="red", characters=(Character("fox", "red"),)))
    assert counts["prop_colour"] == counts["headwear_colour"] == (0, 1)


def test_a_prop_on_the_ground_is_held_by_nobody() -> None:
    truth = Truth({"prop": "shell"}, ({"kind": "fox"},), holder=NOBODY)
    assert frame_matches(truth, Scene(prop="shell", characters=(FOX,)))["holder"] == (1, 1)
    assert frame_matches(truth, Scene(prop="shell", holder=0, characters=(FOX,)))["holder"] == (0, 1)
    assert frame_matches(truth, Scene(characters=(FOX,)))["holder"] == (0, 1)


def test_an_empty_stage_is_matched_by_an_empty_stage() -> None:
    truth = Truth({"weather": "rain"}, ())
    assert frame_matches(truth, Scene(weather="rain")) == {"cast": (1, 1), "count": (1, 1), "weather": (1, 1)}
    assert frame_matches(truth, Scene(weather="rain", characters=(FOX,)))["cast"] == (0, 1)
