"""How people ask: typed, by mention, in direct messages, by slash command, and what they see at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.domain.jobs import JobStatus
from bot.domain.requester import Requester
from bot.domain.requests import InspireRequest
from generation.engine import ImageRequest
from story.request import StoryRequest
from tests.bot.frontends.discord.kit import Stage
from tests.bot.storage.kit import changed
from tests.discord_double import DiscordDouble
from tests.discord_double.permissions import bits


async def test_a_typed_command_becomes_a_job_addressed_to_its_acknowledgement(stage: Stage) -> None:
    job, message = await stage.asked(".imagine a red fox --seed 7")
    assert job.request == ImageRequest("a red fox", seed=7)
    assert job.requester == Requester("discord", str(stage.ann.user.id), "Ann", server=str(stage.guild.id))
    assert job.address.place == {
        "channel": str(stage.channel.id),
        "message": str(message.id),
        "guild": str(stage.guild.id),
        "nsfw": "no",
    }
    assert message.seen[0] == "**a red fox**\nOne moment…"
    await stage.discord.until(lambda: f"job `{job.id[:8]}`" in message.content)


async def test_a_mention_stands_for_the_prefix(stage: Stage) -> None:
    job, _ = await stage.asked(f"<@{stage.discord.world.bot.id}> imagine an owl")
    assert isinstance(job.request, ImageRequest)
    assert job.request.prompt == "an owl"


async def test_a_mention_alone_asks_for_help(stage: Stage) -> None:
    stage.ann.says(f"<@{stage.discord.world.bot.id}>", stage.channel)
    await stage.discord.until(stage.replies)
    assert ".imagine a red fox in the snow" in stage.replies()[0].content


async def test_what_is_said_to_the_bot_is_answered_even_where_it_is_no_command(stage: Stage) -> None:
    stage.ann.says(f"<@{stage.discord.world.bot.id}> paint a fox", stage.channel)
    await stage.discord.until(stage.replies)
    assert stage.replies()[0].content.startswith("There is no command “paint”: try `.imagine a red fox in the snow`")


async def test_a_direct_message_needs_no_server(stage: Stage) -> None:
    job, _ = await stage.asked(".imagine a moth", stage.ann.inbox)
    assert job.requester.server is None
    assert "guild" not in job.address.place


async def test_ideas_of_a_model_are_a_job_with_a_message_of_its_own_and_those_of_the_grammar_are_not(
    stage: Stage,
) -> None:
    stage.ann.says(".inspire the sea", stage.channel)
    await stage.discord.until(stage.replies)
    assert stage.replies()[0].content.endswith("From the Storybook's grammar.") and not stage.service.jobs
    stage.service.inspires = True
    job, message = await stage.asked(".inspire the sea")
    assert isinstance(job.request, InspireRequest) and job.request.theme == "the sea"
    assert job.address.place["message"] == str(message.id)
    done = changed(job, status=JobStatus.SUCCEEDED, text="a boat\na red fox", model="tiny-gpt", device="cpu")
    await stage.frontend.deliver(stage.service.change(done))
    assert "`.imagine a boat`\n`.imagine a red fox`\n" in message.content and "by tiny-gpt on cpu" in message.content
    assert "Redo" in message.buttons and "Enlarge" not in message.buttons


async def test_a_sheet_that_is_drawn_has_a_message_of_its_own_and_goes_into_the_cast(stage: Stage) -> None:
    stage.ann.says(".cast add Mia: a red fox", stage.channel)
    await stage.discord.until(stage.replies)
    job, message = await stage.asked(".cast sheet Mia")
    assert isinstance(job.request, ImageRequest) and job.request.prompt == "a red fox"
    assert job.address.place["message"] == str(message.id)
    assert job.address.place["sheet"] == f'["{job.requester.server_key}", "Mia", "a red fox"]'


@pytest.mark.parametrize("text", ["...", ".5", ".unknown", "hello", ". imagine x", "<@1> imagine x"])
async def test_what_is_no_command_is_passed_over(stage: Stage, text: str) -> None:
    stage.ann.says(text, stage.channel)
    job, _ = await stage.asked()  # heard after it
    assert len(stage.replies()) == 1
    assert list(stage.service.jobs) == [job.id]


async def test_other_bots_are_not_heard(stage: Stage) -> None:
    robot = stage.discord.person("robot", stage.guild)
    robot.user.bot = True
    robot.says(".imagine a loop", stage.channel)
    await stage.asked()
    assert len(stage.service.jobs) == 1


async def test_who_deletes_the_command_is_answered_all_the_same(stage: Stage) -> None:
    stage.ann.removes(stage.ann.says(".imagine a secret", stage.channel))
    await stage.discord.until(lambda: stage.service.jobs)


async def test_a_mistake_is_answered_with_the_right_form(stage: Stage) -> None:
    stage.ann.says(".imagine a fox --steps nine", stage.channel)
    await stage.discord.until(stage.replies)
    assert "`--steps` takes a whole number" in stage.replies()[0].content
    assert not stage.service.jobs


async def test_a_refusal_takes_the_place_of_the_acknowledgement(stage: Stage) -> None:
    stage.service.refusal = "You have 0 credits left."
    stage.ann.says(".imagine {a fox,an owl}", stage.channel)
    await stage.discord.until(lambda: [each.content for each in stage.replies()] == ["You have 0 credits left."])


async def test_every_permutation_has_a_message_of_its_own(stage: Stage) -> None:
    stage.ann.says(".imagine a {red,blue} fox", stage.channel)
    await stage.discord.until(lambda: len(stage.service.jobs) == 2)
    places = {job.address.place["message"] for job in stage.service.jobs.values()}
    assert places == {str(message.id) for message in stage.replies()}


async def test_roles_and_the_right_to_manage_the_server_travel_with_the_requester(stage: Stage) -> None:
    stage.ann = stage.discord.person("ada", stage.guild, "manage_guild")
    await stage.discord.gateway.introduce(stage.guild)
    job, _ = await stage.asked()
    (role,) = stage.guild.roles_of(stage.ann.user)
    assert job.requester.roles == (str(role.id),)
    assert (job.requester.admin, job.requester.manages) == (False, True)


async def test_managers_of_a_server_that_is_named_are_admins(discord: DiscordDouble, tmp_path: Path) -> None:
    stage = Stage(discord, tmp_path)
    named = stage.settings.discord.model_copy(update={"admin_servers": (str(stage.guild.id),)})
    stage.settings = stage.settings.model_copy(update={"discord": named})
    stage.restart()
    stage.ann = discord.person("ada", stage.guild, "manage_guild")
    async with stage.running():
        job, _ = await stage.asked()
        assert job.requester.admin


async def test_where_servers_are_named_only_their_managers_are_admins(discord: DiscordDouble, tmp_path: Path) -> None:
    stage = Stage(discord, tmp_path, admin_servers=("1234",))
    stage.ann = discord.person("ada", stage.guild, "manage_guild")
    async with stage.running():
        job, _ = await stage.asked()
        assert not (job.requester.admin or job.requester.manages)


async def test_a_slash_command_means_what_the_same_line_means(stage: Stage) -> None:
    interaction = stage.ann.uses("story", stage.channel, text="A fox wakes. It runs.", seed=3, causal=True)
    await stage.discord.until(lambda: stage.service.jobs)
    request = stage.service.last.request
    assert isinstance(request, StoryRequest)
    assert (request.sentences, request.drawing.seed, request.causal) == (("A fox wakes.", "It runs."), 3, True)
    assert interaction.original is not None
    assert stage.service.last.address.place["message"] == str(interaction.original.id)
    assert interaction.original.seen[0] == "**A fox wakes. It runs.**\nOne moment…"


async def test_what_only_one_person_asked_is_answered_to_them_alone(stage: Stage) -> None:
    interaction = stage.ann.uses("help", stage.channel, topic="seed")
    await stage.discord.until(lambda: interaction.whispers)
    assert "the same seed draws the same picture again" in interaction.whispers[0]
    assert not stage.replies()


async def test_a_mistake_in_a_slash_command_is_told_to_that_person_alone(stage: Stage) -> None:
    interaction = stage.ann.uses("imagine", stage.channel, prompt="a fox --ar wide")
    await stage.discord.until(lambda: interaction.whispers)
    assert not stage.replies()
    assert not stage.service.jobs


async def test_a_missing_permission_is_told_by_direct_message_before_anything_is_queued(stage: Stage) -> None:
    stage.channel.overwrites[stage.guild.id] = (0, bits("attach_files", "read_message_history"))
    await stage.discord.gateway.introduce(stage.guild)
    stage.ann.says(".imagine a fox", stage.channel)
    await stage.discord.until(lambda: stage.ann.inbox.messages)
    (told,) = stage.ann.inbox.texts
    assert told.startswith(f"I cannot draw in <#{stage.channel.id}> without the permissions “Attach Files” and")
    assert not stage.service.jobs
    assert not stage.discord.invalid_requests


async def test_who_takes_no_direct_messages_is_left_without_and_nothing_breaks(stage: Stage) -> None:
    stage.discord.closed_doors.append(stage.ann.user)
    stage.channel.overwrites[stage.guild.id] = (0, bits("send_messages"))
    await stage.discord.gateway.introduce(stage.guild)
    stage.ann.says(".imagine a fox", stage.channel)
    await stage.discord.until(lambda: stage.discord.invalid_requests == 1)


async def test_a_missing_permission_is_whispered_to_who_used_a_slash_command(stage: Stage) -> None:
    stage.channel.overwrites[stage.guild.id] = (0, bits("attach_files"))
    interaction = stage.ann.uses("imagine", stage.channel, prompt="a fox")
    await stage.discord.until(lambda: interaction.whispers)
    assert "without the permission “Attach Files”" in interaction.whispers[0]
    assert not stage.service.jobs


async def test_where_only_a_person_brought_the_bot_everything_goes_through_their_interaction(stage: Stage) -> None:
    elsewhere = stage.discord.world.add_guild("Elsewhere", stage.discord.owner, with_bot=False)
    stage.channel = stage.discord.world.add_channel(elsewhere, "general")
    stage.discord.world.join(elsewhere, stage.ann.user)
    used = stage.ann.uses("imagine", stage.channel, prompt="a {red,blue} fox")
    await stage.discord.until(lambda: len(stage.service.jobs) == 2)
    for job, message in zip(stage.service.jobs.copy().values(), stage.replies(), strict=True):
        stage.service.advance(job, 5)
        await stage.discord.until(lambda message=message: "step 5" in message.content)
        await stage.frontend.deliver(stage.finished(job, 12))
        assert len(message.files) == 10
    assert [len(message.files) for message in stage.replies()] == [10, 10, 2, 2]
    assert used.original is stage.replies()[0]
    assert not stage.discord.invalid_requests
    stage.ann.clicks(stage.replies()[0], "Delete")
    await stage.discord.until(lambda: len(stage.replies()) == 3)


async def test_what_takes_longer_than_an_interaction_lives_is_sent_to_the_person_who_asked(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.frontends.discord.messenger.LENT_FOR", 0.0)
    elsewhere = stage.discord.world.add_guild("Elsewhere", stage.discord.owner, with_bot=False)
    stage.channel = stage.discord.world.add_channel(elsewhere, "general")
    stage.discord.world.join(elsewhere, stage.ann.user)
    stage.ann.uses("imagine", stage.channel, prompt="a red fox")
    await stage.discord.until(lambda: stage.service.jobs)
    await stage.frontend.deliver(stage.finished(stage.service.last))
    (told,) = stage.ann.inbox.messages.values()
    assert told.files
