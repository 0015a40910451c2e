"""What whoever manages a server may decide: about that server, and nothing else. And what a ban ends."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.chat.context import Answer
from bot.domain.jobs import JobStatus
from bot.domain.requester import Address, Requester
from bot.jobs.service import Service
from bot.storage.server_settings import ServerSettings
from tests.bot.service_kit import ADMIN, FOX, build_app, chat_of, has_status, running

MANAGER = Requester("discord", "1", "Ada", server="9", manages=True)
MEMBER = Requester("discord", "2", "Ann", server="9")
ROOM = Address("memory", {"channel": "55", "nsfw": "no"})

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path_factory.mktemp("rights"), engine={"step_seconds": 0.05})) as service:
        await service.ready()
        yield service


async def said(service: Service, who: Requester, text: str) -> Answer:
    answers = await chat_of(service).handle_text(who, text, ROOM)
    assert answers is not None
    return answers[0]


async def rules(service: Service, server: str) -> ServerSettings:
    async with service.stores.database.read() as session:
        return await service.stores.servers.settings(session, server)


@pytest.mark.parametrize(
    "line",
    [
        ".nsfw off",
        ".disallow channel 55",
        ".blocklist",
        ".blocklist add fnord",
        ".blocklist test a fnord",
        ".blocklist remove fnord",
        ".styles add dusk: {} at dusk",
        ".styles remove dusk",
        ".defaults set steps 4 --server",
        ".defaults clear --server",
        ".quota show server",
        ".quota show server 9",
        ".quota set server day 50",
        ".quota set server 9 day 10000",
    ],
)
async def test_a_manager_decides_on_their_own_server_and_members_do_not(service: Service, line: str) -> None:
    assert (await said(service, MEMBER, line)).refused
    answer = await said(service, MANAGER, line)
    assert not answer.refused, answer.text


@pytest.mark.parametrize(
    "line",
    [
        ".ban 2",
        ".ban server 8",
        ".unban 2",
        ".pause",
        ".resume",
        ".drain",
        ".audit",
        ".audit verify",
        ".desk",
        ".quota export",
        ".quota show user 2",
        ".quota show server 8",
        ".quota show server web:9",
        ".quota show default",
        ".quota set user 1 day 99999",
        ".quota set role 7 day 99999",
        ".quota set default day 99999",
        ".quota set server 8 day 1",
        ".quota set server day 10001",
        ".quota set server month 100001",
        ".quota grant server day 5",
        ".quota reset server day",
    ],
)
async def test_a_manager_decides_on_nothing_beyond_it(service: Service, line: str) -> None:
    answer = await said(service, MANAGER, line)
    assert answer.refused and ("whoever runs" in answer.text or "at most" in answer.text), answer.text


async def test_a_managers_rule_changes_that_server_alone(service: Service) -> None:
    await said(service, MANAGER, ".nsfw on")
    assert (await rules(service, "discord:9")).nsfw == "on"
    assert (await rules(service, "discord:8")).nsfw == "channel"


async def test_words_that_count_everywhere_are_not_a_managers_to_see(service: Service) -> None:
    await said(service, ADMIN, ".blocklist add quux")
    assert "quux" not in (await said(service, MANAGER, ".blocklist")).text
    assert (await said(service, MANAGER, ".blocklist remove quux")).refused
    assert (await said(service, MEMBER, ".imagine a quux")).refused


async def test_a_manager_in_a_direct_message_manages_nothing(service: Service) -> None:
    alone = Requester("discord", "1", "Ada")
    for line in (".nsfw off", ".blocklist add fnord", ".styles add dusk: {} at dusk", ".quota show server 9"):
        assert (await said(service, alone, line)).refused


async def test_a_ban_cancels_what_waits_gives_its_credits_back_and_spares_others(service: Service) -> None:
    mia, tom = Requester("web", "mia", "Mia"), Requester("web", "tom", "Tom")
    before = (await service.balance(mia)).left
    await said(service, ADMIN, ".pause")
    waiting = [await service.submit(mia, FOX, ROOM) for _ in range(2)]
    other = await service.submit(tom, FOX, ROOM)
    assert (await service.balance(mia)).left < before

    answer = await said(service, ADMIN, ".ban web:mia 7d spam")
    assert answer.text.endswith("2 jobs that wait are cancelled.")
    assert (await service.balance(mia)).left == before
    for job in waiting:
        assert await has_status(service, job, JobStatus.CANCELLED)
    assert await has_status(service, other, JobStatus.QUEUED)
    async with service.stores.database.read() as session:
        actions = [entry.action for entry in await service.stores.audit.latest(session, 3)]
    assert actions == ["job.cancel", "job.cancel", "ban.add"]
    await said(service, ADMIN, ".resume")
