"""Who is heard, and what names people wrote: only what somebody typed, as they saw it."""

from __future__ import annotations

import pytest

from bot.commands.parse import parse, takes_ids
from bot.frontends.discord.mentions import with_names
from generation.engine import ImageRequest
from tests.bot.frontends.discord.kit import Stage


# discordjs/discord.js#6487, #6480: notes of Discord's carry text that people chose
@pytest.mark.parametrize("kind", [4, 6, 7, 8, 12, 18, 21, 24, 46])
async def test_what_discord_itself_says_is_no_command(stage: Stage, kind: int) -> None:
    job, _ = await stage.asked()
    for text in (".cancel", ".imagine a note"):
        stage.ann.says(text, stage.channel, kind=kind)
    last, _ = await stage.asked(".imagine a red fox")
    assert list(stage.service.jobs) == [job.id, last.id]
    assert len(stage.replies()) == 2


async def test_a_reply_of_a_person_is_heard(stage: Stage) -> None:
    stage.ann.says(".imagine a moth", stage.channel).reference = None
    await stage.asked(".imagine a fox")


# poketwo/poketwo#571: who types @Vignette often takes the role that Discord gave the bot
async def test_a_mention_of_the_bots_own_role_is_a_mention_of_the_bot(stage: Stage) -> None:
    own = next(role for role in stage.guild.roles if role.bot_id)
    job, _ = await stage.asked(f"<@&{own.id}> imagine an owl")
    assert isinstance(job.request, ImageRequest) and job.request.prompt == "an owl"
    other = stage.discord.world.add_role(stage.guild, "painters")
    stage.ann.says(f"<@&{other.id}> imagine an owl", stage.channel)
    await stage.asked()
    assert len(stage.service.jobs) == 2


# Gnome-py/Discord-TTS-Bot#51
async def test_a_mention_in_a_prompt_is_drawn_by_its_name_and_pings_nobody(stage: Stage) -> None:
    bob = stage.discord.person("bob", stage.guild).user
    job, message = await stage.asked(f".imagine <@{bob.id}> as a knight in <#{stage.channel.id}> <a:red_fox:123456789>")
    assert isinstance(job.request, ImageRequest)
    assert job.request.prompt == "Bob as a knight in general red fox"
    assert "Bob as a knight" in message.content and not message.pings


async def test_a_mention_in_a_slash_command_is_a_name_too(stage: Stage) -> None:
    role = stage.discord.world.add_role(stage.guild, "painters")
    await stage.discord.gateway.introduce(stage.guild)
    stage.ann.uses("imagine", stage.channel, prompt=f"a fox for <@&{role.id}> and <@123456789012345678>")
    await stage.discord.until(lambda: stage.service.jobs)
    request = stage.service.last.request
    assert isinstance(request, ImageRequest) and request.prompt == "a fox for painters and somebody"


def test_a_name_opens_no_option_and_no_choice() -> None:
    names = {("user", 1): "--seed 7 {a,b}", ("user", 2): "🦊", ("role", 3): "B\u200bob—no"}
    assert with_names("<@1> and <@!2> and <@&3>", names) == "seed 7 ab and somebody and Bobno"


@pytest.mark.parametrize(
    "line", [".quota show <@1>", ".ban <@1> 7d", ".unban <@1>", ".allow channel <#1>", ".Disallow role <@&1>"]
)
def test_commands_about_people_and_places_read_their_numbers(line: str) -> None:
    assert takes_ids(line, ".") and parse(line)
    assert not takes_ids(".imagine <@1>", ".") and not takes_ids("<@1>", ".")
