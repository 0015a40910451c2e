"""The list of LoRAs, in words."""

from __future__ import annotations

from dataclasses import replace

from bot.features.preferences.wording import loras_text
from generation.engine import EngineInfo, LoraInfo

INFO = EngineInfo("diffusers", "SDXL", "cpu", "", 64, 64, 8, 2.0)
INK = LoraInfo("ink", trigger_words=("ink fox", "wash_1"))


def test_each_lora_is_shown_as_it_is_typed_with_what_it_answers_to() -> None:
    easy, odd = LoraInfo("easy", embedding=True), LoraInfo("odd", objection="odd is a DoRA.")
    info = replace(INFO, loras=(INK, easy, odd))
    assert loras_text(info).splitlines() == [r"`--lora ink`: ink fox, wash\_1", "`<easy>`", "odd is a DoRA."]
    assert loras_text(info, "WASH").splitlines() == [r"`--lora ink`: ink fox, wash\_1"]
    assert loras_text(info, "cat") == "Of 3 LoRAs none has “cat” in its name or trigger words."


def test_a_model_without_loras_says_who_can_help() -> None:
    assert loras_text(INFO).startswith("SDXL has no LoRAs here")


def test_a_long_list_is_cut_and_says_how_to_find_the_rest() -> None:
    info = replace(INFO, loras=tuple(replace(INK, name=f"ink{number}") for number in range(30)))
    assert loras_text(info).endswith("And 10 more: `loras ink` shows those with a word in their name.")
    assert len(loras_text(info)) < 2000
