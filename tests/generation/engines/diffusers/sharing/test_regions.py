"""Masks out of attention: one threshold per character, no cell that belongs to two, any grid."""

from __future__ import annotations

import pytest
import torch

from generation.engines.diffusers.sharing.regions import grid_of, otsu, regions_of, resized


def test_the_threshold_lies_between_two_heaps() -> None:
    low, high = torch.full((30,), 0.1), torch.full((5,), 0.9)
    assert otsu(torch.cat([low, high])) == pytest.approx(0.5)


def test_a_character_is_where_its_words_are_attended_to_and_no_cell_is_two_of_them() -> None:
    heat = torch.full((2, 4, 4), 0.01)
    heat[0, :2, :2] = 0.5
    heat[1, 1:3, 1:3] = 0.02  # weak all over, as a word that few look at is
    fox, owl = regions_of(heat)
    assert not (fox & owl).any()
    assert fox[:2, :2].sum() == 4 - 1 + int(fox[1, 1]) and owl[1:3, 1:3].sum() == 3 + int(owl[1, 1])
    assert not fox[2:].any() and not owl[0].any() and not owl[3].any()


def test_nobody_is_anywhere_where_no_cell_stands_out() -> None:
    assert not regions_of(torch.zeros(1, 4, 4)).any()


def test_a_mask_is_told_in_the_cells_of_any_layer() -> None:
    region = torch.tensor([[True, False], [False, False]])
    assert resized(region, (4, 4)).view(4, 4)[:2, :2].all() and resized(region, (4, 4)).sum() == 4


def test_tokens_are_rows_and_columns_of_the_latents_at_some_scale() -> None:
    assert grid_of(64, 16, 16) == (8, 8) and grid_of(15, 5, 3) == (5, 3) and grid_of(6, 5, 3) == (3, 2)
    with pytest.raises(ValueError, match="7 tokens are no picture of 16×16 latents"):
        grid_of(7, 16, 16)
