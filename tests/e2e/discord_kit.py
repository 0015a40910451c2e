"""The whole bot on the loopback double: the real client, the real service, a real worker process."""

from __future__ import annotations

import io
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from PIL import Image

from bot import bootstrap
from bot.frontends.discord import DiscordFrontend
from bot.jobs.service import Service
from bot.settings import Settings
from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel, Message
from tests.plugin import Gate

PATIENCE = 300.0  # seconds; the machine may be slow and busy


@asynccontextmanager
async def bot(
    discord: DiscordDouble,
    folder: Path,
    *,
    gate: Gate | None = None,
    admin_servers: Sequence[str] = (),
    engine: Mapping[str, Any] | None = None,
    **settings: Any,
) -> AsyncIterator[Service]:
    """The bot from start to stop, drawing with echo unless another engine is named; in the end its client lives."""
    options = {"width": 64, "height": 64, "starts_from_image": True, **(gate.engine if gate else {})}
    engine = engine or {"name": "gated" if gate else "echo", "options": options}
    chosen = Settings(
        data_dir=folder, engine=engine, discord={"token": discord.token, "admin_servers": admin_servers}, **settings
    )
    frontend = DiscordFrontend(chosen, edit_seconds=0.05)
    app = bootstrap.app(chosen, [frontend])
    service = app.service
    await app.start()
    try:
        await service.ready()
        await discord.until(lambda: discord.gateway.connected)
        yield service
        await discord.gateway.pulse()
        assert not frontend.trouble
    finally:
        await app.stop()


async def finished(discord: DiscordDouble, look: Callable[[], Message | None]) -> Message:
    """The message, once its reply stands there."""
    return await discord.until(lambda: (found := look()) and found.buttons and found, seconds=PATIENCE)


def replies(channel: Channel, discord: DiscordDouble) -> list[Message]:
    """The bot's messages."""
    return [message for message in channel.messages.values() if message.author is discord.world.bot]


def latest(channel: Channel, discord: DiscordDouble) -> Callable[[], Message | None]:
    """The bot's last message in a channel."""
    return lambda: next(reversed(replies(channel, discord)), None)


def pictures(message: Message) -> list[Image.Image]:
    return [Image.open(io.BytesIO(attachment.content)) for attachment in message.attachments]
