"""Slash commands told to Discord, but only when they changed: it allows so many registrations a day.

`CommandTree.sync` would register them at every start and, like `ui.DynamicItem`, wants a function or class for each
command and button, where the parser's tables say it all. Another bot's tree gets the same payloads (`extension.py`).
"""

from __future__ import annotations

import asyncio
import hashlib
import json
from pathlib import Path

import discord
import structlog

from bot.frontends.discord.slash_commands import Payload
from bot.redaction import brief

log = structlog.get_logger(__name__)


async def register(client: discord.Client, commands: list[Payload], noted: Path) -> None:
    """Register what differs from what the file `noted` says was registered last."""
    if client.application_id is None:
        return
    digest = hashlib.sha256(json.dumps([client.application_id, commands]).encode()).hexdigest()
    if await asyncio.to_thread(_read, noted) == digest:
        return
    try:
        await client.http.bulk_upsert_global_commands(client.application_id, payload=commands)
    except discord.HTTPException as error:  # then what was registered before goes on working, and typed commands too
        log.error("Discord did not take the slash commands", reason=brief(error))
        return
    await asyncio.to_thread(_write, noted, digest)
    log.info("slash commands registered", count=len(commands))


def _read(path: Path) -> str:
    return path.read_text(encoding="ascii") if path.exists() else ""


def _write(path: Path, digest: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(digest, encoding="ascii")
