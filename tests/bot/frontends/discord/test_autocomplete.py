"""What is offered while somebody types into a slash command."""

from __future__ import annotations

import asyncio

import pytest

from bot.domain.jobs import Job
from bot.frontends.discord import autocomplete
from bot.storage import ServerSettings
from generation.engine import EngineInfo, LoraInfo, Reference
from tests.bot.frontends.discord.kit import Stage


async def offered(stage: Stage, name: str, field: str, words: str) -> list[tuple[str, str]]:
    typing = stage.ann.types(name, stage.channel, field, words)
    extra = await stage.discord.until(lambda: typing.extra)
    return [(choice["name"], choice["value"]) for choice in extra["choices"]]


def row(job: Job, words: str) -> tuple[str, str]:
    return f"{job.id[:8]} · {words}", job.id[:8]


async def test_ones_own_jobs_are_offered_newest_first_by_number_and_by_words(stage: Stage) -> None:
    fox, _ = await stage.asked(".imagine a red fox")
    owl, _ = await stage.asked(".imagine an owl_with *stars*")
    stage.finished(fox)
    everything = [row(owl, "an owl_with *stars*"), row(fox, "a red fox")]
    assert await offered(stage, "vary", "job", "") == everything
    assert await offered(stage, "vary", "job", "RED") == everything[1:]
    assert await offered(stage, "vary", "job", owl.id[:6]) == everything[:1]
    assert await offered(stage, "cancel", "job", "") == everything[:1]
    stage.ann = stage.discord.person("eve", stage.guild)
    assert await offered(stage, "vary", "job", "") == []


async def test_no_more_is_offered_than_discord_takes(stage: Stage) -> None:
    for _ in range(3):
        job, _ = await stage.asked(".imagine " + "a long walk " * 40)
        stage.service.jobs |= {f"{number:032x}": job for number in range(30)}
    found = await offered(stage, "export", "job", "")
    assert len(found) == 25
    assert max(len(name) for name, _ in found) == 100


async def test_topics_and_options_are_offered_by_name(stage: Stage) -> None:
    assert await offered(stage, "help", "topic", "imag") == [("imagine", "imagine")]
    assert ("style", "style") in await offered(stage, "defaults", "option", "")
    assert await offered(stage, "defaults", "option", "imag") == []


async def test_a_servers_own_styles_are_offered_before_ours_and_only_there(stage: Stage) -> None:
    stores, server = stage.service.stores, f"discord:{stage.guild.id}"
    async with stores.database.write() as session:
        await stores.servers.set(session, server, ServerSettings(styles={"dusk": "{} at *dusk*"}))
    for name in ("imagine", "story", "restyle"):
        found = await offered(stage, name, "style", "")
        assert found[0] == ("dusk · {} at *dusk*", "dusk") and ("watercolor", "watercolor") in found
    assert await offered(stage, "imagine", "style", "DUS") == found[:1]
    assert await offered(stage, "imagine", "style", "waterc") == [("watercolor", "watercolor")]
    elsewhere = stage.discord.world.add_guild("Elsewhere", stage.discord.owner)
    stage.channel = stage.discord.world.add_channel(elsewhere, "general")
    stage.ann = stage.discord.person("eve", elsewhere)
    assert await offered(stage, "story", "style", "dusk") == []


async def test_saved_characters_are_offered_where_they_can_be_named(stage: Stage) -> None:
    job, _ = await stage.asked(".imagine a red fox")
    stage.finished(job)
    stores, server = stage.service.stores, f"discord:{stage.guild.id}"
    async with stores.database.write() as session:
        for name in ("Bo", "Old Tom"):
            await stores.casts.add(session, server, name, "a *grey* cat")
        await stores.casts.set_sheet(session, server, "Old Tom", Reference("ab" * 32), "discord:1")
    tom = ("Old Tom · a *grey* cat", "Old Tom")
    assert await offered(stage, "cast", "name", "") == [("Bo · a *grey* cat", "Bo"), tom, row(job, "a red fox")]
    stage.service.info = EngineInfo("diffusers", "Klein", "cpu", "", 64, 64, 8, 2.0, references=2)
    for name in ("imagine", "story"):
        assert await offered(stage, name, "ref", "tom") == [(tom[0], '"Old Tom"')]
    assert (await offered(stage, "imagine", "ref", ""))[1:] == [row(job, "a red fox")]
    stage.service.info = EngineInfo("diffusers", "SD", "cpu", "", 64, 64, 8, 2.0)
    assert await offered(stage, "imagine", "ref", "") == []


async def test_a_slow_database_offers_nothing_in_time(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    async def slow(*_: object) -> list[Job]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr(autocomplete, "PATIENCE", 0.05)
    monkeypatch.setattr(stage.service, "history", slow)
    assert await offered(stage, "vary", "job", "") == []


async def test_loras_are_offered_by_what_they_answer_to_where_the_model_can_draw_with_them(stage: Stage) -> None:
    assert await offered(stage, "imagine", "lora", "") == []
    loras = (LoraInfo("ink", trigger_words=("wash", "fox")), LoraInfo("odd", objection="odd is a DoRA."))
    stage.service.info = EngineInfo("diffusers", "SDXL", "cpu", "", 64, 64, 8, 2.0, loras=loras)
    assert await offered(stage, "imagine", "lora", "WASH") == [("ink · wash, fox", "ink")]
    assert await offered(stage, "story", "lora", "odd") == []
