"""Quota commands done by the operator of this machine, with figures beside the words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from bot.chat.quota import manage_quota
from bot.commands import Quota, QuotaCommand, QuotaExport, QuotaShow
from bot.domain.credits import Allowance
from bot.frontends.console.requester import terminal_requester
from bot.rules.quota_admin import QuotaAdmin
from bot.storage.stores import Stores


async def act(stores: Stores, admin: QuotaAdmin, command: Quota | QuotaCommand) -> dict[str, Any]:
    """The chat's answer; where it tells of allowances, which a role and the default do not have, these too."""
    me = terminal_requester()
    if isinstance(command, Quota):
        async with stores.database.read() as session:
            balance = await admin.quotas.balance(session, me)
        return {"answer": str(balance), "allowances": _figures(balance.allowances)}
    answer = {"answer": (await manage_quota(stores, admin, me, command)).text}
    if not isinstance(command, QuotaShow):
        return answer
    async with stores.database.read() as session:
        return {**answer, "allowances": _figures(await admin.allowances(session, me, command.subject))}


def _figures(allowances: Iterable[Allowance]) -> list[dict[str, Any]]:
    return [{**asdict(each), "left": each.left} for each in allowances]


async def export(stores: Stores, admin: QuotaAdmin) -> str:
    """The whole ledger as CSV."""
    attachment = (await manage_quota(stores, admin, terminal_requester(), QuotaExport())).attachment
    return attachment[1].decode() if attachment else ""
