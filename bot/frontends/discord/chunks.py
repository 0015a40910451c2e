"""An answer as messages: its words in parts, its file with the first, or a sentence where that is too large."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import discord

from bot.chat.context import Answer
from bot.frontends.discord.text import message_text, parts
from bot.frontends.discord.uploads import MIB, REQUEST_LIMIT, Upload

CONTENT_TOO_LARGE = 413

Send = Callable[[str, list[Upload]], Awaitable[object]]


async def send_in_chunks(answer: Answer, limit: int, send: Send) -> None:
    """`limit` is what a file may have there, in bytes, as far as we know: Discord may refuse less."""
    if answer.attachment is None:
        await _send_all(answer.text, [], send)
        return
    file = Upload(*answer.attachment)
    if len(file.content) <= min(limit, REQUEST_LIMIT):
        try:
            await _send_all(answer.text, [file], send)
            return
        except discord.HTTPException as error:
            if error.status != CONTENT_TOO_LARGE:
                raise
    await send(message_text(too_large(file)), [])


def too_large(file: Upload) -> str:
    size = f"{len(file.content) / MIB:.1f} MiB"
    return f"`{file.name}` has {size}, more than Discord takes here: get it on the web page, or in another format."


async def _send_all(text: str, files: list[Upload], send: Send) -> None:
    first, *rest = parts(text)
    await send(first, files)
    for part in rest:
        await send(part, [])
