"""`.stats`, `.blocklist`, `.ban`, `.pause`, `.allow`, `.nsfw`, `.audit`, `.desk` and the like, answered."""

from __future__ import annotations

import asyncio

from bot.chat.context import Answer, ChatContext
from bot.commands import (
    AdminCommand,
    Allow,
    Audit,
    AuditVerify,
    Ban,
    BlocklistAdd,
    BlocklistRemove,
    BlocklistShow,
    BlocklistTest,
    Desk,
    Disallow,
    Drain,
    Nsfw,
    Pause,
    Resume,
    Stats,
    Unban,
)
from bot.domain.errors import Refused
from bot.domain.requester import Address, Requester
from bot.features.access.login_links import LASTING, new_link
from bot.features.admin.actions import AdminActions
from bot.features.admin.chart_data import panels, summary
from bot.features.admin.chart_png import png
from bot.features.admin.stats import stats
from bot.features.admin.wording import entries_text, patterns_text, tested_text, verified_text
from bot.rules.moderation import PatternTimeout, find_matches
from bot.rules.moderation.gate import UNREADABLE
from bot.rules.permissions import require_admin, require_manager
from bot.rules.service_mode import Mode
from bot.storage.blocklist import EVERYWHERE, Blocked

NO_DESK = "The desk is on the web page, which is off: set `web.enabled`."
_Act = Ban | Unban | BlocklistAdd | BlocklistRemove | Pause | Resume | Drain | Allow | Disallow | Nsfw
_OfServer = BlocklistShow | BlocklistTest | BlocklistAdd | BlocklistRemove | Allow | Disallow | Nsfw
_Look = BlocklistShow | BlocklistTest | Audit | AuditVerify


async def answer(
    chat_context: ChatContext, requester: Requester, command: AdminCommand, address: Address
) -> list[Answer]:
    """What is for admins, or a server's managers, is refused to all others."""
    if isinstance(command, _OfServer):
        require_manager(requester, requester.server_key)
    else:
        require_admin(requester)
    if isinstance(command, Stats):
        return [await _stats(chat_context, command)]
    if isinstance(command, Desk):
        if not (url := chat_context.desk_url()):
            raise Refused(NO_DESK)
        link = await new_link(chat_context.service.stores, requester, url)
        minutes = int(LASTING.total_seconds() // 60)
        return [Answer(f"This link is for you alone, for one use within {minutes} minutes: {link}", private=True)]
    if isinstance(command, _Look):
        return [await _look(chat_context, requester, command)]
    said = await _act(AdminActions(chat_context.service.stores), requester, command)
    chat_context.service.wake()  # a pause may have ended, or what waited was cancelled
    return [Answer(said, private=isinstance(command, BlocklistAdd | BlocklistRemove))]


async def _act(acts: AdminActions, by: Requester, command: _Act) -> str:
    match command:
        case Ban(id, duration, reason, kind):
            return await acts.ban(by, kind, id, duration, reason)
        case Unban(id, kind):
            return await acts.unban(by, kind, id)
        case BlocklistAdd(pattern, kind):
            return await acts.block(by, pattern, kind)
        case BlocklistRemove(pattern):
            return await acts.unblock(by, pattern)
        case Allow(kind, id):
            return await acts.allow(by, kind, id)
        case Disallow(kind, id):
            return await acts.disallow(by, kind, id)
        case Nsfw(rule):
            return await acts.nsfw(by, rule)
        case _:
            return await acts.mode(by, _MODES[type(command)])


DEFAULT_LIST = "Beside them counts the list that comes with Vignette: `default_blocklist` in the settings turns it off."
_MODES: dict[type, Mode] = {Pause: Mode.PAUSED, Resume: Mode.OPEN, Drain: Mode.DRAINING}


async def _look(context: ChatContext, requester: Requester, command: _Look) -> Answer:
    stores = context.service.stores
    if isinstance(command, BlocklistShow):
        own = patterns_text(await _patterns(context, requester))
        return Answer(f"{own}\n{DEFAULT_LIST}" if context.gate.defaults else own, private=True, verbatim=True)
    if isinstance(command, BlocklistTest):
        patterns = [*await _patterns(context, requester), *context.gate.defaults]
        try:
            found = await asyncio.to_thread(find_matches, patterns, command.text)
        except PatternTimeout:
            raise Refused(UNREADABLE) from None
        return Answer(await asyncio.to_thread(tested_text, command.text, found), private=True, verbatim=True)
    async with stores.database.read() as session:
        if isinstance(command, Audit):
            return Answer(entries_text(await stores.audit.latest(session, command.count)), private=True)
        return Answer(verified_text(await stores.audit.verify(session), await stores.audit.head(session)))


async def _patterns(context: ChatContext, requester: Requester) -> list[Blocked]:
    """That count where the requester is, as far as they are the requester's to see."""
    stores = context.service.stores
    everywhere = [EVERYWHERE] if requester.admin else []  # whose words are for whoever runs this
    scopes = [*everywhere, *([requester.server_key] if requester.server_key else [])]
    async with stores.database.read() as session:
        return await stores.blocklist.of(session, scopes)


async def _stats(context: ChatContext, command: Stats) -> Answer:
    stores = context.service.stores
    async with stores.database.read() as session:
        found = await stats(session, command.period)
    text = "\n".join([summary(found), *context.service.state])
    if not found.jobs:
        return Answer(text)
    title = f"The last {command.period}"
    picture = await asyncio.to_thread(png, title, panels(found, named=True))
    return Answer(text, attachment=(f"stats-{command.period}.png", picture))
