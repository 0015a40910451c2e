"""LoRAs by name: found in the engine's list, refused with one sentence, never opened."""

from __future__ import annotations

from dataclasses import replace

import pytest

from generation.engine import EngineError, EngineInfo, ImageRequest, LoraInfo
from generation.engines.echo import EchoEngine, EchoOptions
from generation.request.loras import check_loras, embeddings_in, lora_called, loras_of
from generation.request.resolve import drawing_request, image_drawings

LORAS = (
    LoraInfo("ink"),
    LoraInfo("style/Sketch"),
    LoraInfo("old", objection="old is a LoRA for another kind of model."),
    LoraInfo("easy", embedding=True),
    LoraInfo("odd", embedding=True, objection="odd is a textual inversion for another kind of model."),
)
PLAIN = EchoEngine(EchoOptions()).info
INFO = replace(PLAIN, loras=LORAS)


def asked(*loras: tuple[str, float], prompt: str = "a fox") -> ImageRequest:
    return ImageRequest(prompt, 7, loras=loras)


def test_a_name_is_found_in_any_case_and_without_its_folder() -> None:
    request = asked(("sketch", 0.5), ("INK", 1.0))
    check_loras(INFO, request, "a fox")
    assert loras_of(INFO, request) == (("ink", 1.0), ("style/Sketch", 0.5))
    assert drawing_request(INFO, request, "a fox", 7).loras == (("ink", 1.0), ("style/Sketch", 0.5))
    assert lora_called(INFO, "easy") is None and lora_called(INFO, "ink", embedding=True) is None


def test_a_weight_of_nothing_is_no_lora() -> None:
    assert loras_of(INFO, asked(("ink", 0.0))) == ()


@pytest.mark.parametrize(
    ("info", "request_", "sentence"),
    [
        (INFO, asked(("inc", 1)), "There is no LoRA inc: did you mean ink?"),
        (INFO, asked(("../../etc/passwd", 1)), "There is no LoRA ../../etc/passwd: `loras` lists those there are."),
        (INFO, asked(("a b\n", 1)), "There is no LoRA of that name"),
        (INFO, asked(("old", 1)), "for another kind of model"),
        (INFO, asked(("easy", 1)), "write <easy> in the prompt"),
        (INFO, asked(("ink", 1), ("INK", 0.5)), "named twice"),
        (INFO, asked(("ink", 2.5)), "lies between -2 and 2"),
        (INFO, asked(("ink", float("nan"))), "lies between -2 and 2"),
        (INFO, asked(*[("ink", 1)] * 6), "At most 5 LoRAs"),
        (INFO, asked(prompt="a <odd> fox"), "odd is a textual inversion for another kind of model"),
        (PLAIN, asked(("ink", 1)), "has no LoRAs to draw with: leave out --lora and <lora:…>"),
    ],
)
def test_what_cannot_be_drawn_with_says_why(info: EngineInfo, request_: ImageRequest, sentence: str) -> None:
    with pytest.raises(EngineError) as refused:
        drawing_request(info, request_, request_.prompt, 7)
    assert sentence in str(refused.value)


def test_textual_inversions_are_named_in_two_ways() -> None:
    found = [each.name for _, each in embeddings_in(INFO, "a <EASY> fox, embedding:easy, <b>, bedding:easy")]
    assert found == ["easy", "easy"]


def test_an_engine_that_lists_none_is_asked_as_ever() -> None:
    [drawing] = image_drawings(EchoEngine(EchoOptions()), asked()).drawings
    assert drawing.request.loras == ()
