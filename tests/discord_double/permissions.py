"""Who may do what where: Discord's permission bits and the order in which overwrites apply."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.discord_double.world import Channel, User

BITS = {
    "administrator": 1 << 3,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_application_commands": 1 << 31,
}
ALL = (1 << 53) - 1


def bits(*names: str) -> int:
    return sum(BITS[name] for name in names)


EVERYONE = bits(
    "view_channel", "send_messages", "embed_links", "attach_files", "read_message_history", "use_application_commands"
)


def granted(channel: Channel, user: User) -> int:
    """The bits a user holds in a channel: roles, then the channel's overwrites for everyone, roles and the user."""
    guild = channel.guild
    if guild is None or guild.owner is user:
        return ALL
    if user.id not in guild.members:
        return 0
    roles = guild.roles_of(user)
    held = guild.roles[0].permissions
    for role in roles:
        held |= role.permissions
    if held & BITS["administrator"]:
        return ALL
    held = _overwritten(held, [channel.overwrites.get(guild.id, (0, 0))])
    held = _overwritten(held, [channel.overwrites[role.id] for role in roles if role.id in channel.overwrites])
    return _overwritten(held, [channel.overwrites.get(user.id, (0, 0))])


def may(channel: Channel, user: User, name: str) -> bool:
    return bool(granted(channel, user) & BITS[name])


def _overwritten(held: int, pairs: list[tuple[int, int]]) -> int:
    for _, deny in pairs:
        held &= ~deny
    for allow, _ in pairs:
        held |= allow
    return held
