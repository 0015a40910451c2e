"""Slash commands: the form Discord gets, and the line of chat each use stands for."""

from __future__ import annotations

from typing import Any

import pytest

from bot.commands import COMMANDS, parse
from bot.domain.limits import Limits
from bot.frontends.discord.slash_commands import SIZES, line, payload
from bot.frontends.discord.slash_options import ATTACHMENT, IMAGES, uploads
from generation.engine import EngineInfo
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
        "image2",
        "image3",
        "image4",
        "ar",
        "seed",
        "steps",
        "guidance",
        "no",
        "n",
        "style",
        "lora",
        "anyway",
        "tile",
        "chaos",
        "strength",
        "mask",
        "control",
        "control-kind",
        "control-scale",
        "ref",
    ]
    assert (options["n"]["min_value"], options["n"]["max_value"]) == (1, 2)
    assert options["style"]["autocomplete"] and "choices" not in options["style"]
    assert {option["name"] for option in commands["story"]["options"]} >= {"text", "causal", "no-context"}


def test_what_is_for_admins_is_shown_to_nobody_else() -> None:
    shown = {command["name"]: command.get("default_member_permissions") for command in payload(LIMITS)}
    assert {name for name, needed in shown.items() if needed} == {name for name, info in COMMANDS.items() if info.admin}


def test_what_can_be_chosen_is_offered_and_not_typed() -> None:
    fields = {(command["name"], field["name"]): field for command in payload(LIMITS) for field in command["options"]}
    chosen = {
        name: [choice["value"] for choice in field["choices"]] for name, field in fields.items() if "choices" in field
    }
    assert chosen["export", "format"] == ["pdf", "gif", "mp4", "cbz", "zip"]
    assert chosen["panel", "act"] == ["redo", "edit", "insert", "remove"]
    assert chosen["nsfw", "rule"] == ["off", "channel", "on"]
    assert "16:9" in chosen["imagine", "ar"]
    offered = {name for name, field in fields.items() if field.get("autocomplete")}
    assert {(name, "job") for name in ("vary", "enlarge", "video", "export", "panel", "continue", "cancel")} < offered
    assert {(name, "style") for name in ("imagine", "story", "restyle")} < offered
    types = {name: field["type"] for name, field in fields.items()}
    assert (types["ban", "user"], types["allow", "channel"], types["allow", "role"]) == (6, 7, 8)


@pytest.mark.parametrize("ratio", SIZES)
def test_every_shape_that_is_offered_can_be_drawn(ratio: str) -> None:
    assert parse(f".imagine a fox --ar {ratio}", limits=LIMITS) is not None


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
        ("vary", {"strength": 0.4, "job": "1a2b3c4d", "picture": 2}, ".vary 1a2b3c4d 2 --strength 0.4"),
        ("enlarge", {"job": "1a2b3c4d", "factor": 4}, ".enlarge 1a2b3c4d --factor 4"),
        ("export", {"job": "1a2b3c4d", "format": "pdf"}, ".export 1a2b3c4d pdf"),
        (
            "panel",
            {"job": "1a2b3c4d", "picture": 2, "act": "edit", "text": "She finds a key."},
            ".panel 1a2b3c4d 2 edit She finds a key.",
        ),
        ("restyle", {"job": "1a2b3c4d", "style": "ink"}, ".restyle 1a2b3c4d ink"),
        ("cast", {"act": "add", "name": "Mia", "looks": "a red fox"}, ".cast add Mia : a red fox"),
        ("cast", {}, ".cast"),
        ("styles", {"act": "add", "name": "dusk", "words": "{} at dusk"}, ".styles add dusk : {} at dusk"),
        (
            "defaults",
            {"act": "set", "option": "style", "value": "ink", "server": True},
            ".defaults set style ink --server",
        ),
        ("forget", {"job": "everything", "sure": True}, ".forget everything yes"),
        ("report", {"job": "1a2b3c4d", "reason": "shows me"}, ".report 1a2b3c4d shows me"),
        ("quota", {"act": "show", "everybody": True}, ".quota show default"),
        (
            "quota",
            {"act": "grant", "user": "99", "window": "day", "credits": 5, "days": 7},
            ".quota grant user 99 day 5 --days 7",
        ),
        ("quota", {"act": "set", "role": "99", "window": "month", "credits": 0}, ".quota set role 99 month 0"),
        ("ban", {"user": "99", "duration": "7d", "reason": "spam"}, ".ban user 99 7d spam"),
        ("unban", {"role": "99"}, ".unban role 99"),
        ("allow", {"channel": "99"}, ".allow channel 99"),
        ("blocklist", {"act": "test", "text": "a fox"}, ".blocklist test a fox"),
        ("audit", {"verify": True}, ".audit verify"),
        ("stats", {"period": "day"}, ".stats day"),
    ],
)
def test_a_use_means_what_the_typed_line_means(name: str, given: dict[str, Any], typed: str) -> None:
    written = line(".", name, given, LIMITS)
    assert written == typed
    assert parse(written, limits=LIMITS, new_seed=lambda: 1) is not None


def test_what_is_followed_is_a_field_for_a_picture_where_the_model_can() -> None:
    for control in ("canny", ""):
        info = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0, control=control)
        [imagine] = [each for each in payload(LIMITS, info) if each["name"] == "imagine"]
        kinds = {field["name"]: field["type"] for field in imagine["options"]}
        assert kinds.get("control") == (ATTACHMENT if control else None)
        assert ("control-kind" in kinds) == ("control-scale" in kinds) == bool(control)
    assert uploads({"image": "1", "control": "2"}) == ["control", "image"]
    typed = {"prompt": "a hat", "control": "2", "control-kind": "given", "control-scale": 0.5}
    assert line(".", "imagine", typed, LIMITS) == ".imagine a hat --control --control-kind given --control-scale 0.5"


def test_a_mask_is_a_field_for_a_picture_where_the_model_can_redraw_a_part() -> None:
    for inpaints in (True, False):
        info = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0, inpaints=inpaints)
        [imagine] = [each for each in payload(LIMITS, info) if each["name"] == "imagine"]
        kinds = {field["name"]: field["type"] for field in imagine["options"]}
        assert kinds.get("mask") == (ATTACHMENT if inpaints else None)
    given = {"image2": "3", "mask": "2", "prompt": "a hat", "image": "1"}
    assert uploads(given) == ["image", "mask", "image2"]
    typed = {name: value for name, value in given.items() if name not in IMAGES}
    assert line(".", "imagine", typed, LIMITS) == ".imagine a hat --mask"


@pytest.mark.parametrize(("references", "of_imagine", "of_story"), [(0, 1, 0), (1, 1, 1), (10, 4, 4)])
def test_as_many_pictures_can_be_given_as_the_model_looks_at(references: int, of_imagine: int, of_story: int) -> None:
    info = EngineInfo("echo", "Echo", "cpu", "told", 64, 64, 4, 1.0, references=references)
    told = {each["name"]: [field["name"] for field in each["options"]] for each in payload(LIMITS, info)}
    for name, count in (("imagine", of_imagine), ("story", of_story)):
        assert len([field for field in told[name] if field.startswith("image")]) == count
        assert ("ref" in told[name]) == (references > 0)
