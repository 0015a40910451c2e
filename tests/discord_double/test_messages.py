"""Messages on the double: replies, attachments, mentions, nonces, old edits, history, limits and lost answers."""

from __future__ import annotations

import aiohttp
import pytest

from tests.discord_double.conftest import Bare
from tests.discord_double.double import DiscordDouble
from tests.discord_double.rate_limits import RateLimits
from tests.discord_double.world import Channel, Guild, Message

SILENT = {"parse": []}


@pytest.fixture
def path(channel: Channel) -> str:
    return f"/channels/{channel.id}/messages"


def last(channel: Channel) -> Message:
    return list(channel.messages.values())[-1]


async def test_a_message_without_allowed_mentions_pings_everyone_it_names(
    discord: DiscordDouble, guild: Guild, channel: Channel, bare: Bare, path: str
) -> None:
    ann = discord.person("ann", guild).user
    role = discord.world.add_role(guild, "painters")
    await bare.ask("POST", path, {"content": f"@everyone <@{ann.id}> <@&{role.id}>"})
    ((_, pings),) = discord.pings
    assert (pings.everyone, pings.users, pings.roles) == (True, (ann,), (role,))


async def test_an_empty_parse_list_pings_nobody(discord: DiscordDouble, bare: Bare, path: str) -> None:
    await bare.ask("POST", path, {"content": f"@everyone <@{discord.owner.id}>", "allowed_mentions": SILENT})
    assert not discord.pings


async def test_a_reply_to_a_note_of_discords_is_refused(
    discord: DiscordDouble, guild: Guild, channel: Channel, bare: Bare, path: str
) -> None:
    note = discord.person("ann", guild).says("the new thread", channel, kind=18)  # discordjs/discord.js#6487
    reply = {"content": "x", "message_reference": {"message_id": str(note.id)}, "allowed_mentions": SILENT}
    status, refused = await bare.ask("POST", path, reply)
    assert (status, refused["code"]) == (400, 50035)


async def test_an_edit_can_ping_too(discord: DiscordDouble, bare: Bare, path: str) -> None:
    _, made = await bare.ask("POST", path, {"content": "x", "allowed_mentions": SILENT})
    await bare.ask("PATCH", f"{path}/{made['id']}", {"content": "@here"})
    assert discord.pings


async def test_an_edit_keeps_the_attachments_it_lists_and_drops_the_others(
    channel: Channel, bare: Bare, path: str
) -> None:
    _, made = await bare.upload("POST", path, {}, f0=b"a", f1=b"b")
    kept = made["attachments"][1]["id"]
    body = {"attachments": [{"id": kept}, {"id": "0", "description": "new"}]}
    await bare.upload("PATCH", f"{path}/{made['id']}", body, f0=b"c")
    assert [(item.content, item.description) for item in last(channel).attachments] == [(b"b", None), (b"c", "new")]


async def test_an_edit_that_names_no_attachments_keeps_them(channel: Channel, bare: Bare, path: str) -> None:
    _, made = await bare.upload("POST", path, {}, f0=b"a")
    await bare.ask("PATCH", f"{path}/{made['id']}", {"content": "x"})
    assert [item.content for item in last(channel).attachments] == [b"a"]
    assert last(channel).content == "x"


async def test_attachments_are_served_until_their_address_expires(
    discord: DiscordDouble, bare: Bare, path: str
) -> None:
    _, made = await bare.upload("POST", path, {}, f0=b"a picture")
    url = made["attachments"][0]["url"]
    async with aiohttp.ClientSession() as session:
        async with session.get(url) as answer:
            assert await answer.read() == b"a picture"
        async with session.get(url.split("?")[0]) as answer:
            assert answer.status == 404
        discord.clock.advance(25 * 3600)
        async with session.get(url) as answer:
            assert answer.status == 404


async def test_one_nonce_makes_one_message_for_a_few_minutes(
    discord: DiscordDouble, channel: Channel, bare: Bare, path: str
) -> None:
    body = {"content": "x", "nonce": "n", "enforce_nonce": True}
    _, first = await bare.ask("POST", path, body)
    _, second = await bare.ask("POST", path, body)
    assert first["id"] == second["id"]
    discord.clock.advance(600)
    await bare.ask("POST", path, body)
    assert len(channel.messages) == 2


async def test_messages_older_than_an_hour_can_hardly_be_edited(discord: DiscordDouble, bare: Bare, path: str) -> None:
    _, made = await bare.ask("POST", path, {"content": "x"})
    discord.clock.advance(3700)
    statuses = [(await bare.ask("PATCH", f"{path}/{made['id']}", {"content": str(n)}))[0] for n in range(4)]
    assert statuses == [200, 200, 200, 429]


async def test_a_message_of_another_cannot_be_edited(discord: DiscordDouble, channel: Channel, bare: Bare) -> None:
    message = discord.person("ann", channel.guild).says("mine", channel)
    status, answer = await bare.ask("PATCH", f"/channels/{channel.id}/messages/{message.id}", {"content": "x"})
    assert (status, answer["code"]) == (403, 50005)


async def test_a_deleted_message_is_unknown(bare: Bare, path: str) -> None:
    _, made = await bare.ask("POST", path, {"content": "x"})
    assert (await bare.ask("DELETE", f"{path}/{made['id']}"))[0] == 204
    status, answer = await bare.ask("PATCH", f"{path}/{made['id']}", {"content": "y"})
    assert (status, answer["code"]) == (404, 10008)


async def test_history_after_a_message_is_newest_first(bare: Bare, path: str) -> None:
    made = [(await bare.ask("POST", path, {"content": str(number)}))[1]["id"] for number in range(4)]
    _, found = await bare.ask("GET", f"{path}?after={made[0]}&limit=2")
    assert [message["content"] for message in found] == ["2", "1"]


async def test_a_full_bucket_answers_429_with_via_and_the_time_to_wait(
    discord: DiscordDouble, bare: Bare, path: str
) -> None:
    discord.limits = RateLimits(discord.clock, 2, 60.0)
    statuses = [(await bare.ask("POST", path, {"content": "x"}))[0] for _ in range(3)]
    assert statuses == [200, 200, 429]


async def test_a_lost_answer_is_carried_out_all_the_same(
    discord: DiscordDouble, channel: Channel, bare: Bare, path: str
) -> None:
    discord.faults.lost_answer("create_message")
    with pytest.raises(aiohttp.ClientError):
        await bare.ask("POST", path, {"content": "x"})
    assert channel.texts == ["x"]


async def test_a_server_error_changes_nothing(discord: DiscordDouble, channel: Channel, bare: Bare, path: str) -> None:
    discord.faults.server_error("create_message", 503)
    assert (await bare.ask("POST", path, {"content": "x"}))[0] == 503
    assert not channel.messages
    assert not discord.violations
