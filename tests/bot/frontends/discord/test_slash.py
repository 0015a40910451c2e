"""Slash commands: the form Discord gets, and the line of chat each use stands for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import COMMANDS, Limits, parse
from bot.frontends.discord.slash import line, payload
from tests.discord_double.description import official
from tests.discord_double.rules import check_commands

LIMITS = Limits(images=2, steps=30)


def test_the_commands_are_what_discord_takes() -> None:
    operation = official().operation("PUT", "/applications/1/commands")
    assert operation is not None
    commands = payload(LIMITS)
    assert official().request_faults(operation, "application/json", commands) == []
    check_commands(commands)


def test_every_command_is_there_with_its_options_and_their_bounds() -> None:
    commands = {command["name"]: command for command in payload(LIMITS)}
    assert commands.keys() == COMMANDS.keys()
    options = {option["name"]: option for option in commands["imagine"]["options"]}
    assert list(options) == [
        "prompt",
        "image",
        "ar",
        "seed",
        "steps",
        "guidance",
        "no",
        "n",
        "style",
        "tile",
        "chaos",
        "strength",
    ]
    assert (options["n"]["min_value"], options["n"]["max_value"]) == (1, 2)
    assert {"name": "watercolor", "value": "watercolor"} in options["style"]["choices"]
    assert {option["name"] for option in commands["story"]["options"]} >= {"text", "causal", "no-context"}


@pytest.mark.parametrize(
    "name, given, typed",
    [
        ("imagine", {"prompt": "a fox"}, ".imagine a fox"),
        (
            "imagine",
            {"prompt": "a fox", "seed": 7, "ar": "16:9", "guidance": 4.5, "style": "ink", "no": "text, blur"},
            ".imagine a fox --seed 7 --ar 16:9 --guidance 4.5 --style ink --no text, blur",
        ),
        ("imagine", {"no": "blur", "prompt": "a {red,blue} fox", "n": 2}, ".imagine a {red,blue} fox --no blur --n 2"),
        ("story", {"text": "A fox wakes. It runs.", "causal": True}, ".story A fox wakes. It runs. --causal"),
        ("story", {"text": "A fox wakes. It runs.", "no-context": False}, ".story A fox wakes. It runs."),
        ("history", {"count": 3}, ".history 3"),
        ("cancel", {"job": "1a2b3c4d"}, ".cancel 1a2b3c4d"),
        ("quota", {}, ".quota"),
        ("vary", {"picture": "1a2b3c4d 2", "strength": 0.4}, ".vary 1a2b3c4d 2 --strength 0.4"),
        ("panel", {"panel": "1a2b3c4d 2 edit She finds a key."}, ".panel 1a2b3c4d 2 edit She finds a key."),
    ],
)
def test_a_use_means_what_the_typed_line_means(name: str, given: dict[str, Any], typed: str) -> None:
    written = line(".", name, given, LIMITS)
    assert written == typed
    assert parse(written, limits=LIMITS, new_seed=lambda: 1) is not None
