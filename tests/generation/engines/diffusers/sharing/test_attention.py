"""What one layer computes for a frame that looks at another: cell by cell against the formula."""

from __future__ import annotations

import math
from types import SimpleNamespace
from typing import Any

import pytest
import torch
from diffusers.models.attention_processor import Attention
from torch import Tensor, nn
from torch.nn import functional as F

from generation.engines.diffusers.rows import Row
from generation.engines.diffusers.sharing.attention import SharedAttention
from generation.engines.diffusers.sharing.layouts import LAYOUTS
from generation.engines.diffusers.sharing.shares import Look, Share

HEADS, WIDTH, SIDE = 2, 8, 4


def heads(tokens: Tensor) -> Tensor:
    """(B, L, D) → (B, H, L, D/H)"""
    return tokens.unflatten(-1, (HEADS, -1)).transpose(1, 2)


@pytest.fixture
def unet() -> nn.Module:
    """A block of one as diffusers names its layers."""
    torch.manual_seed(0)
    made, block = nn.Module(), nn.Module()
    block.attn1, block.attn2 = (Attention(WIDTH, heads=HEADS, dim_head=WIDTH // HEADS) for _ in range(2))
    made.up_blocks = nn.ModuleList([block])
    return made.eval()


def row(share: Share | None, step: int) -> Row:
    drawing: Any = SimpleNamespace(shared=share, step=step, latents=torch.zeros(1, 4, SIDE, SIDE))
    return Row(drawing, False, torch.zeros(1, 3, WIDTH), None, None, ())


def related() -> tuple[Share, Share]:
    """One who is looked at, left; and one who looks, in the first row."""
    left, top = torch.zeros(1, SIDE, SIDE), torch.zeros(1, SIDE, SIDE)
    left[:, :, :2] = top[:, :1] = 1
    source, reader = Share(1, ((1,),), wanted={0}), Share(2, ((1,),))
    source.warm(0, left)
    reader.warm(0, top)
    reader.looks = (Look(0, 0, source, None),)
    return source, reader


@pytest.mark.parametrize("strength", [1.0, 0.5])
@torch.no_grad()
def test_cells_of_a_character_attend_to_its_own_picture_and_to_what_was_kept(unet: nn.Module, strength: float) -> None:
    shared = SharedAttention(SimpleNamespace(unet=unet), LAYOUTS["StableDiffusionPipeline"], strength)
    layer: Any = unet.up_blocks[0].attn1  # type: ignore[index,union-attr]
    hidden, (source, reader) = torch.randn(3, SIDE * SIDE, WIDTH), related()
    plain = layer(hidden)
    with shared.among([row(source, 1), row(reader, 1), row(None, 1)]):
        output = layer(hidden)
    kept = source.sample(1, 0, (SIDE, SIDE))
    query, key, value = (heads(to(hidden)) for to in (layer.to_q, layer.to_k, layer.to_v))
    cells = torch.arange(SIDE)
    bias = torch.cat([torch.zeros(SIDE * SIDE), torch.full((len(kept),), math.log(strength))])
    expected = F.scaled_dot_product_attention(
        query[1:2, :, cells],
        torch.cat([key[1:2], key[:1, :, kept]], dim=2),
        torch.cat([value[1:2], value[:1, :, kept]], dim=2),
        attn_mask=bias.expand(1, 1, 1, -1),
    )
    expected = layer.to_out[0](expected.transpose(1, 2).flatten(2))
    assert torch.allclose(output[1, :SIDE], expected[0], atol=1e-6)
    assert not torch.allclose(output[1, :SIDE], plain[1, :SIDE], atol=1e-4)
    assert output[1, SIDE:].equal(plain[1, SIDE:]) and output[0].equal(plain[0]) and output[2].equal(plain[2])


@torch.no_grad()
def test_where_a_word_is_drawn_is_read_from_the_attention_to_it(unet: nn.Module) -> None:
    shared = SharedAttention(SimpleNamespace(unet=unet), LAYOUTS["StableDiffusionPipeline"], 1.0)
    layer: Any = unet.up_blocks[0].attn2  # type: ignore[index,union-attr]
    hidden, words = torch.randn(1, SIDE * SIDE, WIDTH), torch.randn(1, 3, WIDTH)
    share = Share(1, ((1, 2), ()), wanted={0})
    with shared.among([row(share, 0)]):
        layer(hidden, encoder_hidden_states=words)
    query, key = heads(layer.to_q(hidden)), heads(layer.to_k(words))
    read = (query @ key.transpose(2, 3) / math.sqrt(WIDTH / HEADS)).softmax(-1).mean(1)[0]
    assert share.heat is not None
    assert torch.allclose(share.heat[0].flatten(), read[:, 1:].sum(-1), atol=1e-6) and not share.heat[1].any()
    assert list(share.regions) == [1]


@torch.no_grad()
def test_in_the_first_step_and_after_a_failed_call_nobody_looks_at_anybody(unet: nn.Module) -> None:
    shared = SharedAttention(SimpleNamespace(unet=unet), LAYOUTS["StableDiffusionPipeline"], 1.0)
    layer: Any = unet.up_blocks[0].attn1  # type: ignore[index,union-attr]
    hidden, (source, reader) = torch.randn(2, SIDE * SIDE, WIDTH), related()
    plain = layer(hidden)
    with shared.among([row(source, 0), row(reader, 0)]):
        assert layer(hidden).equal(plain) and not source.bank
    with pytest.raises(RuntimeError, match="out of memory"), shared.among([row(source, 1), row(reader, 1)]):
        raise RuntimeError("out of memory")
    assert layer(hidden).equal(plain)
