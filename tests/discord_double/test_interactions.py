"""Interactions on the double: one answer within three seconds, a webhook for fifteen minutes, whispers."""

from __future__ import annotations

from typing import Any

import pytest

from tests.discord_double import Person
from tests.discord_double.conftest import Bare
from tests.discord_double.double import DiscordDouble
from tests.discord_double.interactions import ANSWER_WITHIN, Interaction
from tests.discord_double.world import Channel

COMMAND = {"name": "imagine", "description": "x", "options": [{"type": 3, "name": "prompt", "description": "x"}]}


@pytest.fixture
async def ann(discord: DiscordDouble, channel: Channel, bare: Bare) -> Person:
    await bare.ask("PUT", f"/applications/{discord.world.bot.id}/commands", [COMMAND])
    return discord.person("ann", channel.guild)


async def respond(bare: Bare, interaction: Interaction, body: dict[str, Any]) -> tuple[int, Any]:
    return await bare.ask("POST", f"/interactions/{interaction.id}/{interaction.token}/callback?with_response=1", body)


async def test_an_answer_is_a_message_in_the_channel(channel: Channel, ann: Person, bare: Bare) -> None:
    interaction = ann.uses("imagine", channel, prompt="a fox")
    status, answer = await respond(bare, interaction, {"type": 4, "data": {"content": "soon"}})
    assert status == 200
    assert answer["resource"]["message"]["content"] == "soon"
    assert channel.texts == ["soon"]


async def test_a_second_answer_is_refused(channel: Channel, ann: Person, bare: Bare) -> None:
    interaction = ann.uses("imagine", channel)
    await respond(bare, interaction, {"type": 5})
    status, answer = await respond(bare, interaction, {"type": 4, "data": {"content": "x"}})
    assert (status, answer["code"]) == (400, 40060)


async def test_an_answer_after_three_seconds_is_too_late(
    discord: DiscordDouble, channel: Channel, ann: Person, bare: Bare
) -> None:
    discord.answer_within = ANSWER_WITHIN
    interaction = ann.uses("imagine", channel)
    discord.clock.advance(3.1)
    status, answer = await respond(bare, interaction, {"type": 5})
    assert (status, answer["code"]) == (404, 10062)


async def test_an_ephemeral_answer_is_seen_by_one_person_only(channel: Channel, ann: Person, bare: Bare) -> None:
    interaction = ann.uses("imagine", channel)
    await respond(bare, interaction, {"type": 4, "data": {"content": "only you", "flags": 64}})
    assert interaction.whispers == ["only you"]
    assert not channel.messages


async def test_the_webhook_fills_a_deferred_answer_and_closes_after_fifteen_minutes(
    discord: DiscordDouble, channel: Channel, ann: Person, bare: Bare
) -> None:
    interaction = ann.uses("imagine", channel)
    await respond(bare, interaction, {"type": 5})
    webhook = f"/webhooks/{discord.world.bot.id}/{interaction.token}"
    await bare.ask("POST", webhook, {"content": "drawn"})
    assert channel.texts == ["drawn"]
    discord.clock.advance(901)
    status, answer = await bare.ask("PATCH", f"{webhook}/messages/@original", {"content": "later"})
    assert (status, answer["code"]) == (401, 50027)
    assert not discord.violations


async def test_a_button_can_update_its_own_message(channel: Channel, ann: Person, bare: Bare) -> None:
    redo = {"type": 2, "style": 2, "label": "Redo", "custom_id": "redo"}
    body = {"content": "x", "components": [{"type": 1, "components": [redo]}]}
    await bare.ask("POST", f"/channels/{channel.id}/messages", body)
    (message,) = channel.messages.values()
    interaction = ann.clicks(message, "Redo")
    await respond(bare, interaction, {"type": 7, "data": {"content": "pressed", "components": []}})
    assert (message.content, message.buttons) == ("pressed", {})


async def test_a_person_can_fill_in_only_what_the_command_offers(channel: Channel, ann: Person) -> None:
    with pytest.raises(AssertionError, match="no option"):
        ann.uses("imagine", channel, seed=7)
    with pytest.raises(AssertionError, match="another type"):
        ann.uses("imagine", channel, prompt=7)
