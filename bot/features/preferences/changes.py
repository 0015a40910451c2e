"""LikeActs: what people and servers decide beforehand, each act done in one commit; a server's are audited.

Every method returns what to answer; raises Refused.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from sqlalchemy.ext.asyncio import AsyncSession

from bot.commands import CastAdd, DefaultsClear, DefaultsSet, StyleAdd
from bot.domain.errors import Refused
from bot.domain.requester import Requester
from bot.features.admin.actions import NO_SERVER
from bot.features.preferences.preferences import scope_of
from bot.features.preferences.wording import nobody
from bot.rules.permissions import require_manager
from bot.storage.server_settings import ServerSettings
from bot.storage.stores import Stores
from bot.text import escape_markdown
from generation.engine import Reference
from generation.request.styles import STYLES, todays

MOST = 50  # characters or styles of one server
Change = Callable[[Mapping[str, str]], Mapping[str, str]]


class PreferenceChanges:
    def __init__(self, stores: Stores) -> None:
        self._stores = stores

    async def add_to_cast(self, by: Requester, told: CastAdd, sheet: Reference | None = None) -> tuple[str, str]:
        """Its name begins with a capital: that is how names are known in sentences. Also returns the file of a sheet
        that nobody has any more, as `remove_from_cast` does; "" where there is none.
        """
        name, scope = told.name[:1].upper() + told.name[1:], scope_of(by)
        async with self._stores.database.write() as session:
            known = {each.casefold() for each, _ in await self._stores.casts.of(session, scope)}
            if len(known) >= MOST and name.casefold() not in known:
                raise Refused(f"There are {MOST} characters already: remove one first, with `cast remove`.")
            before = await self._sheet(session, scope, name)
            kept = await self._stores.casts.add(session, scope, name, told.description)
            if sheet is not None:
                await self._stores.casts.set_sheet(session, scope, name, sheet, by.key)
            await self._stores.audit.add(session, by, "cast.add", scope, {"name": name})
        lost = "" if kept or sheet else f" The sheet showed other looks and is gone: `cast sheet {name}` draws another."
        instead = ", in the place of the one before" if before and sheet and before != sheet.sha256 else ""
        given = f" The picture that came along is the sheet{instead}." if sheet else ""
        said = f"{escape_markdown(name)} is known from now on: {escape_markdown(told.description)}.{lost}{given}"
        return said, before if sheet or not kept else ""

    async def set_sheet(self, by: Requester, name: str, sheet: Reference) -> tuple[str, str]:
        """A picture of somebody known; returns the file of the one before as well."""
        scope = scope_of(by)
        async with self._stores.database.write() as session:
            known = {each.casefold(): each for each, _ in await self._stores.casts.of(session, scope)}
            if name.casefold() not in known:
                raise Refused(nobody(name))
            before = await self._sheet(session, scope, name)
            await self._stores.casts.set_sheet(session, scope, known[name.casefold()], sheet, by.key)
            await self._stores.audit.add(session, by, "cast.sheet", scope, {"name": name})
        return f"That picture is the sheet of {escape_markdown(known[name.casefold()])} from now on.", before

    async def remove_from_cast(self, by: Requester, name: str) -> tuple[str, str]:
        scope = scope_of(by)
        async with self._stores.database.write() as session:
            before = await self._sheet(session, scope, name)
            if not await self._stores.casts.remove(session, scope, name):
                raise Refused(nobody(name))
            await self._stores.audit.add(session, by, "cast.remove", scope, {"name": name})
        return f"{escape_markdown(name)} is not known any more.", before

    async def _sheet(self, session: AsyncSession, scope: str, name: str) -> str:
        sheets = await self._stores.casts.sheets(session, scope)
        return next((each.sha256 for known, each in sheets.items() if known.casefold() == name.casefold()), "")

    async def add_style(self, by: Requester, told: StyleAdd) -> str:
        if todays(told.name) in STYLES:
            raise Refused(f"`{told.name}` is a style already: choose another name.")
        await self._style(by, "style.add", told.name, lambda was: {**was, told.name: told.words})
        return f"`--style {told.name}` is a style from now on: {escape_markdown(told.words)}"

    async def remove_style(self, by: Requester, name: str) -> str:
        if name in STYLES:
            raise Refused(f"`{name}` is one of ours, and stays.")
        await self._style(by, "style.remove", name, lambda was: _without(was, name))
        return f"`{name}` is no style any more; what was drawn in it can still be redone."

    async def set_default(self, by: Requester, told: DefaultsSet) -> str:
        """In its place if it was set before."""
        await self._defaults(by, lambda was: {**was, told.option: told.value}, of_server=told.server)
        option = f"`--{told.option}{' ' if told.value else ''}{escape_markdown(told.value)}`"
        whose = "Everybody's requests on this server have" if told.server else "Your requests have"
        return f"{whose} {option} from now on, unless they say otherwise."

    async def clear_defaults(self, by: Requester, told: DefaultsClear) -> str:
        await self._defaults(by, lambda was: {}, of_server=told.server)
        return "This server has no defaults any more." if told.server else "You have no defaults any more."

    async def _style(self, by: Requester, action: str, name: str, change: Change) -> None:
        require_manager(by, by.server_key)

        def styles(was: ServerSettings) -> ServerSettings:
            now = change(was.styles)
            if len(now) > MOST:
                raise Refused(f"There are {MOST} styles already: remove one first, with `styles remove`.")
            return replace(was, styles=now)

        await self._change(by, scope_of(by), action, name, styles)

    async def _defaults(self, by: Requester, change: Change, *, of_server: bool) -> None:
        if of_server:
            await self._server_defaults(by, change)
            return
        async with self._stores.database.write() as session:
            was = await self._stores.people.defaults(session, by.key)
            await self._stores.people.set_defaults(session, by.key, change(was))

    async def _server_defaults(self, by: Requester, change: Change) -> None:
        require_manager(by, by.server_key)
        if by.server_key is None:
            raise Refused(NO_SERVER)

        def defaults(was: ServerSettings) -> ServerSettings:
            return replace(was, defaults=change(was.defaults))

        await self._change(by, by.server_key, "server.defaults", "defaults", defaults)

    async def _change(
        self, by: Requester, server: str, action: str, what: str, change: Callable[[ServerSettings], ServerSettings]
    ) -> None:
        async with self._stores.database.write() as session:
            now = change(await self._stores.servers.settings(session, server))
            await self._stores.servers.set(session, server, now)
            await self._stores.audit.add(session, by, action, server, {"what": what})


def _without(styles: Mapping[str, str], name: str) -> Mapping[str, str]:
    if name not in styles:
        raise Refused(f"This server has no style `{name}`: `styles` shows those it has.")
    return {each: words for each, words in styles.items() if each != name}
