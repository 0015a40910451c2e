"""What admins decide is stored as they decided it: bans, patterns, rules of servers, reports, the service's state."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.jobs import PAGE_INDEX
from bot.storage import Ban, ServerSettings
from bot.storage.blocklist import EVERYWHERE
from bot.storage.tables.admin import ServerRow
from tests.bot.storage.kit import MIA, NOON, TOM, Stores

SPAMMER, FABLE = "discord:66", "discord:9"


async def test_a_ban_holds_until_it_ends_or_is_lifted(stores: Stores) -> None:
    async with stores.database.write() as session:
        await stores.bans.ban(session, SPAMMER, MIA, reason="spam")
        await stores.bans.ban(session, SPAMMER, TOM, NOON + timedelta(days=1), "spam again")
        await stores.bans.ban(session, "discord:67", MIA)
    expected = Ban(SPAMMER, NOON + timedelta(days=1), "spam again", "web:tom", NOON)
    async with stores.database.read() as session:
        assert await stores.bans.find(session, SPAMMER) == expected
        assert await stores.bans.find(session, "discord:1") is None
        assert {ban.subject for ban in await stores.bans.all(session)} == {SPAMMER, "discord:67"}
    stores.clock.advance(days=1)
    async with stores.database.write() as session:
        assert await stores.bans.find(session, SPAMMER) is None
        assert not await stores.bans.lift(session, SPAMMER)
        assert await stores.bans.lift(session, "discord:67")
        assert not await stores.bans.lift(session, "discord:67")
        assert await stores.bans.all(session) == []


async def test_a_pattern_is_there_once_for_each_server_and_once_for_all(stores: Stores) -> None:
    async with stores.database.write() as session:
        for scope in (EVERYWHERE, FABLE, "discord:8"):
            assert await stores.blocklist.add(session, scope, "gore", "word", MIA) is not None
        assert await stores.blocklist.add(session, FABLE, "gore", "regex", MIA) is None
        assert await stores.blocklist.add(session, FABLE, "b+", "regex", TOM) is not None
    async with stores.database.write() as session:
        found = await stores.blocklist.of(session, [EVERYWHERE, FABLE])
        assert [(each.scope, each.pattern, each.kind, each.by) for each in found] == [
            ("", "gore", "word", "web:mia"),
            (FABLE, "gore", "word", "web:mia"),
            (FABLE, "b+", "regex", "web:tom"),
        ]
        assert await stores.blocklist.remove(session, FABLE, "gore")
        assert not await stores.blocklist.remove(session, FABLE, "gore")
        assert [each.pattern for each in await stores.blocklist.of(session, [FABLE])] == ["b+"]


async def test_a_server_has_the_rules_that_were_set_and_else_the_first_ones(stores: Stores) -> None:
    settings = ServerSettings(("1", "2"), ("3",), "on", {"style": "ink"}, {"dusk": "{} at dusk"})
    async with stores.database.write() as session:
        assert await stores.servers.settings(session, FABLE) == ServerSettings()
        await stores.servers.set(session, FABLE, ServerSettings(roles=("4",)))
        await stores.servers.set(session, FABLE, settings)
        session.add(ServerRow(id="discord:8", settings={"nsfw": "off", "mood": "happy"}))
    async with stores.database.read() as session:
        assert await stores.servers.settings(session, FABLE) == settings
        assert await stores.servers.settings(session, "discord:8") == ServerSettings(nsfw="off")


async def test_a_picture_is_reported_once_by_each_person_and_settled_once(stores: Stores) -> None:
    async with stores.database.write() as session:
        first = await stores.reports.add(session, "1" * 32, 0, MIA, "shows me")
        assert first is not None
        assert (first.by, first.reason, first.at, first.settled_at) == ("web:mia", "shows me", NOON, None)
        assert await stores.reports.add(session, "1" * 32, 0, MIA) is None
        whole = await stores.reports.add(session, "1" * 32, PAGE_INDEX, MIA)
        other = await stores.reports.add(session, "1" * 32, 0, TOM)
    async with stores.database.write() as session:
        assert await stores.reports.open(session) == [first, whole, other]
        assert await stores.reports.settle(session, first.id, TOM)
        assert not await stores.reports.settle(session, first.id, TOM)
        assert await stores.reports.open(session) == [whole, other]


async def test_the_state_of_the_service_is_what_was_set_last(stores: Stores) -> None:
    async with stores.database.write() as session:
        await stores.state.set(session, "mode", "paused")
        await stores.state.set(session, "mode", "draining")
    async with stores.database.write() as session:
        assert await stores.state.get(session, "mode") == "draining"
