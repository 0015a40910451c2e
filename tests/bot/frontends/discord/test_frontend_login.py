"""Logging in: wrong tokens, missing intents, outages, slash commands registered only when they changed."""

from __future__ import annotations

import asyncio
from functools import partialmethod
from pathlib import Path
from typing import Any

import pytest
from discord.state import ConnectionState
from pydantic import SecretStr

from bot.frontends.discord import frontend
from bot.frontends.discord.client import DiscordClient
from bot.frontends.discord.frontend import OUT_OF_REACH
from bot.frontends.discord.login_check import login_trouble
from bot.frontends.port import outages
from bot.storage import Database
from bot.storage.database import role
from tests.bot.frontends.discord.kit import Stage
from tests.bot.service_kit import chat_of
from tests.discord_double import DiscordDouble
from tests.discord_double.gateway import MESSAGE_CONTENT
from tests.postgresql import Server


async def start(stage: Stage) -> None:
    service: Any = stage.service
    await stage.frontend.start(chat_of(service), service)


async def test_a_wrong_token_is_said_in_one_sentence_and_ends_only_this_frontend(idle: Stage) -> None:
    idle.discord.token = "another.bot.token"
    await start(idle)
    await idle.discord.until(lambda: idle.frontend.trouble)
    assert idle.frontend.trouble.startswith("Discord does not accept the bot's token: copy it again from https://")
    assert "a.bot.token" not in idle.frontend.trouble
    await idle.frontend.close()


async def test_a_missing_intent_is_said_with_the_switch_that_grants_it(idle: Stage) -> None:
    idle.discord.allowed_intents &= ~MESSAGE_CONTENT
    await start(idle)
    await idle.discord.until(lambda: idle.frontend.trouble)
    assert "switch on “Message Content Intent”" in idle.frontend.trouble
    await idle.frontend.close()


async def test_without_message_content_mentions_and_slash_commands_work(discord: DiscordDouble, tmp_path: Path) -> None:
    discord.allowed_intents &= ~MESSAGE_CONTENT
    stage = Stage(discord, tmp_path, message_content=False)
    async with stage.running():
        stage.ann.says(".imagine a secret", stage.channel)
        await stage.asked(f"<@{discord.world.bot.id}> .imagine an owl")
        stage.ann.uses("imagine", stage.channel, prompt="a moth")
        await discord.until(lambda: len(stage.service.jobs) == 2)


async def test_another_prefix_is_heard_and_shown(discord: DiscordDouble, tmp_path: Path) -> None:
    stage = Stage(discord, tmp_path, prefix="!")
    async with stage.running():
        stage.ann.says(".imagine a fox", stage.channel)
        stage.ann.says("!help", stage.channel)
        await discord.until(stage.replies)
        assert "`!imagine a red fox in the snow`" in stage.replies()[0].content
        assert not stage.service.jobs


async def test_an_outage_at_login_is_waited_out(idle: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frontend, "FIRST_PAUSE", 0.05)
    idle.discord.faults.server_error("get_my_user", 503, times=2)
    async with idle.running():
        assert len(idle.discord.called("get_my_user")) == 3
        await idle.asked()


