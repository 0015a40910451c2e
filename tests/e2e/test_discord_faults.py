"""Whatever goes wrong between the bot and Discord: a reply comes exactly once, or whoever asked pays nothing.

The real client on the loopback double, the real service on a SQLite file, a real worker. One bot serves all tests of
the module; every test has a server, a channel and people of its own.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from itertools import count
from pathlib import Path
from unittest.mock import AsyncMock

import pytest
import pytest_asyncio
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.domain.requester import Requester
from bot.jobs.service import Service
from tests.bot.service_kit import ledger, nothing_owed, until
from tests.discord_double import DiscordDouble
from tests.discord_double.exchange import Call
from tests.discord_double.faults import ANY
from tests.e2e.discord_kit import bot, replies
from tests.e2e.discord_process import READY, process
from tests.e2e.discord_troubles import CLOSING, PASSING, Impatience, Room, Trouble, is_final, takes_away

pytestmark = pytest.mark.asyncio(loop_scope="module")

FORGETTING = 600.0  # seconds until Discord has forgotten a nonce
PATIENCE = 300.0  # seconds for a process to start on a slow and busy machine
names = (f"server {number}" for number in count())


@pytest.fixture(scope="module")
def patch() -> Iterator[pytest.MonkeyPatch]:
    """Failed replies are tried again at once, and nobody waits long."""
    with pytest.MonkeyPatch.context() as patch, capture_logs():  # to write them out, with all locals, takes seconds
        patch.setattr("bot.storage.outbox.DELAYS", (0.02,) * 40)
        patch.setattr("bot.jobs.outbox_relay.LOOK_SECONDS", 0.05)
        patch.setattr("bot.frontends.discord.retry.PAUSES", (0.02,) * 3)
        patch.setattr("discord.Client.before_identify_hook", AsyncMock())  # it waits for five seconds
        yield patch


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def discord(patch: pytest.MonkeyPatch) -> AsyncIterator[DiscordDouble]:
    async with DiscordDouble(bucket=(200, 1.0), answer_within=PATIENCE) as double:
        double.point_client(patch)
        impatience = Impatience()
        patch.setattr("bot.jobs.outbox_relay.asyncio", impatience)
        double.faults.on_silence = impatience.end
        yield double


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service(discord: DiscordDouble, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    async with bot(discord, tmp_path_factory.mktemp("bot")) as service:
        yield service


async def enter(discord: DiscordDouble, service: Service) -> Room:
    guild = discord.world.add_guild(next(names), discord.owner)
    channel = discord.world.add_channel(guild, "general")
    ann, mod = discord.person("ann", guild), discord.person("mod", guild, "manage_messages")
    await discord.until(lambda: discord.gateway.connected)
    await discord.gateway.pulse()  # what the last test did to the connection is over
    await discord.gateway.introduce(guild)
    discord.faults.clear()
    discord.faults.when = is_final
    return Room(discord, service, channel, ann, mod)


@pytest_asyncio.fixture(loop_scope="module")
async def room(discord: DiscordDouble, service: Service) -> AsyncIterator[Room]:
    yield await enter(discord, service)
    assert not discord.violations
    assert not discord.pings
    assert discord.invalid_requests < 300  # of the 10,000 in ten minutes that end in a ban


@pytest.mark.parametrize("trouble", PASSING.values(), ids=PASSING)
async def test_trouble_that_passes_leaves_one_reply_where_it_was_asked_for(room: Room, trouble: Trouble) -> None:
    trouble(room)
    job = await room.asks()
    assert await room.settled(job)
    assert room.discord.faults.happened
    (reply,) = room.delivered(job)
    assert reply.channel is room.channel
    assert len(reply.files) == len(room.replies) == 1
    assert await ledger(room.service, job) == ["hold", "capture"]
    assert await room.has_paid()


@pytest.mark.parametrize("trouble", CLOSING.values(), ids=CLOSING)
async def test_a_channel_that_is_shut_sends_the_reply_once_to_whoever_asked(room: Room, trouble: Trouble) -> None:
    trouble(room)
    room.discord.faults.lost_answer(ANY)  # of the direct message
    job = await room.asks()
    assert await room.settled(job)
    (reply,) = room.delivered(job)
    assert reply.channel is room.ann.inbox
    assert "I may not write any more where you asked for this" in f"{reply.content} {reply.components}"
    assert await room.has_paid()


async def test_a_channel_that_is_hidden_from_the_bot_sends_the_reply_to_whoever_asked(room: Room) -> None:
    takes_away("view_channel")(room)
    job = await room.asks()
    assert await room.settled(job)
    assert [reply.channel for reply in room.delivered(job)] == [room.ann.inbox]


async def test_a_deleted_message_where_no_new_one_may_be_sent_sends_the_reply_to_whoever_asked(room: Room) -> None:
    PASSING["the message is deleted"](room)
    room.discord.faults.when = lambda call: is_final(call) and not room.forbid("send_messages")
    job = await room.asks()
    assert await room.settled(job)
    assert [reply.channel for reply in room.delivered(job)] == [room.ann.inbox]


async def test_a_reply_that_stands_in_a_channel_that_was_shut_since_is_not_sent_again(room: Room) -> None:
    room.discord.faults.lost_answer(ANY, meanwhile=lambda: room.forbid("attach_files"))
    job = await room.asks()
    assert await room.settled(job)
    assert [reply.channel for reply in room.delivered(job)] == [room.channel]


@pytest.mark.parametrize("shut", CLOSING.values(), ids=CLOSING)
async def test_who_cannot_be_reached_anywhere_pays_nothing_and_keeps_the_pictures(room: Room, shut: Trouble) -> None:
    shut(room)
    room.discord.closed_doors.append(room.ann.user)
    job = await room.asks()
    assert not await room.settled(job)
    assert not room.delivered(job)
    assert not await room.has_paid()
    (kept,) = await room.service.history(room.requester, 5)
    assert kept.outcome.frames[0].path.is_file()


async def test_a_message_that_may_not_be_edited_any_more_is_followed_by_one_reply(room: Room) -> None:
    room.discord.faults.rate_limit("update_message", 0.01, times=5, code=30046)
    room.discord.faults.lost_answer("create_message")
    room.discord.clock.advance(-6 * 3600)
    job = await room.asks()
    room.discord.clock.advance(6 * 3600)
    assert await room.settled(job)
    assert [bool(message.files) for message in room.replies] == [False, True]
    assert room.replies[1].reference == room.replies[0].id


async def test_a_nonce_that_discord_has_forgotten_makes_no_second_reply(room: Room) -> None:
    PASSING["the message is deleted"](room)
    room.discord.faults.lost_answer(ANY, meanwhile=lambda: room.discord.clock.advance(FORGETTING))
    job = await room.asks()
    assert await room.settled(job)
    assert room.discord.faults.happened == 2
    assert len(room.delivered(job)) == len(room.replies) == 1


async def test_a_slash_command_whose_token_has_expired_gets_its_reply(room: Room) -> None:
    room.discord.faults.change("update_message", lambda: room.discord.clock.advance(16 * 60))
    used = room.ann.uses("imagine", room.channel, prompt="a lighthouse")
    job = await room.job()
    assert await room.settled(job)
    assert room.delivered(job) == [used.original]


# From here on the requests that bring a command in, and say that it was heard.


def is_first(call: Call) -> bool:
    return not call.files and "One moment" in str(call.body)


ARRIVING: dict[str, Callable[[Room, str], None]] = {
    "a lost answer": lambda room, operation: room.discord.faults.lost_answer(operation),
    "503": lambda room, operation: room.discord.faults.server_error(operation, 503),
    "429 of a bucket": lambda room, operation: room.discord.faults.rate_limit(operation, 0.05),
    "429 everywhere": lambda room, operation: room.discord.faults.rate_limit(operation, 0.05, scope="global"),
}


@pytest.mark.parametrize("trouble", ARRIVING.values(), ids=ARRIVING)
@pytest.mark.parametrize("slash", [False, True], ids=["typed", "slash"])
async def test_a_command_is_heard_once_whatever_becomes_of_the_first_answer(
    room: Room, trouble: Callable[[Room, str], None], slash: bool
) -> None:
    room.discord.faults.when = is_first
    trouble(room, "create_interaction_response" if slash else "create_message")
    if slash:
        room.ann.uses("imagine", room.channel, prompt="a lighthouse")
    else:
        room.ann.says(".imagine a lighthouse", room.channel)
    job = await room.job()
    assert await room.settled(job)
    assert room.discord.faults.happened == 1
    assert room.delivered(job) == room.replies
    assert len(room.replies) == 1


async def test_a_slash_command_that_was_answered_too_late_is_drawn_in_the_channel(room: Room) -> None:
    used = room.ann.uses("imagine", room.channel, prompt="a lighthouse")
    used.started -= PATIENCE
    job = await room.job()
    assert await room.settled(job)
    assert room.delivered(job) == room.replies
    assert len(room.replies) == 1


@pytest.mark.parametrize("slash", [False, True], ids=["typed", "slash"])
async def test_what_discord_tells_twice_is_done_once(room: Room, slash: bool) -> None:
    if slash:
        room.ann.uses("imagine", room.channel, prompt="a lighthouse")
    else:
        room.ann.says(".imagine a lighthouse", room.channel)
    await room.discord.gateway.repeat()
    assert await room.settled(await room.job())
    room.ann.says(".history", room.channel)
    await room.discord.until(lambda: len(room.replies) == 2)
    await room.job()  # the only one


async def test_what_is_said_while_the_connection_is_broken_is_heard_when_it_is_resumed(room: Room) -> None:
    gateway = room.discord.gateway
    before, gateway.refusing = gateway.resumes, True
    await gateway.drop()
    room.ann.says(".imagine a lighthouse", room.channel)
    await asyncio.sleep(0.1)
    assert not await room.service.history(room.requester, 1)
    gateway.refusing = False
    await room.discord.until(lambda: gateway.resumes > before)
    assert await room.settled(await room.job())
    assert len(room.replies) == 1


# Schedules of any of these, one after the other.


@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(
    passing=st.lists(st.sampled_from(sorted(PASSING.keys() - {"502, which discord.py tries again"})), max_size=5),
    closing=st.sampled_from([None, *CLOSING]),
    reachable=st.booleans(),
)
async def test_any_schedule_of_troubles_ends_in_one_reply_or_in_none_that_is_paid_for(
    discord: DiscordDouble, service: Service, passing: list[str], closing: str | None, reachable: bool
) -> None:
    room = await enter(discord, service)
    if not reachable:
        discord.closed_doors.append(room.ann.user)
    for name in passing:
        PASSING[name](room)
    if closing:
        CLOSING[closing](room)
    job = await room.asks()
    sent = await room.settled(job)
    assert len(room.delivered(job)) == sent == await room.has_paid()
    assert sent or (closing and not reachable)
    assert await ledger(service, job) == ["hold", "capture"]
    assert not discord.violations
    assert not discord.pings


@pytest.mark.parametrize("deleted", [False, True], ids=["an edit", "a new message"])
async def test_a_bot_killed_between_a_reply_and_its_note_does_not_send_it_again(
    patch: pytest.MonkeyPatch, tmp_path: Path, deleted: bool
) -> None:
    async with DiscordDouble(bucket=(200, 1.0)) as discord:
        channel = discord.world.add_channel(discord.world.add_guild("Atelier", discord.owner), "general")
        ann, mod = discord.person("ann", channel.guild), discord.person("mod", channel.guild, "manage_messages")
        discord.faults.when = is_final
        with process(discord, tmp_path) as running:
            ready = tmp_path / READY
            await discord.until(lambda: ready.exists() and discord.gateway.connected, seconds=PATIENCE)
            if deleted:
                discord.faults.change(ANY, lambda: [mod.removes(each) for each in replies(channel, discord)])
            discord.faults.lost_answer(ANY, meanwhile=running.kill)
            ann.says(".imagine a lighthouse", channel)
            await discord.until(lambda: not running.is_alive(), seconds=PATIENCE)
        (reply,) = replies(channel, discord)
        assert reply.files
        discord.clock.advance(FORGETTING)
        with patch.context() as here:
            discord.point_client(here)
            async with bot(discord, tmp_path) as service:
                await until(lambda: nothing_owed(service))
                (job,) = await service.history(Requester("discord", str(ann.user.id)), 5)
                assert await ledger(service, job) == ["hold", "capture"]
        assert [message.id for message in replies(channel, discord)] == [reply.id]
        assert not discord.violations
