"""The seam between commands and their handlers: every command has one, and everything it may need is there."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import get_args

import pytest

from bot.chat.chat import HANDLERS, MISTAKE
from bot.chat.context import Answer, ChatContext
from bot.chat.submit import submit
from bot.commands import Command, Inspire, Vary
from bot.domain.errors import Refused
from bot.domain.jobs import Parent
from bot.domain.requester import Address, Requester
from bot.jobs.service import Service
from tests.bot.commands.parse_kit import JOB, PICTURE
from tests.bot.service_kit import FOX, HERE, MIA, build_app, chat_of, drawn, end_of, running


async def inspired(context: ChatContext, requester: Requester, command: Inspire, address: Address) -> list[Answer]:
    return [Answer(f"{requester.name}: {command.theme} {context.prefix} {address.frontend}")]


async def varied(context: ChatContext, requester: Requester, command: Vary, address: Address) -> list[Answer]:
    if command.job != JOB:
        raise Refused("There is no such job.")
    return [await submit(context.service, requester, FOX, address, Parent(JOB * 4, 0, "vary"))]


TWO = {Inspire: inspired, Vary: varied}


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path)) as service:
        yield service


async def said(service: Service, text: str, prefix: str = ".") -> Answer:
    answers = await chat_of(service, TWO).handle_text(MIA, text, HERE, prefix=prefix)
    assert answers is not None
    return answers[0]


async def test_a_handler_answers_its_own_commands(service: Service) -> None:
    assert (await said(service, "!inspire the sea", "!")).text == "Mia: the sea ! memory"


async def test_a_job_that_a_handler_submits_has_its_parent(service: Service) -> None:
    answer = await said(service, f".vary {JOB}")
    assert answer.job is not None
    assert answer.text.startswith("**a red fox**\nseed 7 · 1 credit · starts now · job `")
    assert (await end_of(service, answer.job)).parent == Parent(JOB * 4, 0, "vary")


async def test_what_a_handler_refuses_is_answered_with_its_sentence(service: Service) -> None:
    assert await said(service, ".vary ffff") == Answer("There is no such job.", refused=True)


async def test_a_command_that_nobody_answers_is_our_mistake(service: Service) -> None:
    assert await said(service, ".desk") == Answer(MISTAKE, refused=True)


async def test_pictures_that_come_with_a_line_reach_the_request(service: Service) -> None:
    [answer] = await chat_of(service).handle_text(MIA, ".imagine a fox", HERE, attachments=[PICTURE]) or []
    assert answer.refused
    assert "words alone" in answer.text


async def test_a_redo_has_the_job_as_its_parent(service: Service) -> None:
    job = await drawn(service)
    again = await chat_of(service).redo(MIA, job.id, HERE)
    assert again.job is not None
    assert again.job.parent == Parent(job.id, -1, "redo")


def test_every_command_has_a_handler_and_every_handler_a_command() -> None:
    assert {*get_args(Command)} == {*HANDLERS}