@pytest.mark.parametrize("raised", [TypeError("int() argument must not be 'NoneType'"), asyncio.CancelledError(), None])
async def test_whatever_ends_discord_py_the_bot_logs_in_again_and_says_that_it_is_away(
    idle: Stage, monkeypatch: pytest.MonkeyPatch, raised: BaseException | None
) -> None:
    """faults.md row 16: a `guild_id` of null killed the gateway's task, and the bot with it."""
    away, ends, start = asyncio.Event(), iter([raised]), DiscordClient.start

    async def breaks_once(client: DiscordClient, token: str, *, reconnect: bool = True) -> None:
        for error in ends:
            await client.setup_hook()
            if error is not None:
                raise error
            return
        away.set()
        assert outages([idle.frontend]) == {"discord": OUT_OF_REACH}
        await start(client, token, reconnect=reconnect)

    build = partialmethod(ConnectionState.__init__, guild_ready_timeout=0.0)  # it would wait 2 s for more servers
    monkeypatch.setattr(ConnectionState, "__init__", build)
    monkeypatch.setattr(frontend, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(DiscordClient, "setup_hook", in_touch)
    monkeypatch.setattr(DiscordClient, "start", breaks_once)
    async with idle.running():
        await away.wait()
        await idle.discord.until(lambda: not idle.frontend.outage)
        assert idle.service.tally.outages == {"discord": 1}


async def in_touch(client: DiscordClient) -> None:
    """As far as a login goes here."""
    client._messenger.use(client)


async def test_a_broken_connection_is_resumed_and_nothing_is_missed(stage: Stage) -> None:
    await stage.discord.gateway.drop()
    await stage.asked()
    assert (stage.discord.gateway.identifies, stage.discord.gateway.resumes) == (1, 1)
    assert not stage.frontend.outage


async def test_slash_commands_are_registered_only_when_they_changed(discord: DiscordDouble, tmp_path: Path) -> None:
    for _ in range(2):
        stage = Stage(discord, tmp_path)
        async with stage.running():
            await stage.asked()
    assert len(discord.called("bulk_set_application_commands")) == 1
    (tmp_path / "discord-commands.sha256").write_text("of an older version")
    async with Stage(discord, tmp_path).running():
        assert len(discord.called("bulk_set_application_commands")) == 2


async def test_slash_commands_that_cannot_be_registered_leave_typed_ones_working(idle: Stage) -> None:
    idle.discord.faults.server_error("bulk_set_application_commands", 503)
    async with idle.running():
        await idle.asked()
    assert not (idle.folder / "discord-commands.sha256").exists()


async def test_a_delivery_before_the_login_is_left_to_the_outbox(idle: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async with idle.running():
        job, _ = await idle.asked()
    monkeypatch.setattr("bot.frontends.discord.messenger.LOGIN_PATIENCE", 0.01)
    with pytest.raises(ConnectionError, match="Discord cannot be reached"):
        await idle.frontend.deliver(idle.finished(job))


async def test_the_check_finds_nothing_wrong_with_a_good_token(idle: Stage) -> None:
    assert await login_trouble(idle.settings) == ""


async def test_the_check_names_a_missing_intent_and_a_wrong_token(idle: Stage) -> None:
    idle.discord.application_flags = 0
    assert "Message Content Intent" in await login_trouble(idle.settings)
    wrong = idle.settings.discord.model_copy(update={"token": SecretStr("stolen")})
    settings = idle.settings.model_copy(update={"discord": wrong})
    assert "does not accept the bot's token" in await login_trouble(settings)


@pytest.fixture
def postgresql_url(postgresql: Server) -> str:
    return postgresql.new_database()


async def test_of_two_hosts_one_is_on_discord_and_the_other_takes_over_when_it_is_gone(
    discord: DiscordDouble, tmp_path: Path, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two that were logged in with one token would each answer, and charge for, what is typed."""
    monkeypatch.setattr(role, "LOOK_SECONDS", 0.02)
    shared = Database(postgresql_url)
    first, second = Stage(discord, tmp_path / "a"), Stage(discord, tmp_path / "b")
    for each in (first, second):
        monkeypatch.setattr(each.service.stores.database, "role", shared.role)
        await each.service.stores.database.open()
    await start(first)
    await discord.until(lambda: not first.frontend.outage)
    await start(second)
    await discord.until(lambda: second.frontend.stands_by)
    assert (second.frontend.outage, discord.gateway.identifies) == ("", 1)
    await first.frontend.close()
    await discord.until(lambda: discord.gateway.identifies == 2 and not second.frontend.outage)
    second.ann.says(".imagine an owl", second.channel)
    await discord.until(lambda: second.service.jobs)
    assert not first.service.jobs and not second.frontend.stands_by
    await second.frontend.close()
    for each in (first.service.stores.database, second.service.stores.database, shared):
        await each.close()
