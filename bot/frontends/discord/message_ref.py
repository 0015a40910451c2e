"""Where on Discord a job's reply goes: what is kept in its address, to be found again after a restart."""

from __future__ import annotations

from dataclasses import dataclass, replace

import discord

from bot.domain.requester import Address

FRONTEND = "discord"


@dataclass(frozen=True, slots=True)
class MessageRef:
    """The message that shows a job's progress and, in the end, its pictures."""

    channel: int
    message: int
    guild: int | None = None  # None: a direct message
    parent: int | None = None  # of a thread: its channel
    nsfw: bool | None = None  # whether the channel is marked as age-restricted; None: nobody knows

    @classmethod
    def of(cls, address: Address) -> MessageRef:
        place = address.place
        guild, parent = (int(place[key]) if key in place else None for key in ("guild", "parent"))
        nsfw = {"yes": True, "no": False}.get(place.get("nsfw", ""))
        return cls(int(place["channel"]), int(place["message"]), guild, parent, nsfw)

    def within(self, channel: object) -> MessageRef:
        """The same place, with what is known of its channel."""
        if isinstance(channel, discord.Thread):
            known = None if channel.parent is None else channel.is_nsfw()
            return replace(self, parent=channel.parent_id, nsfw=known)
        marked = channel.is_nsfw() if isinstance(channel, _MARKED) else None
        return replace(self, nsfw=marked)

    @property
    def address(self) -> Address:
        place = {"channel": str(self.channel), "message": str(self.message)}
        if self.guild is not None:
            place["guild"] = str(self.guild)
        if self.parent is not None:
            place["parent"] = str(self.parent)
        if self.nsfw is not None:
            place["nsfw"] = "yes" if self.nsfw else "no"
        return Address(FRONTEND, place)


_MARKED = (discord.TextChannel, discord.VoiceChannel, discord.StageChannel, discord.ForumChannel)
