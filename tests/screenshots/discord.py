"""A conversation on the Discord double: a story that is finished, and pictures that are being drawn."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser

from tests.discord_double import DiscordDouble
from tests.discord_double.world import Channel, Message
from tests.e2e.discord_kit import PATIENCE, bot, finished, latest
from tests.screenshots.chat_page import page

STORY = (
    ".story Bo the robot walks through the town at night. He finds a drum. He carries it to the beach. He dances. "
    "--seed 1"
)
PICTURES = ".imagine a penguin with a yellow scarf dancing on the beach --n 4"
WIDTH = 660
STORYBOOK = {"name": "diffusers"}


async def shoot(browser: Browser, folder: Path) -> bytes:
    shown = await browser.new_page(viewport={"width": WIDTH, "height": 400}, device_scale_factor=1.5)
    await shown.set_content(await conversation(folder))
    return await shown.screenshot(full_page=True)


async def conversation(folder: Path) -> str:
    """The channel as it stands while the last pictures are half drawn."""
    with pytest.MonkeyPatch.context() as patch:
        async with DiscordDouble(bucket=(50, 1.0)) as discord:
            discord.point_client(patch)
            channel = discord.world.add_channel(discord.world.add_guild("Atelier", discord.owner), "atelier")
            ann, ben = (discord.person(name, channel.guild) for name in ("ann", "ben"))
            async with bot(discord, folder, engine=STORYBOOK):
                ann.says(STORY, channel)
                await finished(discord, latest(channel, discord))
                ben.says(PICTURES, channel)
                return await discord.until(lambda: half_drawn(channel), seconds=PATIENCE)


def half_drawn(channel: Channel) -> str:
    """The page, once the latest message shows a preview and a bar that is neither empty nor full."""
    message: Message = next(reversed(channel.messages.values()))
    return page(channel) if message.files and "▰▰▰" in message.content and "▱" in message.content else ""
