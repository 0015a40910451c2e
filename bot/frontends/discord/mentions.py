"""What people saw who wrote a message, where Discord sends numbers: names of people, roles, channels and emoji."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import discord

_MENTION = re.compile(
    r"<(?P<kind>@[!&]?|#)(?P<id>[0-9]{1,20})>|<a?:(?P<emoji>\w{1,32}):[0-9]{1,20}>|</(?P<command>[^<>:]{1,100}):[0-9]{1,20}>"
)
_UNNAMED = {"user": "somebody", "role": "some people", "channel": "a channel"}
_KINDS = {"@": "user", "@!": "user", "@&": "role", "#": "channel"}
Names = Mapping[tuple[str, int], str]  # ("user" | "role" | "channel", id) → as people read it


def names_in(message: discord.Message) -> Names:
    """Those that the message's writer could have mentioned in it, as far as we know them."""
    users = {("user", each.id): each.display_name for each in message.mentions}
    return {**names_of_guild(message.guild), **users}


def names_resolved(data: Mapping[str, Any], guild: discord.Guild | None) -> Names:
    """Those that came with an interaction."""
    resolved = data.get("resolved", {})
    users = {int(id): each.get("global_name") or each["username"] for id, each in resolved.get("users", {}).items()}
    users |= {int(id): each["nick"] for id, each in resolved.get("members", {}).items() if each.get("nick")}
    return {**names_of_guild(guild), **{("user", id): name for id, name in users.items()}}


def names_of_guild(guild: discord.Guild | None) -> Names:
    if guild is None:
        return {}
    roles = {("role", each.id): each.name for each in guild.roles}
    return roles | {("channel", each.id): each.name for each in (*guild.channels, *guild.threads)}


def with_names(text: str, names: Names) -> str:
    """The text as it was read by who wrote it. A name cannot become an option, a choice or a mention in it."""

    def named(match: re.Match[str]) -> str:
        if match["emoji"]:
            return match["emoji"].replace("_", " ").strip()
        if match["command"]:
            return f"/{match['command']}"
        kind = _KINDS[match["kind"]]
        # Letters, digits and what stands between them.
        words = re.sub(r"[^\w\s.'’&-]", "", names.get((kind, int(match["id"])), ""))
        return " ".join(re.sub(r"-{2,}", "-", words).split()).strip("- .") or _UNNAMED[kind]

    return _MENTION.sub(named, text)
