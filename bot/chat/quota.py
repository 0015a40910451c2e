"""The quota commands of admins, each done and audited in one commit; the ledger is read after it."""

from __future__ import annotations

from bot.commands import QuotaCommand, QuotaExport, QuotaGrant, QuotaReset, QuotaSet, QuotaShow
from bot.domain.jobs import Answer, Requester
from bot.storage.stores import Stores


async def manage_quota(stores: Stores, requester: Requester, command: QuotaCommand) -> Answer:
    """Do it, if the requester may; raises Refused."""
    admin = stores.quota_admin
    async with stores.database.write() as session:
        match command:
            case QuotaSet(subject, window, credits):
                return Answer(await admin.set(session, requester, subject, window, credits))
            case QuotaGrant(subject, window, credits, days):
                return Answer(await admin.grant(session, requester, subject, window, credits, days))
            case QuotaReset(subject, window):
                return Answer(await admin.reset(session, requester, subject, window))
            case QuotaShow(subject):
                return Answer(await admin.show(session, requester, subject))
            case QuotaExport():
                await admin.export(session, requester)
    async with stores.database.read() as session:
        ledger = await admin.ledger(session)
    return Answer("Every entry of the ledger.", attachment=("credits.csv", ledger.encode()))
