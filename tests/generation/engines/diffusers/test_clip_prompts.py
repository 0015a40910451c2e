"""Prompts of any length and with weights, for the families whose encoders are CLIP's alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from generation.engine import DrawingRequest, Engine
from generation.engines.diffusers.clip_prompts import encode_pair
from tests.generation.engine_contract import assert_same, draw_request
from tests.generation.tiny_parts import MAX_TOKENS

TinyEngine = Callable[[str], Engine]
FAMILIES = ("stable-diffusion", "stable-diffusion-xl")
LONG = "a red fox, a blue owl, a white horse, a green frog"  # a letter is a token, so three pieces
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation doesn't accept a copy:DeprecationWarning")


def encode(engine: Engine, prompt: str, negative: str = "") -> Any:
    [told] = engine.encode([prompt], [negative])
    return told


@pytest.mark.parametrize("name", FAMILIES)
def test_a_prompt_that_fits_is_read_as_its_pipeline_reads_it(name: str, tiny_engine: TinyEngine) -> None:
    engine: Any = tiny_engine(name)
    family, told = engine._family, encode(engine, "a red fox", "fog")
    own = family.conditioning(
        "", "fog", *encode_pair(engine.pipeline, "a red fox", "fog", family.encoders, family.device)
    )
    for field in ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds"):
        ours, theirs = getattr(own, field), getattr(told, field)
        assert (ours is None and theirs is None) or torch.equal(ours, theirs)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_long_prompt_is_read_to_its_end_in_pieces_between_words(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    told, other = encode(engine, LONG), encode(engine, LONG.replace("frog", "toad"))
    assert told.ignored_words == ()
    assert told.prompt_embeds.shape[1] == told.negative_prompt_embeds.shape[1] == 3 * MAX_TOKENS
    pieces = zip(*(each.prompt_embeds.split(MAX_TOKENS, dim=1) for each in (told, other)), strict=True)
    assert [torch.equal(*pair) for pair in pieces] == [True, True, False]
    first = encode(engine, "a red fox, a blue owl, a")
    assert torch.equal(told.prompt_embeds[:, :MAX_TOKENS], first.prompt_embeds)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_long_prompt_is_drawn_as_the_plain_pipeline_draws_its_tokens(name: str, tiny_engine: TinyEngine) -> None:
    engine: Any = tiny_engine(name)
    request = DrawingRequest(LONG, 7, 32, 32, 2, 5.0, "fog")
    told = encode(engine, LONG, "fog")
    names = ("prompt_embeds", "negative_prompt_embeds", "pooled_prompt_embeds", "negative_pooled_prompt_embeds")
    given = {each: value for each in names if (value := getattr(told, each)) is not None}
    [plain] = engine.pipeline(
        height=32,
        width=32,
        num_inference_steps=2,
        guidance_scale=5.0,
        generator=torch.Generator().manual_seed(7),
        **given,
    ).images
    assert_same(draw_request(engine, request), plain)


@pytest.mark.parametrize("name", FAMILIES)
def test_a_weight_moves_its_words_and_a_weight_of_one_nothing(name: str, tiny_engine: TinyEngine) -> None:
    engine = tiny_engine(name)
    plain, one, more = (encode(engine, f"a {fox}") for fox in ("fox", "(fox:1.0)", "(fox:1.5)"))
    assert torch.equal(plain.prompt_embeds, one.prompt_embeds)
    changed = (plain.prompt_embeds != more.prompt_embeds).any(dim=-1)[0]
    assert changed.nonzero().flatten().tolist() == [2, 3, 4]  # after the beginning and "a"
    nothing = encode(engine, "").prompt_embeds
    expected = nothing + 1.5 * (plain.prompt_embeds - nothing)
    assert torch.allclose(more.prompt_embeds[:, 2:5], expected[:, 2:5])
    away = [encode(engine, "a", fog).negative_prompt_embeds for fog in ("fog", "(fog:2)")]
    assert not torch.equal(*away)


def test_a_word_longer_than_a_piece_is_cut(tiny_engine: TinyEngine) -> None:
    assert encode(tiny_engine("stable-diffusion"), "x" * 30).prompt_embeds.shape[1] == 2 * MAX_TOKENS
