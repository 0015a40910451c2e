"""What Discord's no to a message means: wait, go elsewhere, send anew, or give up; by status and by its numbered code.

The codes are those of Discord's list, "Opcodes and Status Codes". What is in no set here, of 400 to 499, is about the
message itself: the same would be refused again.
"""

from __future__ import annotations

import discord

from bot.text import escape_markdown

# It may go through later.
_PASSING_STATUS = (401, 408, 425, 429)  # 401: the token was renewed, and whoever runs the bot can mend that
_PASSING = (20016, 20022, 20028, 20029, 30046, 40003, 40004, 40006, 40062, 40333, 110001, 130000)

# This message cannot be edited: gone, too often, ours no more, a system's, in an archived thread.
UNEDITABLE = (10008, 30046, 50005, 50021, 50083)

# The place is gone or shut, whatever is sent: unknown, banned, no text there, locked, files switched off.
_SHUT = (10003, 10004, 10013, 40007, 40058, 50007, 50008, 50009, 50024, 50033, 50278, 160002, 160005, 400001)

# These come with a 403 as well, and are about what is sent, not about who may write there.
_EXPLICIT, _BLOCKED, _LINKS = 20009, (200000, 200001), 240000
_TOO_LARGE = (40005, 50045)


def is_passing(error: discord.HTTPException) -> bool:
    """Whether the same may be taken later."""
    return error.status >= 500 or error.status in _PASSING_STATUS or error.code in _PASSING


def is_shut(error: discord.HTTPException) -> bool:
    """Whether nothing can be sent to that place."""
    if error.code in (_EXPLICIT, *_BLOCKED, _LINKS) or is_passing(error):
        return False
    return isinstance(error, discord.Forbidden) or error.code in _SHUT


def is_final(error: discord.HTTPException) -> bool:
    """Whether this message, there or anywhere, will never be taken."""
    return not (is_passing(error) or is_shut(error) or error.code in UNEDITABLE)


def is_too_large(error: discord.HTTPException) -> bool:
    return error.status == 413 or error.code in _TOO_LARGE


def refusal_reason(error: discord.HTTPException) -> str:
    """Why it is not taken, in a sentence for whoever asked."""
    if error.code == _EXPLICIT:
        return "Discord takes it for explicit content, and does not send that here."
    if error.code in _BLOCKED:
        return "The automatic moderation of this server does not let it through."
    if error.code == _LINKS:
        return "Discord's filter for harmful links does not let it through."
    if is_too_large(error):
        return "It is larger than Discord takes here, however small it is made."
    said = escape_markdown(error.text or str(error.code)).rstrip(".")
    return f"Discord does not take it: {said}."
