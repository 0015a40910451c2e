"""A layer's ids: a token for every fact, and the plans of where things are."""

from __future__ import annotations

import torch

from generation.storybook.layer_tokens import CELLS, LENGTH, NOTHING, PLANS, PLANS_OF_LAYER, LayerTokens, layer_ids
from generation.storybook.layout import VARIANTS, Layer
from generation.storybook.scene import Character, Scene


def plans(scene: Scene, role: str, variant: int = 0) -> tuple[int, ...]:
    return layer_ids(scene, Layer(role, variant=variant))[LENGTH:]


def test_a_place_has_a_plan_for_each_of_its_looks_whatever_the_hour_and_the_weather() -> None:
    assert len({plans(Scene("castle"), "backdrop", look)[0] for look in range(VARIANTS)}) == VARIANTS
    assert plans(Scene("castle", "night", "snow"), "backdrop")[0] == plans(Scene("castle"), "backdrop")[0]


def test_the_sky_is_the_same_over_every_place_and_not_under_a_roof() -> None:
    over = {plans(Scene(place, "night", "rain"), "backdrop")[1] for place in ("castle", "hill")}
    assert len(over) == 1 and NOTHING not in over
    assert plans(Scene("kitchen", "night"), "backdrop")[1] == NOTHING


def test_a_figure_has_the_plan_of_its_kind_in_its_action_in_all_colours() -> None:
    red, blue, running = (
        plans(Scene(characters=(who,)), "figure")
        for who in (Character("fox", "red"), Character("fox", "blue"), Character("fox", "red", action="running"))
    )
    assert red == blue != running


def test_every_plan_is_an_id_of_its_own() -> None:
    assert len(set(PLANS.values()) | {NOTHING}) == len(PLANS) + 1


def test_the_denoiser_is_told_facts_and_plans_of_a_layer_in_one_tensor() -> None:
    torch.manual_seed(0)
    told = LayerTokens(width=16, plan_channels=2)
    torch.nn.init.normal_(told.plans.weight)
    scene, layers = Scene("castle", "night", "rain"), [Layer("backdrop"), Layer("backdrop", variant=1)]
    rows = told.of(scene, layers)
    assert rows.shape == (2, LENGTH + PLANS_OF_LAYER * 2 * CELLS**2 // 16, 16)
    place, sky = rows[0, LENGTH:].reshape(2, 2, CELLS, CELLS)
    assert torch.equal(place.flatten(), told.plans.weight[PLANS["place", "castle", 0]])
    assert torch.equal(sky.flatten(), told.plans.weight[PLANS["sky", "night", "rain", 0]])
    assert LayerTokens(width=16).of(scene, layers).shape == (2, LENGTH, 16)  # of before there were plans
