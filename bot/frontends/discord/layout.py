"""A finished job as a message with a layout: its words, its pictures with what they show, and its buttons below."""

from __future__ import annotations

from collections.abc import Sequence

import discord

from bot.frontends.discord.buttons import Row
from bot.frontends.discord.text import message_text
from bot.frontends.discord.uploads import Upload

MAX_ITEMS = 10  # of a gallery, as of a message's files


def layout(text: str, files: Sequence[Upload] = (), rows: Sequence[Row] = ()) -> discord.ui.LayoutView:
    """It keeps no state, so discord.py is told not to keep it either. A file in no gallery would stay unseen."""
    view = discord.ui.LayoutView(timeout=None)
    if text:
        view.add_item(discord.ui.TextDisplay(message_text(text)))
    for start in range(0, len(files), MAX_ITEMS):
        items = (
            discord.MediaGalleryItem(f"attachment://{file.name}", description=file.alt or None)
            for file in files[start : start + MAX_ITEMS]
        )
        view.add_item(discord.ui.MediaGallery(*items))
    for row in rows:
        view.add_item(discord.ui.ActionRow(*row))
    view.stop()
    return view
