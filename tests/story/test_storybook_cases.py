"""What people typed and saw drawn wrong, told again: every kind of failure that was reported, by the facts told.

Nothing is drawn: text, memory and reader tell the facts that a picture is drawn from. What is still wrong is listed
with what limits it, and fails here once it is right.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

import pytest
import torch

from generation.storybook.facts import FactHeads
from generation.storybook.pipeline import StorybookInfo, StorybookPipeline
from generation.storybook.scene import Scene
from generation.storybook.text_encoder import StorybookTextEncoder
from generation.storybook.tokenizer import StorybookTokenizer
from generation.weights import load_weights
from story.context_encoder import ContextEncoder
from story.coreference.cast import cast_of
from story.sentences import parse_story
from story.undrawable import undrawable
from tests.story.storybook_world import MODEL, WORLD

Told = Callable[[str], list[Scene]]

HANDS = "what is thrown and given is the model's own reading; no text reader tells it yet"
NAMES = "a capital is taken for a name, which is read and never named"

#: story: who is on stage in each frame, with their colour where that was told.
CAST = {
    "A boy named Max and a girl named Nora visit the farm. Nora sings. Max dances. Nora sleeps in the meadow.": (
        "boy girl", "girl", "boy", "girl"
    ),
    "Ben the frog sits by the lake. A penguin called Ida comes along. Ida waves. Ben jumps.": (
        "frog", "frog black penguin", "black penguin", "frog"
    ),
    "Peter and Susan walk on the beach. Susan finds a shell. Peter jumps. Susan waves.": (
        "boy girl", "girl", "boy", "girl"
    ),
    "A little boy finds a lost cat in the garden. He takes her home to the kitchen. The cat is happy and dances. "
    "At night they sleep in the room.": ("boy cat", "boy cat", "cat", "boy cat"),
    "A purple dragon lives in the cave. Every evening he visits the white owl. One night it rains and the owl cries. "
    "The dragon gives the owl his blue scarf.": (
        "purple dragon", "purple dragon white owl", "white owl", "purple dragon white owl"
    ),
    "The lion cannot sleep. He walks through the forest at night.": ("lion", "lion"),
    "The rabbit was never lonely again. She dances with a yellow duck.": ("rabbit", "rabbit yellow duck"),
    "The bear was lonely because nobody came to the party. He sat on the hill.": ("bear", "bear"),
    "A girl has a red balloon. She gives it to the robot. The robot is happy and jumps.": (
        "girl", "girl robot", "robot"
    ),
    "A boy throws the ball to a brown dog. The dog brings the ball back.": ("boy brown dog", "brown dog"),
    "The children play on the beach. They sing.": ("boy girl", "boy girl"),
    "Three friends, a fox, a pig and an owl, sing in the forest. Then all of them sleep. The pig wakes up first.": (
        "fox pig owl", "fox pig owl", "pig"
    ),
    "A mother duck and her little duckling walk by the lake. They sing.": ("duck duck", "duck duck"),
    "An old lion gives a book to a tiny frog. The frog reads.": ("lion frog", "frog"),
    "Two penguins swim in the lake. They wave.": ("penguin penguin", "penguin penguin"),
    "Kip: a small blue penguin\nRosa: a big red dragon\nKip walks to the castle. Rosa is reading. Kip sings. "
    "Rosa wakes up and waves.": ("blue penguin", "red dragon", "blue penguin", "red dragon"),
    "A green frog and a grey mouse sit by the lake. The mouse goes home. The frog sings alone.": (
        "green frog grey mouse", "grey mouse", "green frog"
    ),
}  # fmt: skip

#: What else each row asks for: story, frame (from 0), whether it is so, and what limits a known miss ("": it is right).
FACTS: Sequence[tuple[str, int, Callable[[Scene], bool], str]] = [
    ("The lion cannot sleep. He walks through the forest at night.", 0, lambda it: _acts(it) != ["sleeping"], ""),
    ("A black cat sits under the moon. She waves.", 0, lambda it: it.place != "moon" and it.time == "night", ""),
    ("A mother duck and her little duckling walk by the lake. They sing.", 0,
     lambda it: sorted(who.size for who in it.characters) == ["big", "small"], ""),
    ("An old lion gives a book to a tiny frog. The frog reads.", 0,
     lambda it: [who.size for who in it.characters if who.kind == "frog"] == ["small"], ""),
    ("A boy throws the ball to a brown dog. The dog brings the ball back.", 0, lambda it: it.prop == "ball", HANDS),
    ("A boy throws the ball to a brown dog. The dog brings the ball back.", 1,
     lambda it: it.prop == "ball" and it.holder == 0, HANDS),
    ("A girl has a red balloon. She gives it to the robot. The robot is happy and jumps.", 1,
     lambda it: it.prop == "balloon" and _holder(it) == "robot", HANDS),
]  # fmt: skip


def _acts(scene: Scene) -> list[str]:
    return [who.action for who in scene.characters]


def _holder(scene: Scene) -> str:
    return "" if scene.holder is None else scene.characters[scene.holder].kind


@pytest.fixture(scope="module")
def told() -> Told:
    """The facts of every frame of a story."""
    reader = load_weights(StorybookTextEncoder, MODEL / "text_encoder", MODEL, dtype=torch.float32).eval()
    heads = load_weights(FactHeads, MODEL / "fact_heads", MODEL, dtype=torch.float32).eval()
    memory = load_weights(ContextEncoder, MODEL / "context_encoder", MODEL, dtype=torch.float32).eval()
    words = StorybookTokenizer.load(MODEL / "tokenizer")
    model = StorybookPipeline(words, reader, heads, None, reader, None, None, StorybookInfo())  # type: ignore[arg-type]  # draws nothing

    def scenes(text: str) -> list[Scene]:
        story = parse_story(text)
        introductions = [f"{name} is {looks}." for name, looks in story.cast]
        slots, _ = model.encode([*introductions, *story.sentences])
        noise = torch.randn(slots.shape[1:], generator=torch.Generator().manual_seed(1))
        in_story = memory(slots[None], causal=False, noise=noise)[0][0][len(introductions) :]
        casts = cast_of(story.sentences, story.cast)
        return [
            model.scene(each[None], cast.guidance, joined=cast.joins)
            for each, cast in zip(in_story, casts, strict=True)
        ]

    return scenes


@pytest.mark.parametrize("text", CAST)
def test_exactly_those_are_on_stage_who_were_told(told: Told, text: str) -> None:
    for scene, expected in zip(told(text), CAST[text], strict=True):
        words = expected.split()
        assert sorted(who.kind for who in scene.characters) == sorted(word for word in words if not _is_colour(word))
        colours = {kind: colour for colour, kind in pairwise(words) if _is_colour(colour)}
        assert {who.kind: who.colour for who in scene.characters if who.kind in colours} == colours


def _is_colour(word: str) -> bool:
    return word in ("black", "purple", "white", "yellow", "brown", "blue", "red", "green", "grey")


@pytest.mark.parametrize(("text", "frame", "holds", "limit"), FACTS)
def test_what_a_row_says_of_a_frame_holds_or_is_a_known_miss(
    told: Told, text: str, frame: int, holds: Callable[[Scene], bool], limit: str
) -> None:
    scene = told(text)[frame]
    assert holds(scene) == (not limit), f"a known miss no more ({limit})" if limit else scene


@pytest.mark.parametrize(
    "prompt", ["A horse runs over the meadow.", "A whale swims in the sea.", "a zeppelin over Paris"]
)
def test_what_it_cannot_draw_is_asked_before_it_is_charged(prompt: str) -> None:
    assert undrawable(WORLD, prompt)


@pytest.mark.parametrize(
    ("prompt", "word", "limit"),
    [
        ("Two penguins swim in the lake.", "swim", ""),
        ("ein roter Fuchs im Schnee", "roter", ""),
        ("ein roter Fuchs im Schnee", "Fuchs", NAMES),
        ("a fox with a Zeppelin", "Zeppelin", ""),
    ],
)
def test_every_word_that_is_not_drawn_is_named_or_a_known_miss(prompt: str, word: str, limit: str) -> None:
    named = StorybookTokenizer.load(MODEL / "tokenizer").tokenize(prompt).ignored_words
    assert (word in named) == (not limit), f"a known miss no more ({limit})" if limit else named
