"""`.quota`, answered: one's own balance, and the commands of admins, each done and audited in one commit."""

from __future__ import annotations

from bot.chat.context import Answer, ChatContext
from bot.commands import Quota, QuotaCommand, QuotaExport, QuotaGrant, QuotaReset, QuotaSet, QuotaShow
from bot.domain.requester import Address, Requester
from bot.rules.quota_admin import QuotaAdmin
from bot.storage.stores import Stores


async def answer_balance(
    chat_context: ChatContext, requester: Requester, command: Quota, address: Address
) -> list[Answer]:
    """What one may still spend."""
    return [Answer(str(await chat_context.service.balance(requester)))]


async def answer(
    chat_context: ChatContext, requester: Requester, command: QuotaCommand, address: Address
) -> list[Answer]:
    """What admins do with credits; raises Refused."""
    return [await manage_quota(chat_context.service.stores, chat_context.service.quota_admin, requester, command)]


async def manage_quota(stores: Stores, admin: QuotaAdmin, requester: Requester, command: QuotaCommand) -> Answer:
    """Do it, if the requester may; raises Refused. The ledger is read after its export was noted."""
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
