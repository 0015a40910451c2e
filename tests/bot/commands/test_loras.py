"""LoRAs as people type them, and the line that asks for them again."""

from __future__ import annotations

import pytest

from bot.commands import CommandError, Imagine, LoraList, Story, parse
from bot.commands.formatting import format_request
from bot.commands.loras import take_loras


@pytest.mark.parametrize(
    "line",
    [
        ".imagine a fox --lora ink:0.8 --lora style/sketch:-1",
        ".imagine a fox --lora ink:.8,style/sketch:-1.0",
        ".imagine a <lora:ink:0.8> fox <LORA:style/sketch:-1>",
        ".imagine a fox <lora:style/sketch:-1> --lora ink:0.8",
    ],
)
def test_a_lora_is_named_as_an_option_or_in_the_prompt(line: str) -> None:
    command = parse(f"{line} --seed 7" if "--lora" in line else line)
    assert isinstance(command, Imagine)
    [request] = command.requests
    assert request.prompt == "a fox"
    assert sorted(request.loras) == [("ink", 0.8), ("style/sketch", -1.0)]
    assert "lora" in command.given
    again = parse(format_request(request))
    assert isinstance(again, Imagine) and again.requests == (request,)


def test_each_choice_of_a_group_has_its_own_loras() -> None:
    command = parse(".imagine a fox {<lora:ink>,<lora:sketch:0.5>} --lora soft")
    assert isinstance(command, Imagine)
    assert [each.loras for each in command.requests] == [
        (("soft", 1.0), ("ink", 1.0)),
        (("soft", 1.0), ("sketch", 0.5)),
    ]


def test_a_lora_in_a_story_is_for_all_of_it() -> None:
    command = parse(".story <lora:ink:0.8> Mia: a red fox\nMia wakes. She <lora:sketch> runs.")
    assert isinstance(command, Story)
    assert command.request.sentences == ("Mia wakes.", "She runs.")
    assert command.request.cast == (("Mia", "a red fox"),)
    assert command.request.drawing.loras == (("ink", 0.8), ("sketch", 1.0))
    again = parse(format_request(command.request))
    assert isinstance(again, Story) and again.request == command.request


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (".imagine a fox --lora", "A LoRA is its name, a colon and a weight from -2 to 2."),
        (".imagine a fox --lora ink:3", "weight from -2 to 2, not “ink:3”"),
        (".imagine a fox <lora:ink:much>", "not “ink:much”"),
        (".imagine a fox <lora:INK:0.5> --lora ink", "“ink” is there twice"),
        (".imagine <lora:ink:1>", "Say what to draw"),
        (".imagine a fox --no <lora:ink:1>", "stands in a prompt"),
        (".panel 1a2b3c4d 2 edit She <lora:ink:1> runs.", "stands in a prompt"),
    ],
)
def test_what_is_no_lora_shows_one(line: str, reason: str) -> None:
    with pytest.raises(CommandError) as refused:
        parse(line)
    assert reason in str(refused.value)


def test_angle_brackets_are_letters_otherwise() -> None:
    assert take_loras("a <b> fox < owl, <lora>") == ("a <b> fox < owl, <lora>", ())


def test_the_list_can_be_searched() -> None:
    assert parse(".loras") == LoraList() and parse(".loras ink fox") == LoraList("ink fox")
