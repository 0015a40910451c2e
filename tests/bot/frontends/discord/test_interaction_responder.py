"""What answers a slash command, whatever Discord tells of the answer."""

from __future__ import annotations

import aiohttp
import discord
import pytest

from bot.frontends.discord.message_ref import MessageRef
from bot.frontends.discord.messenger import SILENT, Messenger
from bot.frontends.discord.once import sending_once
from tests.bot.frontends.discord.kit import Stage
from tests.discord_double import interactions
from tests.discord_double.interactions import Interaction
from tests.discord_double.world import Json


async def test_an_answer_whose_message_discord_does_not_name_is_asked_for_and_found(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md row 19: message 0 was edited for ever, and nobody was shown anything."""
    monkeypatch.setattr(interactions, "_callback", nameless)
    asked = stage.ann.uses("imagine", stage.channel, prompt="an owl")
    await stage.discord.until(lambda: stage.service.jobs)
    job = stage.service.last
    assert asked.original is not None
    assert MessageRef.of(job.address).message == asked.original.id
    await stage.frontend.deliver(stage.finished(job))
    assert asked.original.attachments


async def test_a_first_answer_that_arrived_twice_stands_there_once(stage: Stage) -> None:
    """faults.md row 22: an answer that was announced is an edit, which may be tried again."""
    stage.discord.faults.late_error("update_original_webhook_message", 503)
    stage.discord.faults.lost_answer("update_original_webhook_message")
    asked = stage.ann.uses("help", stage.channel)
    await stage.discord.until(lambda: edits(stage) == 3)
    await stage.discord.until(lambda: asked.whispers)
    assert len(asked.private) == 1


async def test_what_a_webhook_says_is_sent_once_whatever_discord_says_of_it(stage: Stage) -> None:
    """Its messages take no nonce, and discord.py sends them again by itself."""
    asked = stage.ann.uses("imagine", stage.channel, prompt="an owl")
    await stage.discord.until(lambda: stage.service.jobs)
    before = len(stage.channel.messages)
    stage.discord.faults.late_error("execute_webhook", 500)
    async with aiohttp.ClientSession() as session:
        webhook = discord.Webhook.partial(stage.discord.world.bot.id, asked.token, session=session)
        with pytest.raises(discord.DiscordServerError):
            await sending_once(webhook).send("the second part", allowed_mentions=SILENT)
    assert len(stage.channel.messages) == before + 1


async def test_pictures_below_a_lent_message_are_sent_once_and_again_only_where_they_cannot_have_arrived(
    stage: Stage,
) -> None:
    asked = stage.ann.uses("imagine", stage.channel, prompt="an owl")
    await stage.discord.until(lambda: stage.service.jobs)
    assert asked.original is not None
    messenger, place, layout = Messenger(), asked.original.id, discord.ui.LayoutView()
    layout.add_item(discord.ui.TextDisplay("more"))
    before = len(stage.channel.messages)
    async with aiohttp.ClientSession() as session:
        messenger.lend(place, discord.Webhook.partial(stage.discord.world.bot.id, asked.token, session=session))
        stage.discord.faults.refusal("execute_webhook", 400, 50035)
        with pytest.raises(discord.HTTPException):
            await messenger.send_below(place, 1, (), layout)
        stage.discord.faults.late_error("execute_webhook", 500)
        for number in (1, 1, 2, 1):
            assert await messenger.send_below(place, number, (), layout)
        assert len(stage.channel.messages) == before + 2
        assert not await messenger.send_below(place + 1, 1, (), layout), "that one is not lent"


def edits(stage: Stage) -> int:
    return sum(call.operation == "update_original_webhook_message" for call in stage.discord.calls)


def nameless(double: object, interaction: Interaction) -> Json:
    return {"interaction": {"id": str(interaction.id), "type": interaction.kind}}
