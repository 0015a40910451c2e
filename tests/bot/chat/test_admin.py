"""The admin's commands end to end: said in the chat, done in a real database, felt by whoever asks."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import pytest_asyncio
from PIL import Image
from sqlalchemy import delete, update

from bot.chat.context import Answer
from bot.commands.admin import BlocklistAdd
from bot.domain.jobs import JobStatus
from bot.domain.limits import QueueLimits
from bot.domain.requester import Address, Requester
from bot.jobs.service import Service
from bot.rules.permissions import ADMINS_ONLY
from bot.storage.tables.admin import BanRow, BlocklistRow, ServerRow, StateRow
from bot.storage.tables.core import AuditRow
from tests.bot.service_kit import ADMIN, FOX, HERE, MIA, TOM, build_app, chat_of, drawn, end_of, has_status, running

ADA = Requester("discord", "1", "Ada", server="9", roles=("7",), admin=True)
ANN = Requester("discord", "2", "Ann", server="9", roles=("7",))
ROOM = Address("memory", {"channel": "55", "nsfw": "no"})
CELLAR = Address("memory", {"channel": "66", "nsfw": "yes"})


pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def started(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    limits = QueueLimits(1000, 1000)
    async with running(build_app(tmp_path_factory.mktemp("desk"), queue_limits=limits)) as service:
        yield service


@pytest_asyncio.fixture(loop_scope="module")
async def service(started: Service) -> AsyncIterator[Service]:
    """One for all, because an engine takes seconds to start; what a test has decided is undone."""
    yield started
    async with started.stores.database.write() as session:
        for table in (BanRow, BlocklistRow, ServerRow, StateRow):
            await session.execute(delete(table))
    started.wake()


async def said(service: Service, who: Requester, text: str, where: Address = ROOM) -> Answer:
    answers = await chat_of(service).handle_text(who, text, where)
    assert answers is not None
    return answers[0]


async def refused(service: Service, who: Requester, text: str, where: Address = ROOM) -> str:
    answer = await said(service, who, text, where)
    assert answer.refused
    return answer.text


async def taken(service: Service, who: Requester, text: str, where: Address = ROOM) -> None:
    answer = await said(service, who, text, where)
    assert answer.job is not None, answer.text


@pytest.mark.parametrize(
    "line",
    [
        *(".blocklist", ".blocklist add bad", ".blocklist remove bad", ".blocklist test bad", ".ban 2", ".unban 2"),
        *(".pause", ".resume", ".drain", ".allow channel 5", ".disallow role 5", ".nsfw on", ".audit", ".audit verify"),
        ".desk",
    ],
)
async def test_what_is_for_admins_is_refused_to_others(service: Service, line: str) -> None:
    assert await refused(service, ANN, line) == ADMINS_ONLY


async def test_a_blocked_word_is_refused_without_being_repeated_until_it_is_taken_out(service: Service) -> None:
    assert (await said(service, ADA, ".blocklist add grue")).private
    sentence = await refused(service, ANN, ".imagine a g r u e in the dark")
    assert "blocklist" in sentence
    assert "grue" not in sentence
    await taken(service, ANN, ".imagine a gruesome pun")
    await taken(service, replace(ANN, server="10"), ".imagine a grue")  # another server's business
    assert "already" in await refused(service, ADA, ".blocklist add grue")
    await said(service, ADA, ".blocklist remove grue")
    await taken(service, ANN, ".imagine a grue")


async def test_what_an_admin_blocks_on_no_server_counts_everywhere(service: Service) -> None:
    await said(service, ADMIN, ".blocklist add /gr+ue/")
    await refused(service, ANN, ".story Mia walks. A grrrue comes.")
    await refused(service, ANN, ".story Mia: a grue with a hat\nMia walks. She sleeps.")
    await refused(service, MIA, ".imagine a gRuE", HERE)
    await taken(service, MIA, ".imagine a cave --no grue", HERE)


async def test_the_test_says_what_matched_and_how_the_text_was_read(service: Service) -> None:
    await said(service, ADA, ".blocklist add grue")
    assert "word `grue`" in (await said(service, ADA, ".blocklist")).text
    await said(service, ADA, ".blocklist add story of o")
    assert "phrase `story of o`" in (await said(service, ADA, ".blocklist")).text  # people's words, no form of ours
    answer = await said(service, ADA, ".blocklist test A (ＧＲ:1.2)u3")
    assert answer.text == "word `grue` finds `gr)u3`.\nIt is read as `a (gr)u3`, aloud `a (gr)ue`."
    assert (await said(service, ADA, ".blocklist test a fox")).text.startswith("Nothing on the blocklist is in it.")


async def test_a_pattern_that_could_take_for_ever_is_not_taken(service: Service) -> None:
    answers = await chat_of(service).handle(ADA, BlocklistAdd("(a+)+b", "regex"), ROOM)
    assert answers[0].refused and "for ever" in answers[0].text


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        (".ban 2 7d too much spam", "You are banned from drawing until "),
        (".ban <@2>", "You are banned from drawing."),
        (".ban role 7 1h", "A role of yours is banned from drawing until "),
        (".ban <@&7>", "A role of yours is banned"),
        (".ban server 9 done", "This server is banned from drawing: done."),
    ],
)
async def test_a_ban_holds_until_it_is_lifted(service: Service, line: str, sentence: str) -> None:
    assert not (await said(service, ADA, line)).refused
    assert (await refused(service, ANN, ".imagine a fox")).startswith(sentence)
    await taken(service, ADA, ".imagine a fox")  # an admin can still see to it
    await taken(service, MIA, ".imagine a fox", HERE)
    words = line.removeprefix(".ban ").split()
    await said(service, ADA, ".unban " + " ".join(words[:2] if words[0] in ("role", "server") else words[:1]))
    await taken(service, ANN, ".imagine a fox")


async def test_nobody_bans_themselves(service: Service) -> None:
    assert "yourself" in await refused(service, ADA, ".ban 1")


async def test_a_pause_keeps_requests_waiting_until_it_ends(service: Service) -> None:
    await drawn(service)
    await said(service, ADMIN, ".pause")
    job = await service.submit(MIA, FOX, HERE)
    for _ in range(5):  # each would hand it out
        service.wake()
        await asyncio.sleep(0.05)
    assert await has_status(service, job, JobStatus.QUEUED)
    await said(service, ADMIN, ".resume")
    assert (await end_of(service, job)).status is JobStatus.SUCCEEDED


async def test_a_drain_takes_nothing_new_and_draws_what_waits(service: Service) -> None:
    await said(service, ADMIN, ".pause")
    job = await service.submit(MIA, FOX, HERE)
    assert "1 job is still to draw" in (await said(service, ADMIN, ".drain")).text
    assert "about to stop" in await refused(service, TOM, ".imagine a fox", HERE)
    assert (await end_of(service, job)).status is JobStatus.SUCCEEDED
    assert "can be stopped" in (await said(service, ADMIN, ".drain")).text
    await said(service, ADMIN, ".resume")
    await taken(service, TOM, ".imagine a fox", HERE)


async def test_only_allowed_channels_and_their_threads_take_requests(service: Service) -> None:
    await said(service, ADA, ".allow channel <#66>")
    assert "this channel" in await refused(service, ANN, ".imagine a fox", ROOM)
    await taken(service, ANN, ".imagine a fox", CELLAR)
    await taken(service, ANN, ".imagine a fox", Address("memory", {"channel": "77", "parent": "66"}))
    assert "every channel is" in (await said(service, ADA, ".disallow channel 66")).text
    await taken(service, ANN, ".imagine a fox", ROOM)


async def test_only_allowed_roles_may_ask(service: Service) -> None:
    await said(service, ADA, ".allow role <@&8>")
    assert "roles" in await refused(service, ANN, ".imagine a fox")
    await taken(service, replace(ANN, roles=("8",)), ".imagine a fox")


@pytest.mark.parametrize(
    ("rule", "in_room", "in_cellar", "unknown"),
    [("off", False, False, False), ("channel", False, True, False), ("on", True, True, True)],
)
async def test_pictures_for_adults_follow_the_rule_and_no_flag_is_no(
    service: Service, rule: str, in_room: bool, in_cellar: bool, unknown: bool
) -> None:
    await said(service, ADA, f".nsfw {rule}")
    nowhere = Address("memory", {"channel": "88"})
    for place, drawn_there in ((ROOM, in_room), (CELLAR, in_cellar), (nowhere, unknown)):
        answer = await said(service, ANN, ".imagine a nude by a window", place)
        assert (answer.job is not None) == drawn_there, answer.text
        assert "never" in await refused(service, ANN, ".imagine a n*de, a child", place)


async def test_a_server_nobody_has_set_up_follows_the_channel(service: Service) -> None:
    assert "age-restricted" in await refused(service, ANN, ".imagine a nude")
    await taken(service, ANN, ".imagine a nude", CELLAR)
    assert "age-restricted" in await refused(service, MIA, ".imagine a nude", HERE)


async def test_the_statistics_come_with_a_picture_and_are_for_admins_only(service: Service) -> None:
    await drawn(service)
    await drawn(service, requester=TOM)
    assert "Only admins" in await refused(service, MIA, ".stats day")  # faults.md row 12
    plain = await said(service, ADMIN, ".stats day")
    assert plain.text.startswith("The last day: ")
    assert "Echo (no model: a test card) on " in plain.text
    assert plain.attachment and plain.attachment[0] == "stats-day.png"
    picture = Image.open(io.BytesIO(plain.attachment[1]))
    assert (picture.format, picture.mode) == ("PNG", "RGB")


async def test_there_is_no_link_to_a_desk_that_is_nowhere(service: Service) -> None:
    assert "web.enabled" in await refused(service, ADMIN, ".desk")


async def test_every_act_is_in_the_audit_and_the_audit_notices_changes(service: Service) -> None:
    lines = (".ban 2 1h", ".unban 2", ".blocklist add grue", ".pause", ".resume", ".nsfw off", ".allow role 8")
    for line in lines:
        await said(service, ADA, line)
    audit = (await said(service, ADA, ".audit 7")).text
    assert [row.split("**")[1] for row in reversed(audit.splitlines())] == [
        *("ban.add", "ban.lift", "blocklist.add", "service.pause", "service.resume", "server.nsfw", "server.allow")
    ]
    assert "as it was written" in (await said(service, ADA, ".audit verify")).text
    async with service.stores.database.write() as session:
        await session.execute(update(AuditRow).where(AuditRow.action == "ban.lift").values(actor="discord:2"))
    assert "was changed" in (await said(service, ADA, ".audit verify")).text
