"""Whom a message notifies, by its text and its allowed_mentions; absent, they allow everything, as on Discord.

Whether the author holds the permission to ping everyone is left aside: a bot must not lean on lacking it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeVar

from tests.discord_double.world import Channel, Message, Pings, Role, User, World

T = TypeVar("T", User, Role)
USER = re.compile(r"<@!?(\d+)>")
ROLE = re.compile(r"<@&(\d+)>")
EVERYONE = re.compile(r"@(everyone|here)")


def pinged(
    world: World, channel: Channel, text: str, allowed: Mapping[str, Any] | None, replied: Message | None
) -> Pings:
    kinds = ["everyone", "users", "roles"] if allowed is None else allowed.get("parse") or []
    allowed = allowed or {"replied_user": allowed is None}
    users = [
        world.users[item] for item in _ids(USER, text) if item in world.users and _may(kinds, allowed, "users", item)
    ]
    if replied is not None and allowed.get("replied_user"):
        users.append(replied.author)
    return Pings(
        everyone="everyone" in kinds and EVERYONE.search(text) is not None,
        users=_unique(users),
        roles=_unique(_roles(channel, text, kinds, allowed)),
    )


def _roles(channel: Channel, text: str, kinds: list[str], allowed: Mapping[str, Any]) -> list[Role]:
    known = {role.id: role for role in channel.guild.roles} if channel.guild else {}
    return [known[item] for item in _ids(ROLE, text) if item in known and _may(kinds, allowed, "roles", item)]


def _may(kinds: list[str], allowed: Mapping[str, Any], kind: str, item: int) -> bool:
    return kind in kinds or str(item) in map(str, allowed.get(kind) or ())


def _ids(pattern: re.Pattern[str], text: str) -> list[int]:
    return [int(found) for found in pattern.findall(text)]


def _unique(items: list[T]) -> tuple[T, ...]:
    return tuple({item.id: item for item in items}.values())
