"""What the Storybook says of its own world is so."""

from __future__ import annotations

import pickle

import pytest
import torch

from generation.storybook.facts import FactHeads
from generation.storybook.scene import KINDS, LANDMARKS, PROPS
from generation.storybook.text_encoder import StorybookTextEncoder, pad_ids
from generation.storybook.tokenizer import StorybookTokenizer
from generation.storybook.world import CALLED, _nearest_kinds
from generation.weights import load_weights
from tests.story.storybook_world import MODEL, WORLD


def test_whoever_it_says_it_draws_is_what_the_model_reads() -> None:
    encoder = load_weights(StorybookTextEncoder, MODEL / "text_encoder", MODEL, dtype=torch.float32)
    heads = load_weights(FactHeads, MODEL / "fact_heads", MODEL, dtype=torch.float32)
    tokenizer = StorybookTokenizer.load(MODEL / "tokenizer")
    nouns = [*dict.fromkeys((*KINDS, *CALLED.values()))]
    scenes = heads.scenes(encoder(pad_ids([tokenizer.tokenize(f"a {noun}") for noun in nouns], torch.device("cpu"))))
    read = {noun: [each.kind for each in scene.characters] for noun, scene in zip(nouns, scenes, strict=True)}
    wrong = {noun: kinds for noun, kinds in read.items() if kinds != [noun]}
    assert not wrong


def test_what_it_offers_instead_it_draws_and_what_it_lacks_it_does_not() -> None:
    for noun, (sort, *kinds) in [*_nearest_kinds().items()][::50]:
        assert {*kinds} <= {*(KINDS if sort == "being" else (*PROPS, *LANDMARKS))}
        assert not WORLD.draws(noun, being=sort == "being"), noun


@pytest.mark.parametrize("noun", ["puppy", "hound", "bunny", "wolf", "mother", "child", "teddy", "fish"])
def test_a_near_noun_is_drawn_as_what_it_is_near_to(noun: str) -> None:
    assert WORLD.draws(noun, being=True)


@pytest.mark.parametrize("noun", ["stranger", "villager", "crowd", "dancer", "horse", "story", "red"])
def test_a_word_that_is_known_is_not_always_somebody(noun: str) -> None:
    assert not WORLD.draws(noun, being=True)


def test_it_travels_to_another_process_by_its_words_alone() -> None:
    assert pickle.loads(pickle.dumps(WORLD)).nearest("horse") == ("pig", "fox", "cat")
