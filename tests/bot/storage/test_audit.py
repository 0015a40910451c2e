"""The audit is only added to, and read newest first."""

from __future__ import annotations

from bot.storage import AuditEntry
from tests.bot.storage.kit import MIA, NOON, TOM, Stores


async def test_the_audit_remembers_who_did_what_to_whom(stores: Stores) -> None:
    async with stores.database.write() as session:
        await stores.audit.add(session, MIA, "quota.set", "user web:tom", {"credits": 5})
        await stores.audit.add(session, TOM, "job.submit", "abc")

    async with stores.database.read() as session:
        assert await stores.audit.latest(session, 2) == [
            AuditEntry(NOON, "web:tom", "job.submit", "abc", {}),
            AuditEntry(NOON, "web:mia", "quota.set", "user web:tom", {"credits": 5}),
        ]
        assert len(await stores.audit.latest(session, 1)) == 1
