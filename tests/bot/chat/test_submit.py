"""The seam of the further commands: a group answers its own, and everything it may need is there."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from bot.chat import GROUPS, ChatContext, Group, answer_more, submit
from bot.chat.chat import MISTAKE, Chat
from bot.commands import FURTHER, Desk, Inspire, Vary
from bot.commands.further import EditCommand, LikeCommand
from bot.commands.switched_on import ON
from bot.domain.jobs import Address, Answer, Parent, Refused, Requester
from bot.jobs.service import Service
from tests.bot.commands.further_kit import EVERYTHING, JOB, PICTURE, read
from tests.bot.service_kit import FOX, HERE, MIA, build_service, drawn, end_of, running


async def inspired(context: ChatContext, requester: Requester, command: Inspire, address: Address) -> list[Answer]:
    return [Answer(f"{requester.name}: {command.theme} {context.prefix} {address.frontend}")]


async def varied(context: ChatContext, requester: Requester, command: Vary, address: Address) -> list[Answer]:
    if command.job != JOB:
        raise Refused("There is no such job.")
    return [await submit(context.service, requester, FOX, address, Parent(JOB * 4, 0, "vary"))]


TWO: Sequence[Group] = (Group(LikeCommand, inspired), Group(EditCommand, varied))


@pytest.fixture
async def service(tmp_path: Path) -> AsyncIterator[Service]:
    async with running(build_service(tmp_path)) as service:
        yield service


async def said(service: Service, text: str, prefix: str = ".") -> Answer:
    answers = await Chat(service, EVERYTHING, TWO).say(MIA, text, HERE, prefix=prefix)
    assert answers is not None
    return answers[0]


async def test_a_group_answers_its_own_commands(service: Service) -> None:
    assert (await said(service, "!inspire the sea", "!")).text == "Mia: the sea ! memory"


async def test_a_job_that_a_group_submits_has_its_parent(service: Service) -> None:
    answer = await said(service, f".vary {JOB}")
    assert answer.job is not None
    assert answer.text.startswith("**a red fox**\nseed 7 · 1 credit · starts now · job `")
    assert (await end_of(service, answer.job)).parent == Parent(JOB * 4, 0, "vary")


async def test_what_a_group_refuses_is_answered_with_its_sentence(service: Service) -> None:
    assert await said(service, ".vary ffff") == Answer("There is no such job.", refused=True)


async def test_a_command_that_nobody_answers_is_our_mistake(service: Service) -> None:
    assert await said(service, ".desk") == Answer(MISTAKE, refused=True)
    with pytest.raises(LookupError, match="Desk is switched on, and nobody answers it"):
        await answer_more(ChatContext(service, EVERYTHING), MIA, Desk(), HERE, TWO)


async def test_pictures_that_come_with_a_line_reach_the_request(service: Service) -> None:
    [answer] = await service.chat.say(MIA, ".imagine a fox", HERE, attachments=[PICTURE]) or []
    assert answer.refused
    assert "words alone" in answer.text


async def test_a_redo_has_the_job_as_its_parent(service: Service) -> None:
    job = await drawn(service)
    again = await service.chat.redo(MIA, job.id, HERE)
    assert again.job is not None
    assert again.job.parent == Parent(job.id, -1, "redo")


@pytest.mark.parametrize("name", sorted(ON & FURTHER.keys()) or ["help"])
def test_whatever_is_switched_on_is_answered(name: str) -> None:
    info = FURTHER.get(name)
    attached = [PICTURE] if name in ("describe", "verify") else []
    command = read(f".{info.example}", *attached) if info else None
    assert command is None or any(isinstance(command, group.commands) for group in GROUPS)
