"""Redo and Delete: who may press them, and what comes of it."""

from __future__ import annotations

import pytest

from bot.domain.jobs import Job
from bot.domain.requests import drawing_of, prompt_text
from bot.frontends.discord.conversation import OVER
from tests.bot.frontends.discord.kit import Stage
from tests.discord_double.world import Message


async def drawn(stage: Stage) -> tuple[Job, Message]:
    job, message = await stage.asked(".imagine a red fox --seed 7")
    await stage.frontend.deliver(stage.finished(job))
    return job, message


async def test_redo_asks_for_the_same_from_another_seed_in_a_message_of_its_own(stage: Stage) -> None:
    job, message = await drawn(stage)
    bob = stage.discord.person("bob", stage.guild)
    interaction = bob.clicks(message, "Redo")
    await stage.discord.until(lambda: len(stage.service.jobs) == 2)
    again = stage.service.last
    assert again.requester.user == str(bob.user.id)
    assert again.request != job.request
    assert interaction.original is not None
    assert again.address.place["message"] == str(interaction.original.id)
    assert message.files


async def test_buttons_survive_a_restart(idle: Stage) -> None:
    async with idle.running():
        _, message = await drawn(idle)
    idle.restart()
    async with idle.running():
        idle.ann.clicks(message, "Redo")
        await idle.discord.until(lambda: len(idle.service.jobs) == 2)


async def test_redo_of_a_forgotten_job_says_so(stage: Stage) -> None:
    _, message = await drawn(stage)
    stage.service.jobs.clear()
    interaction = stage.ann.clicks(message, "Redo")
    await stage.discord.until(
        lambda: interaction.original and interaction.original.content == "That job is not known here any more."
    )


async def test_a_stranger_may_not_delete(stage: Stage) -> None:
    _, message = await drawn(stage)
    interaction = stage.discord.person("eve", stage.guild).clicks(message, "Delete")
    await stage.discord.until(lambda: interaction.whispers)
    assert interaction.whispers == ["Only who asked for it, or who may manage messages here, can delete it."]
    assert message.id in stage.channel.messages


async def test_who_asked_may_delete(stage: Stage) -> None:
    _, message = await drawn(stage)
    stage.ann.clicks(message, "Delete")
    await stage.discord.until(lambda: message.id not in stage.channel.messages)


async def test_who_manages_messages_may_delete(stage: Stage) -> None:
    _, message = await drawn(stage)
    stage.moderator().clicks(message, "Delete")
    await stage.discord.until(lambda: message.id not in stage.channel.messages)


async def test_a_click_on_what_was_just_deleted_breaks_nothing(stage: Stage) -> None:
    _, message = await drawn(stage)
    stage.moderator().removes(message)
    stage.ann.clicks(message, "Delete")
    await stage.discord.until(lambda: stage.discord.called("delete_message"))
    await stage.asked()


async def _questioned(stage: Stage, line: str) -> Message:
    """Ann says it, and is asked whether it shall be drawn anyway."""
    stage.service.unknown = "horse"
    stage.ann.says(line, stage.channel)
    await stage.discord.until(lambda: stage.replies() and "cannot draw a horse" in stage.replies()[-1].content)
    assert not stage.service.jobs
    return stage.replies()[-1]


@pytest.mark.parametrize("line", [".imagine a horse --seed 7", ".story A horse runs. It rains. --seed 7"])
async def test_what_the_model_has_never_seen_is_drawn_anyway_by_a_button(stage: Stage, line: str) -> None:
    question = await _questioned(stage, line)
    stage.ann.clicks(question, "Draw it anyway")
    await stage.discord.until(lambda: stage.service.jobs)
    drawing = drawing_of(stage.service.last.request)
    assert drawing is not None
    assert (drawing.anyway, drawing.seed) == (True, 7)


async def test_what_would_have_come_after_a_question_is_drawn_with_it(stage: Stage) -> None:
    question = await _questioned(stage, ".imagine a {horse,fox} --seed 7")
    stage.ann.clicks(question, "Draw it anyway")
    await stage.discord.until(lambda: len(stage.service.jobs) == 2)
    assert [prompt_text(job.request) for job in stage.service.jobs.values()] == ["a horse", "a fox"]


async def test_a_question_from_before_a_restart_is_answered_with_what_to_type(idle: Stage) -> None:
    async with idle.running():
        question = await _questioned(idle, ".imagine a horse")
    idle.restart()
    async with idle.running():
        interaction = idle.ann.clicks(question, "Draw it anyway")
        await idle.discord.until(lambda: interaction.whispers == [OVER])
        assert not idle.service.jobs
