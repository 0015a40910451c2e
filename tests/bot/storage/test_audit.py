"""The audit is only added to, read newest first, and tells when it was tampered with."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from bot.storage import AuditEntry
from bot.storage.tables.core import AuditRow
from tests.bot.storage.kit import MIA, NOON, TOM, Stores

FIRST = AuditEntry(NOON, "web:mia", "quota.set", "user web:tom", {"credits": 5, "note": "größer"})
SECOND = AuditEntry(NOON, "web:tom", "job.submit", "abc", {})
THIRD = AuditEntry(NOON, "web:mia", "job.cancel", "abc", {"why": None})


async def fill(stores: Stores) -> None:
    for by, entry in ((MIA, FIRST), (TOM, SECOND), (MIA, THIRD)):
        async with stores.database.write() as session:
            await stores.audit.add(session, by, entry.action, entry.subject, entry.detail)


async def broken(stores: Stores) -> AuditEntry | None:
    async with stores.database.read() as session:
        return await stores.audit.verify(session)


async def test_the_audit_remembers_who_did_what_to_whom(stores: Stores) -> None:
    await fill(stores)

    async with stores.database.read() as session:
        assert await stores.audit.latest(session, 3) == [THIRD, SECOND, FIRST]
        assert len(await stores.audit.latest(session, 1)) == 1


async def test_an_untouched_audit_is_whole(stores: Stores) -> None:
    assert await broken(stores) is None
    await fill(stores)
    assert await broken(stores) is None


@pytest.mark.parametrize(
    "change", [{"subject": "xyz"}, {"detail": {"cost": 0}}, {"actor": "web:ada"}, {"previous": ""}, {"hash": "0" * 64}]
)
async def test_an_entry_that_was_changed_is_found(stores: Stores, change: dict[str, object]) -> None:
    await fill(stores)
    async with stores.database.write() as session:
        await session.execute(update(AuditRow).where(AuditRow.id == 2).values(change))

    found = await broken(stores)
    assert found is not None
    assert found.action == "job.submit"


async def test_an_entry_that_is_gone_is_missed_by_the_next(stores: Stores) -> None:
    await fill(stores)
    async with stores.database.write() as session:
        await session.execute(delete(AuditRow).where(AuditRow.id == 1))

    assert await broken(stores) == SECOND


async def test_whoever_noted_the_head_sees_that_the_end_was_cut_off(stores: Stores) -> None:
    await fill(stores)
    async with stores.database.write() as session:
        noted = await stores.audit.head(session)
        await session.execute(delete(AuditRow).where(AuditRow.id == 3))

    assert await broken(stores) is None
    async with stores.database.read() as session:
        assert await stores.audit.head(session) != noted
