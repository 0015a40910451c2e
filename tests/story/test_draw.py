"""A story becomes one drawing per sentence, each of which knows who is on stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import torch
from torch import Tensor

from generation.engine import ContextModule, DrawingRequest, EngineError, ImageRequest
from generation.engines.echo import EchoConditioning, EchoDrawing, EchoEngine, EchoOptions
from generation.request.resolve import image_drawings
from story.draw import StoryDrawings, alone, story_drawings
from story.request import StoryRequest

SENTENCES = (
    "Mia the red fox finds a lantern.",
    "She carries it up the hill.",
    "[NC] The hill at night.",
    "Mia sleeps.",
)
DRAWING = ImageRequest(prompt=" ".join(SENTENCES), seed=7)


class ForgetfulEngine(EchoEngine):
    """Knows neither "lantern" nor "hill"."""

    def encode(self, prompts: Sequence[str], negative_prompts: Sequence[str]) -> list[EchoConditioning]:
        unknown = ("lantern", "hill")
        return [EchoConditioning(prompt, tuple(word for word in unknown if word in prompt)) for prompt in prompts]


@dataclass(frozen=True, slots=True)
class LengthConditioning(EchoConditioning):
    """A prompt with the number of its letters for a token."""

    prompt_embeds: Tensor = field(kw_only=True)


class ContextualEchoEngine(EchoEngine):
    """A plug-in whose context encoder adds up the tokens of all sentences; it draws the token as the prompt."""

    def __init__(self) -> None:
        super().__init__(EchoOptions())
        self.info = replace(self.info, context="sum-1")

    def context_encoder(self) -> ContextModule:
        return lambda tokens, *, causal, noise: (tokens.sum(1, keepdim=True).expand_as(tokens), torch.zeros(()))

    def encode(self, prompts: Sequence[str], negative_prompts: Sequence[str]) -> list[EchoConditioning]:
        return [
            LengthConditioning(prompt, prompt_embeds=torch.full((1, 1, 1), float(len(prompt)))) for prompt in prompts
        ]

    def begin(self, request: DrawingRequest, conditioning: LengthConditioning) -> EchoDrawing:
        return EchoDrawing(replace(request, prompt=f"{conditioning.prompt_embeds.item():g}"))


def drawn(engine: EchoEngine | None = None, **changes: Any) -> StoryDrawings:
    request = {"sentences": SENTENCES, "drawing": DRAWING, **changes}
    return story_drawings(engine or EchoEngine(EchoOptions()), StoryRequest(**request))


def prompts(story: StoryDrawings) -> list[str]:
    return [drawing.request.prompt for drawing in story.drawings]


def test_every_sentence_is_one_drawing_that_has_not_begun() -> None:
    assert [drawing.step for drawing in drawn().drawings] == [0, 0, 0, 0]


def test_all_frames_start_from_the_noise_of_one_seed() -> None:
    assert {drawing.request.seed for drawing in drawn().drawings} == {7}


def test_without_a_trained_context_the_cast_is_carried_in_words() -> None:
    story = drawn()
    assert set(story.contexts) == {None}
    assert prompts(story)[1] == "Mia the red fox carries the lantern up the hill."
    assert prompts(story)[3] == "Mia the red fox sleeps. Hill, night."


def test_a_plug_in_that_offers_a_context_encoder_draws_each_sentence_as_the_story_means_it() -> None:
    story = drawn(ContextualEchoEngine())
    assert prompts(story) == [str(sum(map(len, prompts(drawn(context=False)))))] * 4
    assert story.contexts == (None, "sum-1", "sum-1", "sum-1")


def test_an_engine_that_names_a_context_and_offers_none_is_told_the_cast_in_words() -> None:
    engine = EchoEngine(EchoOptions())
    engine.info = replace(engine.info, context="sum-1")
    story = drawn(engine)
    assert prompts(story) == prompts(drawn())
    assert set(story.contexts) == {None}


def test_without_context_every_sentence_is_drawn_alone() -> None:
    story = drawn(context=False)
    assert set(story.contexts) == {None}
    assert prompts(story) == [*SENTENCES[:2], "The hill at night, nobody there.", SENTENCES[3]]


def test_a_sentence_for_nobody_is_drawn_without_anybody_either_way() -> None:
    for story in (drawn(), drawn(context=False)):
        assert prompts(story)[2] == "The hill at night, nobody there."


def test_every_frame_tells_its_sentence_and_its_cast() -> None:
    assert drawn().frames == tuple(zip(SENTENCES, (("Mia",), ("Mia",), (), ("Mia",)), strict=True))


def test_cast_lines_describe_in_every_frame_who_they_name() -> None:
    story = drawn(sentences=("Otto waves.", "He sleeps."), cast=(("Otto", "a blue owl with a hat"),))
    assert prompts(story) == ["Otto the blue owl with a hat waves.", "Otto the blue owl with a hat sleeps."]


def test_words_that_no_frame_can_show_are_told_once() -> None:
    assert drawn(ForgetfulEngine(EchoOptions())).ignored_words == ("lantern", "hill")


def test_options_are_those_of_every_frame() -> None:
    story = drawn(drawing=ImageRequest(prompt="…", seed=1, num_inference_steps=3, aspect_ratio="1:1"))
    assert {drawing.num_steps for drawing in story.drawings} == {3}


def test_an_option_the_engine_does_not_have_is_refused() -> None:
    with pytest.raises(EngineError, match="steps"):
        drawn(drawing=ImageRequest(prompt="…", seed=1, num_inference_steps=101))


def test_a_frame_that_is_kept_is_not_drawn_and_still_told() -> None:
    story = drawn(ForgetfulEngine(EchoOptions()), kept=("ab" * 32, None, None, "cd" * 32))
    assert [drawing is None for drawing in story.drawings] == [True, False, False, True]
    assert story.drawings[1].request.prompt == "Mia the red fox carries the lantern up the hill."
    assert [sentence for sentence, _ in story.frames] == list(SENTENCES)
    assert drawn(kept=("ab" * 32,) * 4).ignored_words == ()


def test_a_frame_may_have_a_seed_of_its_own() -> None:
    assert [drawing.request.seed for drawing in drawn(seeds=(None, 9)).drawings] == [7, 9, 7, 7]


@pytest.mark.parametrize("context", [True, False])
def test_a_frame_alone_is_the_drawing_it_was_in_its_story(context: bool) -> None:
    request = StoryRequest(SENTENCES, DRAWING, context=context, seeds=(None, None, 9))
    engine = EchoEngine(EchoOptions())
    told = [drawing.request for drawing in story_drawings(engine, request).drawings]
    lone = [image_drawings(engine, alone(request, k)).drawings[0].request for k in range(4)]
    assert lone == [replace(each, figures=None, joined=False) for each in told]  # the worker reads these from a prompt


class PartialEngine(EchoEngine):
    """Draws of whoever is told only the first, and an owl that nobody told of."""

    def begin(self, request: DrawingRequest, conditioning: EchoConditioning) -> EchoDrawing:
        drawing = ShowingDrawing(request)
        drawing.shown = (0, "owl")
        return drawing


class ShowingDrawing(EchoDrawing):
    shown: tuple[int | str, ...]


def test_the_cast_of_a_frame_is_whom_its_picture_was_told_to_show() -> None:
    told = ("Two dogs and Mia the fox dance.", "Mia and a grey rabbit run.")
    story = story_drawings(PartialEngine(EchoOptions()), StoryRequest(told, DRAWING))
    assert [names for _, names in story.frames] == [("two dogs", "owl"), ("Mia", "owl")]


def test_without_context_the_cast_is_what_each_sentence_tells_alone() -> None:
    story = story_drawings(
        EchoEngine(EchoOptions()), StoryRequest(("Mia the fox runs.", "She waves."), DRAWING, context=False)
    )
    assert [names for _, names in story.frames] == [("Mia",), ()]
