"""Random scenes are possible, come as often as wished, and never leave their split."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from generation.storybook.facts import FACTS
from generation.storybook.scene import COLOURS, HEADWEAR, KINDS, NECKWEAR, PAIR_ACTIONS, SHELTERED, Character, Scene
from story.storybook.sampling import BARE, HANDS_FULL, SPLITS, held_out, sample_cast, sample_scene, split_of
from story.storybook.telling.tell import sample_caption

MANY = 4000


def scenes(seed: int, count: int = MANY, split: str = "train") -> list[Scene]:
    rng = Random(seed)
    return [sample_scene(rng, split=split) for _ in range(count)]


@pytest.mark.parametrize("split", SPLITS)
def test_scenes_are_possible(split: str) -> None:
    for scene in scenes(1, split=split):
        assert scene.weather == "clear" or scene.place not in SHELTERED
        assert scene.landmark == "none" or scene.place not in BARE
        actions = [who.action for who in scene.characters]
        assert not (scene.prop == "book" and "reading" in actions)
        if scene.holder is not None:
            assert scene.prop != "none"
            assert actions[scene.holder] not in HANDS_FULL


def test_two_hug_or_talk_together() -> None:
    for scene in scenes(2):
        actions = [who.action for who in scene.characters]
        for action in PAIR_ACTIONS:
            doers = [index for index, done in enumerate(actions) if done == action]
            assert len(doers) in (0, 2, len(actions) if action == "talking" else 2)
            assert not doers or doers[-1] - doers[0] == len(doers) - 1


def test_every_value_of_every_fact_occurs() -> None:
    seen = scenes(3, 20_000)
    people = [who for scene in seen for who in scene.characters]
    for name, values in FACTS.items():
        if name == "count" or name.startswith("holds"):
            continue
        bearers: list[Scene] | list[Character] = people if name[-1].isdigit() else seen
        assert {getattr(bearer, name.rstrip("123")) for bearer in bearers} == set(values), name
    assert {scene.holder for scene in seen} == {None, 0, 1, 2}


def test_facts_come_as_often_as_wished() -> None:
    seen = scenes(4, 20_000)
    for count, share in ((0, 0.06), (1, 0.44), (2, 0.34), (3, 0.16)):
        assert sum(len(scene.characters) == count for scene in seen) / len(seen) == pytest.approx(share, abs=0.02)
    people = [who for scene in seen for who in scene.characters]
    for fact, default, share in (("size", "normal", 0.6), ("headwear", "none", 0.5), ("neckwear", "none", 0.5)):
        assert sum(getattr(who, fact) == default for who in people) / len(people) == pytest.approx(share, abs=0.04)


def test_some_of_a_group_are_of_the_same_kind_and_some_look_the_same() -> None:
    groups = [scene.characters for scene in scenes(5) if len(scene.characters) > 1]
    same_kind = [cast for cast in groups if len({who.kind for who in cast}) < len(cast)]
    twins = [cast for cast in groups if len({(who.kind, who.colour, who.size) for who in cast}) < len(cast)]
    assert 0.2 < len(same_kind) / len(groups) < 0.5
    assert len(twins) / len(groups) > 0.1


def test_the_cast_of_a_story_has_kinds_of_its_own() -> None:
    rng = Random(6)
    for _ in range(500):
        cast = sample_cast(rng, 3, "train")
        assert len({who.kind for who in cast}) == 3


def test_as_many_characters_come_as_asked_for() -> None:
    for count in range(4):
        assert len(sample_scene(Random(1), characters=count).characters) == count
    for wrong, split in ((4, "train"), (-1, "train"), (0, "held_out")):
        with pytest.raises(ValueError, match="characters"):
            sample_scene(Random(1), characters=wrong, split=split)
    with pytest.raises(ValueError, match="split"):
        sample_scene(Random(1), split="tset")


def test_the_words_of_a_text_decide_its_split_whatever_their_case_and_punctuation() -> None:
    texts = [f"a fox and {number} owls" for number in range(MANY)]
    splits = [split_of(text) for text in texts]
    assert splits == [split_of(text.upper().replace(" and", ", and") + ".") for text in texts]
    for split, share in (("train", 0.8), ("validation", 0.1), ("test", 0.1)):
        assert splits.count(split) / MANY == pytest.approx(share, abs=0.02)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_a_caption_is_only_told_in_its_own_split(split: str) -> None:
    rng = Random(7)
    for scene, text in (sample_caption(rng, split=split) for _ in range(500)):
        assert split_of(text) == split
        assert not any(held_out(who) for who in scene.characters)


def test_a_share_of_the_looks_with_something_worn_is_held_out_and_no_plain_look_is() -> None:
    looks = [
        Character(kind, colour, headwear=head, neckwear=neck)
        for kind, colour, head, neck in product(KINDS, COLOURS, HEADWEAR, NECKWEAR)
    ]
    worn = [who for who in looks if (who.headwear, who.neckwear) != ("none", "none")]
    assert sum(map(held_out, worn)) / len(worn) == pytest.approx(0.08, abs=0.01)
    assert not any(held_out(who) for who in looks if who not in worn)


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_held_out_looks_are_never_seen_in_training(split: str) -> None:
    assert not any(held_out(who) for scene in scenes(8, split=split) for who in scene.characters)


def test_a_held_out_scene_always_starts_with_a_held_out_look() -> None:
    assert all(held_out(scene.characters[0]) for scene in scenes(9, split="held_out"))
