"""Keys of the HTTP API: made once and shown once, kept as a hash, and acting as whoever owns them.

A key is `vg_<prefix>_<secret>`. Its secret has 256 random bits, so a plain SHA-256 of it cannot be turned back. What is
asked for with it is asked for by its owner: `discord:1234` shares credits, history and bans with that person, and a key
without an owner is an account of its own, `api:<name>`.
"""

from __future__ import annotations

import re
import secrets
import string
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from bot.domain.errors import Refused
from bot.domain.requester import Requester
from bot.storage.api_keys import ApiKey
from bot.storage.stores import Stores

MARK = "vg_"
PLATFORM = "api"
DRAW, READ, ADMIN = "draw", "read", "admin"
SCOPES = {
    DRAW: "ask for pictures and cancel them",
    READ: "look at jobs, pictures and credits",
    ADMIN: "see and cancel everybody's jobs, and read the metrics",
}
DEFAULT_SCOPES = (DRAW, READ)
_LETTERS = string.ascii_letters + string.digits
_PREFIX, _SECRET = 8, 43  # characters
_NAME = re.compile(r"[\w.-]{1,48}")
_OWNER = re.compile(r"\w[\w.-]{0,31}:\S{1,128}")
_NOTED = timedelta(minutes=1)  # how exactly the last use is known


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment when its text is known."""

    text: str
    key: ApiKey


async def create(
    stores: Stores, by: Requester, name: str, owner: str = "", scopes: Collection[str] = DEFAULT_SCOPES
) -> NewKey:
    """Raises Refused."""
    owner = owner or f"{PLATFORM}:{name}"
    if not _NAME.fullmatch(name):
        raise Refused("A key's name has 1 to 48 letters, digits, dots, dashes and underscores.")
    if not _OWNER.fullmatch(owner):
        raise Refused("Name the owner with the platform, as in discord:1234.")
    if not scopes or set(scopes) - SCOPES.keys():
        raise Refused(f"A key has one or more of the scopes {', '.join(SCOPES)}.")
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(_PREFIX))
    text = f"{MARK}{prefix}_{''.join(secrets.choice(_LETTERS) for _ in range(_SECRET))}"
    async with stores.database.write() as session:
        key = await stores.api_keys.add(session, owner, name, set(scopes), prefix=prefix, hash=_hash(text))
        await stores.audit.add(session, by, "key.create", prefix, {"owner": owner, "scopes": list(key.scopes)})
    return NewKey(text, key)


async def listed(stores: Stores, owner: str | None = None) -> list[ApiKey]:
    """All keys or one owner's, revoked ones too, oldest first."""
    async with stores.database.read() as session:
        return await stores.api_keys.of(session, owner)


async def revoke(stores: Stores, by: Requester, prefix: str, owner: str | None = None) -> ApiKey:
    """End a key for good, if it is the owner's (None: whoever's). Raises Refused."""
    wanted = prefix.removeprefix(MARK).partition("_")[0]
    async with stores.database.write() as session:
        found = [key for key in await stores.api_keys.of(session, owner) if key.prefix == wanted]
        if not found:
            raise Refused(f"There is no key {MARK}{wanted[:_PREFIX]}.")
        if not await stores.api_keys.revoke(session, found[0].id):
            raise Refused(f"The key {MARK}{wanted} is revoked already.")
        await stores.audit.add(session, by, "key.revoke", wanted, {"owner": found[0].owner})
    return found[0]


async def find(stores: Stores, text: str) -> ApiKey | None:
    """The key with this text, unless there is none or it is revoked."""
    async with stores.database.read() as session:
        key = await stores.api_keys.find(session, _hash(text))
    if key and (key.last_used_at is None or datetime.now(UTC) - key.last_used_at > _NOTED):
        async with stores.database.write() as session:
            await stores.api_keys.note_use(session, key.id)
    return key


def requester_of(key: ApiKey) -> Requester:
    """Whose requests those of the key are."""
    platform, _, user = key.owner.partition(":")
    return Requester(platform, user, name=key.name, admin=ADMIN in key.scopes)


def _hash(text: str) -> str:
    return sha256(text.encode(errors="replace")).hexdigest()
