"""The double refuses what Discord refuses, with its code, and remembers it as a violation."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord_double.conftest import Bare
from tests.discord_double.double import DiscordDouble
from tests.discord_double.world import Channel, Guild

REDO = {"type": 2, "style": 2, "label": "Redo", "custom_id": "redo"}


def row(*buttons: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": list(buttons)}


def many(count: int) -> list[dict[str, Any]]:
    return [{**REDO, "custom_id": f"button {number}"} for number in range(count)]


BAD_MESSAGES = {
    "2,001 characters": ({"content": "x" * 2001}, 50035),
    "nothing at all": ({}, 50006),
    "only spaces": ({"content": "  \n"}, 50006),
    "content of the wrong type": ({"content": 7}, 50035),
    "an unknown field": ({"content": "x", "contents": "y"}, 50035),
    "an unknown field inside": ({"content": "x", "allowed_mentions": {"parsed": []}}, 50035),
    "11 embeds": ({"embeds": [{"title": "x"}] * 11}, 50035),
    "an embed title of 257": ({"embeds": [{"title": "x" * 257}]}, 50035),
    "6,001 characters of embeds": ({"embeds": [{"description": "x" * 3001}, {"description": "x" * 3000}]}, 50035),
    "a label of 81": ({"content": "x", "components": [row({**REDO, "label": "x" * 81})]}, 50035),
    "a custom_id of 101": ({"content": "x", "components": [row({**REDO, "custom_id": "x" * 101})]}, 50035),
    "six buttons in a row": ({"content": "x", "components": [row(*many(6))]}, 50035),
    "six rows": ({"content": "x", "components": [row(button) for button in many(6)]}, 50035),
    "an unknown button style": ({"content": "x", "components": [row({**REDO, "style": 9})]}, 50035),
    "a button without custom_id": ({"content": "x", "components": [row({"type": 2, "style": 1, "label": "x"})]}, 50035),
    "a button without a face": (
        {"content": "x", "components": [row({"type": 2, "style": 1, "custom_id": "x"})]},
        50035,
    ),
    "a link with a custom_id": (
        {"content": "x", "components": [row({**REDO, "style": 5, "url": "https://example.org"})]},
        50035,
    ),
    "one custom_id twice": ({"content": "x", "components": [row(REDO, REDO)]}, 50035),
    "components V2 with content": ({"content": "x", "flags": 1 << 15}, 50035),
    "an ephemeral channel message": ({"content": "x", "flags": 1 << 6}, 50035),
    "a nonce of 26": ({"content": "x", "nonce": "n" * 26}, 50035),
    "a reply to nothing": ({"content": "x", "message_reference": {"message_id": "1"}}, 50035),
    "an attachment never uploaded": ({"content": "x", "attachments": [{"id": "0"}]}, 50035),
}

BAD_COMMANDS = {
    "capitals": [{"name": "Imagine", "description": "x"}],
    "a space": [{"name": "imagine it", "description": "x"}],
    "no description": [{"name": "imagine"}],
    "a description of 101": [{"name": "imagine", "description": "x" * 101}],
    "one name twice": [{"name": "imagine", "description": "x"}] * 2,
    "a required option after an optional one": [
        {
            "name": "imagine",
            "description": "x",
            "options": [
                {"type": 3, "name": "style", "description": "x"},
                {"type": 3, "name": "prompt", "description": "x", "required": True},
            ],
        }
    ],
}


@pytest.mark.parametrize("body, code", BAD_MESSAGES.values(), ids=BAD_MESSAGES)
async def test_a_bad_message_is_refused_and_remembered(
    discord: DiscordDouble, channel: Channel, bare: Bare, body: dict[str, Any], code: int
) -> None:
    status, answer = await bare.ask("POST", f"/channels/{channel.id}/messages", body)
    assert (status, answer["code"]) == (400, code)
    assert [violation.operation for violation in discord.violations] == ["create_message"]
    assert not channel.messages


@pytest.mark.parametrize("body", BAD_COMMANDS.values(), ids=BAD_COMMANDS)
async def test_a_bad_command_is_refused_and_remembered(
    discord: DiscordDouble, bare: Bare, body: list[dict[str, Any]]
) -> None:
    status, answer = await bare.ask("PUT", f"/applications/{discord.world.bot.id}/commands", body)
    assert (status, answer["code"]) == (400, 50035)
    assert len(discord.violations) == 1
    assert not discord.commands


async def test_integer_ids_are_taken_as_the_real_api_takes_them(
    discord: DiscordDouble, channel: Channel, bare: Bare
) -> None:
    body = {"content": "x", "attachments": [{"id": 0}]}
    status, answer = await bare.upload("POST", f"/channels/{channel.id}/messages", body, f0=b"bytes")
    assert status == 200
    assert isinstance(answer["attachments"][0]["id"], str)
    assert not discord.violations


async def test_eleven_files_are_refused(discord: DiscordDouble, channel: Channel, bare: Bare) -> None:
    files = {f"f{number}": b"x" for number in range(11)}
    status, _ = await bare.upload("POST", f"/channels/{channel.id}/messages", {"content": "x"}, **files)
    assert status == 400
    assert len(discord.violations) == 1


async def test_a_file_over_the_limit_of_the_server_is_too_large(channel: Channel, guild: Guild, bare: Bare) -> None:
    path, heavy = f"/channels/{channel.id}/messages", bytes((10 << 20) + 1)
    status, answer = await bare.upload("POST", path, {}, f0=heavy)
    assert (status, answer["code"]) == (413, 40005)
    guild.boosts = 2
    status, answer = await bare.upload("POST", path, {}, f0=heavy)
    assert status == 200


async def test_a_request_over_25_mib_is_too_large(channel: Channel, bare: Bare) -> None:
    files = {f"f{number}": bytes(9 << 20) for number in range(3)}
    status, answer = await bare.upload("POST", f"/channels/{channel.id}/messages", {}, **files)
    assert (status, answer["code"]) == (413, 40005)


async def test_an_unknown_route_is_remembered(discord: DiscordDouble, bare: Bare) -> None:
    status, _ = await bare.ask("GET", "/chanels/1")
    assert status == 404
    assert discord.violations[0].fault == "unknown route"


async def test_a_wrong_token_is_unauthorised(discord: DiscordDouble, bare: Bare) -> None:
    status, _ = await bare.ask("GET", "/users/@me", token="stolen")
    assert status == 401
    assert discord.invalid_requests == 1


async def test_permissions_are_asked_for(discord: DiscordDouble, channel: Channel, guild: Guild, bare: Bare) -> None:
    path = f"/channels/{channel.id}/messages"
    channel.overwrites[guild.id] = (0, 1 << 15)  # no files
    status, answer = await bare.upload("POST", path, {"content": "x"}, f0=b"x")
    assert (status, answer["code"]) == (403, 50013)
    channel.overwrites[guild.id] = (0, 1 << 10)  # not even a look
    status, answer = await bare.ask("POST", path, {"content": "x"})
    assert (status, answer["code"]) == (403, 50001)
    assert discord.invalid_requests == 2


async def test_the_doubles_own_answers_are_checked(
    discord: DiscordDouble, channel: Channel, bare: Bare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discord, "shape", lambda message: {"id": message.id})
    await bare.ask("POST", f"/channels/{channel.id}/messages", {"content": "x"})
    assert "the double's own answer" in discord.violations[0].fault
