"""Files in a request, matched to its list of attachments, and measured against Discord's limits."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from PIL import Image, UnidentifiedImageError

from tests.discord_double.errors import ApiError, invalid, too_large
from tests.discord_double.exchange import Call
from tests.discord_double.world import Attachment, Channel, World

MIB = 1 << 20
REQUEST_LIMIT = 25 * MIB
FILE_LIMITS = (10 * MIB, 10 * MIB, 50 * MIB, 100 * MIB)  # by the server's boost tier
MAX_FILES = 10


def file_limit(channel: Channel) -> int:
    return FILE_LIMITS[channel.guild.boosts if channel.guild else 0]


def attachments(
    world: World, channel: Channel, call: Call, body: Mapping[str, Any], kept: list[Attachment]
) -> list[Attachment]:
    """The attachments a message has after this request; an edit keeps the ones it lists."""
    _check_sizes(channel, call.files)
    listed = body.get("attachments")
    if listed is None:
        return [*kept, *(new(world, name, content) for name, content in call.files.values())]
    result = [_one(world, call, entry, kept) for entry in listed]
    unlisted = call.files.keys() - {f"files[{entry['id']}]" for entry in listed}
    if unlisted:
        raise invalid(f"attachments: {sorted(unlisted)} uploaded but not listed")
    return result


def _one(world: World, call: Call, entry: Mapping[str, Any], kept: list[Attachment]) -> Attachment:
    uploaded = call.files.get(f"files[{entry['id']}]")
    if uploaded is not None:
        return new(world, entry.get("filename") or uploaded[0], uploaded[1], entry.get("description"))
    for attachment in kept:
        if attachment.id == int(entry["id"]):
            attachment.description = entry.get("description", attachment.description)
            return attachment
    raise invalid(f"attachments: {entry['id']} is neither uploaded nor on the message")


def new(world: World, filename: str, content: bytes, description: str | None = None) -> Attachment:
    return Attachment(world.snowflake(), filename, content, description, _measured(content))


def _measured(content: bytes) -> tuple[int, int] | None:
    try:
        with Image.open(io.BytesIO(content)) as picture:
            return picture.size
    except UnidentifiedImageError:
        return None


def _check_sizes(channel: Channel, files: Mapping[str, tuple[str, bytes]]) -> None:
    if len(files) > MAX_FILES:
        raise ApiError(400, 30015, "Maximum number of attachments in a message reached (10)", fault=True)
    sizes = [len(content) for _, content in files.values()]
    if any(size > file_limit(channel) for size in sizes) or sum(sizes) > REQUEST_LIMIT:
        raise too_large()
