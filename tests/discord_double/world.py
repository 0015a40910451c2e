"""What exists on the double: users, servers, channels and messages, with Discord's ids and clock."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from tests.discord_double import permissions

BUTTON, MENU, TEXT, GALLERY = 2, 3, 10, 12  # types of components
COMPONENTS_V2 = 1 << 15  # the flag of a message with a layout
ATTACHED = "attachment://"
EPOCH_MS = 1_420_070_400_000
Json = dict[str, Any]


def inside(components: Iterable[Json]) -> Iterator[Json]:
    """All components, those within others as well."""
    for component in components:
        yield component
        yield from inside(component.get("components") or ())
        yield from inside(component[name] for name in ("accessory", "component") if component.get(name))


class Clock:
    """Wall time that a test can push forward."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += seconds

    def stamp(self) -> str:
        return datetime.fromtimestamp(self.now(), UTC).isoformat()


@dataclass(slots=True)
class User:
    id: int
    name: str
    bot: bool = False


@dataclass(slots=True)
class Role:
    id: int
    name: str
    permissions: int
    bot_id: int | None = None  # of the bot whose own role it is; people cannot give it


@dataclass(frozen=True, slots=True)
class Pings:
    """Whom a message notifies."""

    everyone: bool = False
    users: tuple[User, ...] = ()
    roles: tuple[Role, ...] = ()

    def __bool__(self) -> bool:
        return self.everyone or bool(self.users) or bool(self.roles)


@dataclass(slots=True)
class Attachment:
    id: int
    filename: str
    content: bytes
    description: str | None = None
    size: tuple[int, int] | None = None  # width and height of a picture

    def __repr__(self) -> str:
        return f"<{self.filename}, {len(self.content)} bytes>"


@dataclass(slots=True)
class Message:
    id: int
    channel: Channel
    author: User
    created: float
    timestamp: str
    content: str = ""  # as people read it: where there is a layout, the text displayed in it
    attachments: list[Attachment] = field(default_factory=list)
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    edited: str | None = None
    reference: int | None = None
    nonce: str | None = None
    pings: Pings = Pings()
    type: int = 0  # of Discord's message types: 19 is a reply; others than these two are Discord's own notes
    seen: list[str] = field(default_factory=list)  # every text it had, as people saw it

    @property
    def buttons(self) -> dict[str, str]:
        """Label → custom_id of every button a person can press."""
        there = (item for item in inside(self.components) if item["type"] == BUTTON and not item.get("disabled"))
        return {button["label"]: button["custom_id"] for button in there}

    @property
    def has_layout(self) -> bool:
        return bool(self.flags & COMPONENTS_V2)

    @property
    def gallery(self) -> list[tuple[str, str | None]]:
        """File name and alternative text of the pictures in the layout, in order."""
        items = [item for part in inside(self.components) if part["type"] == GALLERY for item in part["items"]]
        return [(item["media"]["url"].removeprefix(ATTACHED), item.get("description")) for item in items]

    @property
    def menus(self) -> dict[str, Json]:
        """Placeholder → the menu of words a person can choose from."""
        there = (item for item in inside(self.components) if item["type"] == MENU and not item.get("disabled"))
        return {menu["placeholder"]: menu for menu in there}

    @property
    def files(self) -> list[str]:
        return [attachment.filename for attachment in self.attachments]


@dataclass(slots=True)
class Channel:
    id: int
    name: str
    guild: Guild | None = None  # None: a direct message
    recipient: User | None = None
    nsfw: bool = False  # marked as age-restricted
    overwrites: dict[int, tuple[int, int]] = field(default_factory=dict)  # role or user → (allow, deny)
    messages: dict[int, Message] = field(default_factory=dict)

    @property
    def texts(self) -> list[str]:
        return [message.content for message in self.messages.values()]


@dataclass(slots=True)
class Guild:
    id: int
    name: str
    owner: User
    roles: list[Role] = field(default_factory=list)
    members: dict[int, tuple[User, list[Role]]] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    boosts: int = 0  # premium tier

    def has(self, user: User) -> bool:
        return user.id in self.members

    def roles_of(self, user: User) -> list[Role]:
        return self.members[user.id][1]


class World:
    """Everything that exists, and how it comes to be."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._count = 0
        self.guilds: dict[int, Guild] = {}
        self.channels: dict[int, Channel] = {}
        self.users: dict[int, User] = {}
        self.bot = self.add_user("vignette", bot=True)

    def snowflake(self) -> int:
        self._count += 1
        return (int(self.clock.now() * 1000) - EPOCH_MS << 22) + self._count

    def add_user(self, name: str, *, bot: bool = False) -> User:
        user = User(self.snowflake(), name, bot)
        self.users[user.id] = user
        return user

    def add_guild(self, name: str, owner: User, *, with_bot: bool = True) -> Guild:
        guild = Guild(self.snowflake(), name, owner)
        guild.roles.append(Role(guild.id, "@everyone", permissions.EVERYONE))
        self.guilds[guild.id] = guild
        self.join(guild, owner)
        if with_bot:
            own = Role(self.snowflake(), self.bot.name, permissions.EVERYONE, self.bot.id)
            guild.roles.append(own)
            self.join(guild, self.bot, own)
        return guild

    def join(self, guild: Guild, user: User, *roles: Role) -> None:
        guild.members[user.id] = (user, list(roles))

    def add_role(self, guild: Guild, name: str, *allowed: str) -> Role:
        role = Role(self.snowflake(), name, permissions.bits(*allowed))
        guild.roles.append(role)
        return role

    def add_channel(self, guild: Guild, name: str) -> Channel:
        channel = Channel(self.snowflake(), name, guild)
        guild.channels.append(channel)
        self.channels[channel.id] = channel
        return channel

    def direct(self, user: User) -> Channel:
        """The one direct-message channel between the bot and a user."""
        for channel in self.channels.values():
            if channel.recipient is user:
                return channel
        channel = Channel(self.snowflake(), user.name, recipient=user)
        self.channels[channel.id] = channel
        return channel

    def new_message(self, channel: Channel, author: User, **fields: Any) -> Message:
        """A message that is not yet in its channel."""
        return Message(self.snowflake(), channel, author, self.clock.now(), self.clock.stamp(), **fields)

    def messages(self) -> Iterator[Message]:
        for channel in self.channels.values():
            yield from channel.messages.values()
