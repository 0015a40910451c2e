"""The layout of any scene is seeded, stays on the stage, and says who is where, who faces whom and who holds what."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from generation.storybook.layout import GRIP, GRIP_ELSE, HAND, HAND_ELSE, NATIVE, VARIANTS, Layer, layout
from generation.storybook.scene import PAIR_ACTIONS, PROPS, Character, Scene
from tests.generation.storybook.scenes import SEEDS, characters, scenes

FOX = Character("fox", "orange")


def figures_of(scene: Scene, seed: int) -> list[Layer]:
    """The figures in the order told."""
    return sorted((layer for layer in layout(scene, seed) if layer.role == "figure"), key=lambda layer: layer.index)


def prop_of(scene: Scene, seed: int) -> Layer:
    return next(layer for layer in layout(scene, seed) if layer.role == "prop")


def point(layer: Layer, at: tuple[float, float]) -> tuple[float, float]:
    """Where a point of a cut-out, in its units, is on the stage."""
    side = -1 if layer.flip else 1
    return layer.x + side * at[0] * layer.scale, layer.y + at[1] * layer.scale


@given(scenes(), SEEDS)
def test_the_same_scene_and_seed_give_the_same_layout(scene: Scene, seed: int) -> None:
    assert layout(scene, seed) == layout(replace(scene), seed)


def test_another_seed_gives_another_layout() -> None:
    scene = Scene(landmark="tree", prop="ball", characters=(FOX, FOX))
    assert len({tuple(layout(scene, seed)) for seed in range(20)}) == 20


@given(scenes(), SEEDS)
def test_there_is_one_layer_for_each_thing_told_and_the_backdrop_is_behind_all(scene: Scene, seed: int) -> None:
    layers = layout(scene, seed)
    roles = [layer.role for layer in layers]
    assert roles[0] == "backdrop"
    assert roles[1:] == sorted(roles[1:], key=("landmark", "figure", "prop").index)
    assert roles.count("backdrop") == 1
    assert roles.count("landmark") == (scene.landmark != "none")
    assert roles.count("prop") == (scene.prop != "none")
    assert [layer.index for layer in figures_of(scene, seed)] == list(range(len(scene.characters)))


@given(scenes(), SEEDS)
def test_every_layer_has_its_origin_on_the_stage_and_one_of_the_looks(scene: Scene, seed: int) -> None:
    for layer in layout(scene, seed):
        assert 0 <= layer.x <= NATIVE
        assert 0 <= layer.y <= NATIVE
        assert 0.4 < layer.scale < 1.5
        assert 0 <= layer.variant < VARIANTS


@given(scenes(fewest=1), SEEDS)
def test_figures_stand_on_the_ground_in_the_order_told_and_who_is_nearer_is_in_front(scene: Scene, seed: int) -> None:
    told = figures_of(scene, seed)
    assert all(left.x < right.x for left, right in pairwise(told))
    assert all(214 <= figure.y <= 237 for figure in told)
    painted = [layer.y for layer in layout(scene, seed) if layer.role == "figure"]
    assert painted == sorted(painted)


@given(scenes(fewest=2), SEEDS)
def test_only_two_who_hug_stand_close(scene: Scene, seed: int) -> None:
    for left, right in pairwise(figures_of(scene, seed)):
        both_hug = all(scene.characters[figure.index].action == "hugging" for figure in (left, right))
        assert right.x - left.x > (50 if both_hug else 72)


@given(scenes(), st.lists(characters(), min_size=2, max_size=3), SEEDS)
def test_the_first_two_who_hug_stand_closer_than_they_otherwise_would(
    scene: Scene, cast: list[Character], seed: int
) -> None:
    apart, close = (
        figures_of(replace(scene, holder=None, characters=tuple(replace(who, action=action) for who in cast)), seed)
        for action in ("standing", "hugging")
    )
    assert close[1].x - close[0].x < 0.85 * (apart[1].x - apart[0].x)


@given(scenes(fewest=2), SEEDS, st.sampled_from(PAIR_ACTIONS), st.integers(0, 1))
def test_two_neighbours_who_hug_or_talk_face_each_other(scene: Scene, seed: int, action: str, first: int) -> None:
    assume(first + 1 < len(scene.characters))
    cast = [replace(who, action="standing") for who in scene.characters]
    for index in (first, first + 1):
        cast[index] = replace(cast[index], action=action)
    figures = figures_of(replace(scene, characters=tuple(cast)), seed)
    assert not figures[first].flip
    assert figures[first + 1].flip


@given(scenes(fewest=1), st.sampled_from(PROPS[1:]), SEEDS, st.data())
def test_a_held_prop_is_gripped_by_the_holders_outer_hand_or_stands_on_the_ground_below_it(
    scene: Scene, prop: str, seed: int, data: st.DataObject
) -> None:
    holder = data.draw(st.integers(0, len(scene.characters) - 1))
    scene = replace(scene, prop=prop, holder=holder)
    figure, held = figures_of(scene, seed)[holder], prop_of(scene, seed)
    hand = point(figure, HAND.get(scene.characters[holder].action, HAND_ELSE))
    grip = point(held, GRIP.get(prop, GRIP_ELSE))
    assert held.flip == figure.flip
    assert 25 < held.x < NATIVE - 25
    assert grip[0] == pytest.approx(hand[0])
    on_the_ground = held.y == pytest.approx(figure.y + 3) and grip[1] < hand[1]
    assert on_the_ground or grip[1] == pytest.approx(hand[1])


@given(scenes(), st.sampled_from(PROPS[1:]), SEEDS)
def test_a_prop_that_nobody_holds_lies_on_the_ground_between_or_beside_the_figures(
    scene: Scene, prop: str, seed: int
) -> None:
    scene = replace(scene, prop=prop, holder=None)
    lying = prop_of(scene, seed)
    assert lying.y > 214
    assert all(abs(lying.x - figure.x) > 22 for figure in figures_of(scene, seed))


@given(scenes(fewest=1), scenes(), SEEDS)
def test_a_kind_looks_the_same_in_every_frame_of_a_seed(one: Scene, two: Scene, seed: int) -> None:
    again = replace(two, characters=(*two.characters[:2], one.characters[0]))
    assert figures_of(one, seed)[0].variant == figures_of(again, seed)[-1].variant
