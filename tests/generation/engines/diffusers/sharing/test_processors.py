"""Processors that answer otherwise only while they are asked to."""

from __future__ import annotations

import inspect
from typing import Any

import torch
from diffusers.models.attention_processor import Attention, AttnProcessor2_0
from torch import Tensor
from torch.nn import functional as F

from generation.engines.diffusers.sharing.processors import watched


def attention() -> Attention:
    torch.manual_seed(0)
    return Attention(query_dim=8, heads=2, dim_head=4).eval()


def test_it_is_what_it_was_and_answers_otherwise_only_while_wanted() -> None:
    layer, hidden, wanted, shapes = attention(), torch.randn(2, 3, 8), [False], []

    def attend(query: Tensor, key: Tensor, value: Tensor, **options: Any) -> Tensor:
        shapes.append(query.shape)
        return F.scaled_dot_product_attention(query, key, value * 2, **options)

    before = layer(hidden)
    layer.set_processor(watched(layer.processor, attend, lambda: wanted[0]))
    assert isinstance(layer.processor, AttnProcessor2_0)
    assert "temb" in inspect.signature(layer.processor.__call__).parameters  # by which diffusers passes things on
    assert layer(hidden).equal(before) and not shapes
    wanted[0] = True
    assert not layer(hidden).equal(before) and shapes == [(2, 2, 3, 4)]


def test_only_the_first_product_of_a_processor_is_taken_over() -> None:
    class Twice:
        def __call__(self, attn: Attention, hidden_states: Tensor) -> Tensor:
            ones = torch.ones(1, 1, 2, 4)
            return F.scaled_dot_product_attention(ones, ones, ones) + F.scaled_dot_product_attention(ones, ones, ones)

    processor = watched(Twice(), lambda *_, **__: torch.zeros(1, 1, 2, 4), lambda: True)
    assert processor(None, torch.zeros(1)).equal(torch.ones(1, 1, 2, 4))
