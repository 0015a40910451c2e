"""What an address says of the place on its platform: which channel it is, and whether it is marked for adults.

A front-end with channels puts these into `Address.place`:
`channel`: its id; `parent`: of a thread, the id of its channel; `nsfw`: "yes" or "no", absent where nobody knows.
"""

from __future__ import annotations

from bot.domain.requester import Address


def channels_of(address: Address) -> tuple[str, ...]:
    """The channel and, of a thread, its parent: what is allowed in one is allowed in its threads."""
    return tuple(address.place[key] for key in ("channel", "parent") if key in address.place)


def is_marked(address: Address) -> bool:
    """Unknown is no."""
    return address.place.get("nsfw") == "yes"
