"""`.mydata`, `.forget`, `.verify`, `.report`, answered."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from bot.chat.context import Answer, ChatContext
from bot.commands import Forget, MyData, PrivacyCommand, Report, Verify
from bot.commands.privacy import SURE
from bot.domain.errors import Refused
from bot.domain.jobs import PAGE_INDEX, Job
from bot.domain.requester import Address, Requester
from bot.features.privacy.data_export import collect, packed
from bot.features.privacy.erasure import forget_job, forget_person, sheets_in, stored
from bot.features.provenance.verification import verify
from bot.jobs.lookup import find_job
from bot.text import escape_markdown, plural

STAYS = "What was posted in a chat stays there until the message is deleted."
LIMITS_COUNT = "What you spent this month stays counted until it ends; a ban or a limit of yours stays, too."


async def answer(
    chat_context: ChatContext, requester: Requester, command: PrivacyCommand, address: Address
) -> list[Answer]:
    """Raises Refused."""
    match command:
        case MyData(part):
            return [await _mydata(chat_context, requester, part)]
        case Forget():
            return [Answer(await _forget(chat_context, requester, command))]
        case Verify(hash, attached):
            return [Answer(await verify(chat_context.service, hash, attached=attached))]
        case Report():
            return [Answer(await _report(chat_context, requester, command))]


async def _mydata(context: ChatContext, requester: Requester, part: int) -> Answer:
    archive = await collect(context.service, requester)
    parts = len(archive.parts)
    if part > parts:
        raise Refused(f"There {'is' if parts == 1 else 'are'} only {plural(parts, 'part')} of it.")
    file = await asyncio.to_thread(packed, archive, part)
    more = f" `{context.prefix}mydata {part + 1}` gives the next one." if part < parts else ""
    which = f", part {part} of {parts}" if parts > 1 else ""
    text = f"All that is stored of you{which}: what you asked for, as JSON, and the pictures.{more}"
    return Answer(text, attachment=(f"vignette-{part}.zip", file), private=True)


async def _forget(context: ChatContext, requester: Requester, command: Forget) -> str:
    if command.job is not None:
        return await _forget_job(context, requester, command.job, sure=command.sure)
    prefix = context.prefix
    if command.everything and command.sure:
        count = await forget_person(context.service, requester)
        await context.exports.forget()
        return f"All that was stored of you is erased, {plural(count, 'request')} among it. {LIMITS_COUNT} {STAYS}"
    there = await stored(context.service, requester)
    what = f"{plural(there.jobs, 'request')} of yours with {plural(there.pictures, 'picture')}, and your defaults"
    if command.everything:
        what += _with_sheets(there.sheets)
        return f"That would erase {what}, for good: say `{prefix}forget everything {SURE}` if you are sure."
    return f"Stored are {what}. `{prefix}forget 1a2b3c4d` erases one request, `{prefix}forget everything` all of it."


async def _forget_job(context: ChatContext, requester: Requester, prefix: str, *, sure: bool) -> str:
    job = await _found(context, prefix, None if requester.admin else requester)
    line = f"{context.prefix}forget {job.short_id}"
    sheets = _with_sheets(await sheets_in(context.service, job))
    if not sure:
        what = f"what job `{job.short_id}` asked for and its {plural(len(job.outcome.frames), 'picture')}{sheets}"
        return f"That would erase {what}, for good: say `{line} {SURE}`."
    await forget_job(context.service, requester, job)
    await context.exports.forget()
    return f"Job `{job.short_id}` is erased{sheets}. {STAYS}"


def _with_sheets(names: Sequence[str]) -> str:
    """Whose sheet goes as well."""
    if not names:
        return ""
    *others, last = map(escape_markdown, names)
    whose = f"{', '.join(others)} and {last}" if others else last
    return f", and with it the sheet of {whose}"


async def _report(context: ChatContext, requester: Requester, command: Report) -> str:
    """Anybody's: whom a picture troubles is seldom who asked for it."""
    job, stores = await _found(context, command.job, None), context.service.stores
    index = PAGE_INDEX if command.index is None else command.index
    async with stores.database.write() as session:
        if await stores.reports.add(session, job.id, index, requester, command.reason) is None:
            raise Refused("You have reported that before; the admins can see it.")
        await stores.audit.add(session, requester, "report.add", job.id)
    return f"Thank you: the admins see your report of job `{job.short_id}`."


async def _found(context: ChatContext, prefix: str, requester: Requester | None) -> Job:
    """The one job that starts so, of this person or (None) of anybody, in whatever state."""
    stores = context.service.stores
    async with stores.database.read() as session:
        return await find_job(session, stores.jobs, prefix, requester)
