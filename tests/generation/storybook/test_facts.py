"""Facts tell a scene completely, say nothing where there is nothing to tell, and are read back by the heads."""

from __future__ import annotations

import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from generation.storybook.facts import (
    FACTS,
    FIRST_CHARACTER_SLOT,
    IGNORE,
    NUM_SLOTS,
    SLOT,
    SLOTS_PER_CHARACTER,
    FactHeads,
    accuracy,
    fact_indices,
    facts_loss,
    scene_of,
    targets,
)
from generation.storybook.scene import MOST_CHARACTERS, Character, Scene
from tests.generation.storybook.scenes import scenes

WIDTH = 6
BATCHES = st.lists(scenes(), min_size=1, max_size=4)


def perfect(truth: dict[str, Tensor]) -> dict[str, Tensor]:
    """Logits that are sure of every fact told, and of the first word where nothing is."""
    return {
        name: 50 * torch.nn.functional.one_hot(truth[name].clamp(min=0), len(words)).float()
        for name, words in FACTS.items()
    }


@given(scenes())
def test_a_scene_comes_back_from_its_facts(scene: Scene) -> None:
    words = {name: FACTS[name][max(index, 0)] for name, index in fact_indices(scene).items()}
    assert scene_of(words) == scene


@given(scenes())
def test_every_fact_is_one_of_its_words_or_ignored(scene: Scene) -> None:
    facts = fact_indices(scene)
    assert list(facts) == [name for name in facts if name in FACTS]
    assert set(facts) == set(FACTS)
    assert all(index == IGNORE or 0 <= index < len(FACTS[name]) for name, index in facts.items())


@given(scenes())
def test_nothing_is_told_of_who_is_not_there_nor_of_the_colour_of_what_is_not_worn(scene: Scene) -> None:
    facts = fact_indices(scene)
    assert (facts["prop_colour"] == IGNORE) == (scene.prop == "none")
    for n in range(1, MOST_CHARACTERS + 1):
        there = n <= len(scene.characters)
        for name in ("kind", "colour", "size", "headwear", "neckwear", "action", "holds"):
            assert (facts[f"{name}{n}"] == IGNORE) == (not there)
        for worn in ("headwear", "neckwear"):
            bare = not there or getattr(scene.characters[n - 1], worn) == "none"
            assert (facts[f"{worn}_colour{n}"] == IGNORE) == bare


def test_only_one_holds_what_two_are_said_to_hold_and_nobody_holds_nothing() -> None:
    fox, owl = Character("fox", "orange"), Character("owl", "brown")
    scene = Scene(prop="ball", holder=1, characters=(fox, owl))
    words = {name: FACTS[name][max(index, 0)] for name, index in fact_indices(scene).items()}
    assert scene_of(words | {"holds1": "yes"}).holder == 0
    assert scene_of(words | {"prop": "none"}).holder is None


def test_every_fact_has_a_slot_and_no_two_characters_share_one() -> None:
    assert set(SLOT) == set(FACTS)
    assert set(SLOT.values()) == set(range(NUM_SLOTS))
    for n in range(1, MOST_CHARACTERS + 1):
        first = FIRST_CHARACTER_SLOT + (n - 1) * SLOTS_PER_CHARACTER
        theirs = {SLOT[name] for name in FACTS if name.endswith(str(n))}
        assert theirs == set(range(first, first + SLOTS_PER_CHARACTER))


def test_heads_tell_each_fact_from_its_own_slot_alone() -> None:
    torch.manual_seed(0)
    heads, slots = FactHeads(WIDTH), torch.randn(2, NUM_SLOTS, WIDTH)
    logits = heads(slots)
    assert {name: tuple(scores.shape) for name, scores in logits.items()} == {
        name: (2, len(words)) for name, words in FACTS.items()
    }
    changed = heads(slots.index_fill(1, torch.tensor([SLOT["kind2"]]), 0.0))
    assert {name for name in FACTS if not torch.equal(logits[name], changed[name])} == {"kind2", "colour2", "size2"}


@given(scenes())
@settings(max_examples=20)
def test_heads_that_are_sure_of_a_scene_tell_it(scene: Scene) -> None:
    heads = FactHeads(WIDTH)
    for name, scores in perfect(targets([scene])).items():
        heads.heads[name].weight.data.zero_()
        heads.heads[name].bias.data.copy_(scores[0])
    assert heads.scenes(torch.randn(3, NUM_SLOTS, WIDTH).half()) == [scene] * 3


@given(BATCHES)
def test_perfect_logits_are_always_right_and_cost_nothing(batch: list[Scene]) -> None:
    truth = targets(batch)
    counts = accuracy(perfect(truth), truth)
    assert all(right == told for right, told in counts.values())
    assert counts["place"] == (len(batch), len(batch))
    assert facts_loss(perfect(truth), truth) < 1e-6


@given(BATCHES)
def test_logits_that_are_wrong_everywhere_are_never_right(batch: list[Scene]) -> None:
    truth = targets(batch)
    wrong = {name: -scores for name, scores in perfect(truth).items()}
    assert all(right == 0 for right, _ in accuracy(wrong, truth).values())
    assert facts_loss(wrong, truth) > 10
