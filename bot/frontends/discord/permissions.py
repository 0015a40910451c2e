"""What the bot may do in a channel, checked before anything is queued there."""

from __future__ import annotations

import discord

NEEDED = {
    "view_channel": "View Channel",
    "send_messages": "Send Messages",
    "attach_files": "Attach Files",
    "read_message_history": "Read Message History",
}


def missing_sentence(held: discord.Permissions, channel: object) -> str | None:
    """One sentence that names what is missing in the channel; None when nothing is."""
    needed = dict(NEEDED)
    if isinstance(channel, discord.Thread):
        del needed["send_messages"]
        needed["send_messages_in_threads"] = "Send Messages in Threads"
    missing = [f"“{label}”" for name, label in needed.items() if not getattr(held, name)]
    if not missing:
        return None
    names = " and ".join([", ".join(missing[:-1]), missing[-1]] if len(missing) > 1 else missing)
    noun = "permissions" if len(missing) > 1 else "permission"
    place = f"in {channel.mention} " if isinstance(channel, discord.abc.GuildChannel | discord.Thread) else ""
    return f"I cannot draw {place}without the {noun} {names}: ask someone who manages roles to give them to me there."
