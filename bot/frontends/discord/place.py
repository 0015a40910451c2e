"""Where on Discord a job's reply goes: what is kept in its address, to be found again after a restart."""

from __future__ import annotations

from dataclasses import dataclass

from bot.values import Address

FRONTEND = "discord"


@dataclass(frozen=True, slots=True)
class Place:
    """The message that shows a job's progress and, in the end, its pictures."""

    channel: int
    message: int
    guild: int | None = None  # None: a direct message

    @classmethod
    def of(cls, address: Address) -> Place:
        place = address.place
        return cls(int(place["channel"]), int(place["message"]), int(place["guild"]) if "guild" in place else None)

    @property
    def address(self) -> Address:
        place = {"channel": str(self.channel), "message": str(self.message)}
        if self.guild is not None:
            place["guild"] = str(self.guild)
        return Address(FRONTEND, place)
