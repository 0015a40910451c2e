"""One-time links to the admin's desk: made for an admin, good for ten minutes and one use; only their hash is kept."""

from __future__ import annotations

import secrets
from datetime import timedelta
from hashlib import sha256

from bot.domain.requester import Requester
from bot.rules.permissions import require_admin
from bot.storage.login_tokens import Login
from bot.storage.stores import Stores

LASTING = timedelta(minutes=10)
ENTRY = "enter?key="  # after the desk's address


async def new_link(stores: Stores, by: Requester, desk_url: str) -> str:
    """The address to open. Raises Refused for whoever is no admin."""
    require_admin(by)
    token = secrets.token_urlsafe(32)
    async with stores.database.write() as session:
        await stores.logins.sweep(session)
        await stores.logins.add(session, _hash(token), by.key, admin=True, lasting=LASTING)
        await stores.audit.add(session, by, "desk.link", by.key)
    return f"{desk_url.rstrip('/')}/{ENTRY}{token}"


async def use_link(stores: Stores, token: str) -> Login | None:
    """Who comes in by it; None when it is unknown, used or expired."""
    async with stores.database.write() as session:
        login = await stores.logins.use(session, _hash(token))
        if login is not None:
            await stores.audit.add(session, requester_of(login), "desk.enter", login.subject)
    return login


def requester_of(login: Login) -> Requester:
    platform, _, user = login.subject.partition(":")
    return Requester(platform, user, admin=login.admin)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
