"""The content network: every attachment under a signed address that stops working after a day."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from aiohttp import web

from tests.discord_double.world import Attachment, Channel, Message

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble

LIVES = 24 * 3600


class Cdn:
    """Addresses out, bytes back."""

    def __init__(self, double: DiscordDouble) -> None:
        self._double = double

    def urls(self, message: Message) -> dict[int, str]:
        """A fresh address for each attachment of a message."""
        return {item.id: self.url(message.channel, item) for item in message.attachments}

    async def serve(self, request: web.Request) -> web.Response:
        wanted = int(request.match_info["attachment"])
        on_messages = (item for message in self._double.world.messages() for item in message.attachments)
        found = [item for item in (*on_messages, *self._double.handed_over) if item.id == wanted]
        expires = int(request.query.get("ex", "0"), 16)
        if not found or request.query.get("hm") != _signature(wanted, expires) or self._double.clock.now() > expires:
            return web.Response(status=404, text="This content is no longer available.")
        return web.Response(body=found[0].content)

    def url(self, channel: Channel, item: Attachment) -> str:
        now = int(self._double.clock.now())
        path = f"attachments/{channel.id}/{item.id}/{item.filename}"
        return f"{self._double.url}/{path}?ex={now + LIVES:x}&is={now:x}&hm={_signature(item.id, now + LIVES)}"


def _signature(attachment: int, expires: int) -> str:
    return hashlib.sha256(f"{attachment}:{expires}".encode()).hexdigest()
