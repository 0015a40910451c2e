"""What belongs to people is stored as it was given: defaults, casts, API keys, idempotency keys, one-time links."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from tests.bot.storage.kit import NOON, Stores

MIA, TOM, FABLE = "discord:1", "discord:2", "discord:9"
HASH = "ab" * 32


async def test_defaults_are_each_persons_own_and_go_when_they_are_cleared(stores: Stores) -> None:
    async with stores.database.write() as session:
        assert await stores.people.defaults(session, MIA) == {}
        await stores.people.set_defaults(session, MIA, {"style": "ink", "ar": "16:9"})
        await stores.people.set_defaults(session, MIA, {"style": "oil"})
    async with stores.database.write() as session:
        assert await stores.people.defaults(session, MIA) == {"style": "oil"}
        assert await stores.people.defaults(session, TOM) == {}
        await stores.people.set_defaults(session, MIA, {})
    assert (await stores.contents())["people"] == []


async def test_a_name_means_one_character_of_a_server_however_it_is_written(stores: Stores) -> None:
    async with stores.database.write() as session:
        await stores.casts.add(session, FABLE, "Mia", "a red fox")
        await stores.casts.add(session, FABLE, "Leo", "a lion")
        await stores.casts.add(session, FABLE, "MIA", "a small red fox")
        await stores.casts.add(session, "discord:8", "Mia", "a cat")
    async with stores.database.write() as session:
        assert await stores.casts.of(session, FABLE) == (("Leo", "a lion"), ("MIA", "a small red fox"))
        assert await stores.casts.remove(session, FABLE, "mia")
        assert not await stores.casts.remove(session, FABLE, "mia")
        assert await stores.casts.of(session, FABLE) == (("Leo", "a lion"),)
        assert await stores.casts.of(session, "discord:8") == (("Mia", "a cat"),)


async def test_a_key_is_found_by_its_hash_until_it_is_revoked(stores: Stores) -> None:
    async with stores.database.write() as session:
        key = await stores.api_keys.add(session, MIA, "laptop", {"story", "imagine"}, prefix="vg_ab", hash=HASH)
        assert (key.scopes, key.created_at, key.last_used_at) == (("imagine", "story"), NOON, None)
    stores.clock.advance(hours=1)
    async with stores.database.write() as session:
        assert await stores.api_keys.find(session, HASH) == key
        assert await stores.api_keys.find(session, "cd" * 32) is None
        await stores.api_keys.note_use(session, key.id)
        assert await stores.api_keys.revoke(session, key.id)
        assert not await stores.api_keys.revoke(session, key.id)
    async with stores.database.read() as session:
        assert await stores.api_keys.find(session, HASH) is None
        [revoked] = await stores.api_keys.of(session, MIA)
        assert revoked.last_used_at == revoked.revoked_at == NOON + timedelta(hours=1)
        assert await stores.api_keys.of(session, TOM) == []
        assert await stores.api_keys.of(session) == [revoked]


async def test_a_request_under_a_name_that_was_used_is_known_again(stores: Stores) -> None:
    async with stores.database.write() as session:
        await stores.idempotency.add(session, MIA, "one", HASH, "1" * 32)
        await stores.idempotency.add(session, TOM, "one", HASH, "2" * 32)
    async with stores.database.read() as session:
        found = await stores.idempotency.find(session, MIA, "one")
        assert found is not None
        assert (found.request_hash, found.job_id, found.at) == (HASH, "1" * 32, NOON)
        assert await stores.idempotency.find(session, MIA, "two") is None
    with pytest.raises(IntegrityError):
        async with stores.database.write() as session:
            await stores.idempotency.add(session, MIA, "one", HASH, "3" * 32)


async def test_names_of_requests_are_let_go_when_they_are_old(stores: Stores) -> None:
    async with stores.database.write() as session:
        await stores.idempotency.add(session, MIA, "old", HASH, "1" * 32)
        stores.clock.advance(hours=25)
        await stores.idempotency.add(session, MIA, "new", HASH, "2" * 32)
        await stores.idempotency.sweep(session, timedelta(days=1))
        assert await stores.idempotency.find(session, MIA, "new") is not None
    async with stores.database.read() as session:
        assert await stores.idempotency.find(session, MIA, "old") is None


async def test_a_link_lets_in_once_and_only_before_it_expires(stores: Stores) -> None:
    async with stores.database.write() as session:
        login = await stores.logins.add(session, HASH, MIA, admin=True, lasting=timedelta(minutes=10))
        await stores.logins.add(session, "cd" * 32, TOM, admin=False, lasting=timedelta(minutes=5))
    stores.clock.advance(minutes=5)
    async with stores.database.write() as session:
        assert await stores.logins.use(session, HASH) == login
        assert await stores.logins.use(session, HASH) is None
        assert await stores.logins.use(session, "cd" * 32) is None
        assert await stores.logins.use(session, "ef" * 32) is None
        await stores.logins.sweep(session)
    assert len((await stores.contents())["logins"]) == 1
