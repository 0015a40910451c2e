"""What is kept for a requester: defaults, styles of their server's own, and whom its stories know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.domain.requester import Requester
from bot.storage.server_settings import ServerSettings
from bot.storage.stores import Stores
from generation.engine import Reference


@dataclass(frozen=True, slots=True)
class Preferences:
    """Options by name, values as typed; styles by name; a cast as `StoryRequest.cast` has it."""

    own_defaults: Mapping[str, str] = field(default_factory=dict)
    server_defaults: Mapping[str, str] = field(default_factory=dict)
    styles: Mapping[str, str] = field(default_factory=dict)
    cast: tuple[tuple[str, str], ...] = ()
    sheets: Mapping[str, Reference] = field(default_factory=dict)  # a picture of those of the cast who have one

    @property
    def defaults(self) -> dict[str, str]:
        """A person's own count before their server's."""
        return {**self.server_defaults, **self.own_defaults}


def scope_of(requester: Requester) -> str:
    """Whose styles and cast count: the server's; where there is none, as in a direct message, one's own."""
    return requester.server_key or requester.key


async def load_preferences(stores: Stores, requester: Requester) -> Preferences:
    """Raises StorageError."""
    scope, server = scope_of(requester), requester.server_key
    async with stores.database.read() as session:
        own = await stores.people.defaults(session, requester.key)
        settings = await stores.servers.settings(session, scope)
        rules = settings if server else ServerSettings()
        cast = await stores.casts.of(session, scope)
        sheets = await stores.casts.sheets(session, scope) if cast else {}
        return Preferences(own, rules.defaults, settings.styles, cast, sheets)


def sheets_of(told: Sequence[tuple[str, str]], likes: Preferences) -> tuple[tuple[str, Reference], ...]:
    """The sheets of those told of, where they are who was saved and nobody else of that name."""
    return tuple(
        (name, likes.sheets[name]) for name, looks in told if name in likes.sheets and (name, looks) in likes.cast
    )
