"""Messages made and changed: the part that channel messages, interaction answers and webhooks share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tests.discord_double import uploads
from tests.discord_double.errors import invalid, old_message_edits
from tests.discord_double.exchange import Call
from tests.discord_double.mentions import pinged
from tests.discord_double.rules import (
    EPHEMERAL,
    SETTABLE_FLAGS,
    check_message,
    check_not_empty,
    check_shown,
    displayed,
)
from tests.discord_double.world import COMPONENTS_V2, Attachment, Channel, Json, Message

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble

OLD_AFTER = 3600.0
OLD_EDITS, OLD_WINDOW = 3, 20.0  # as observed by others: 3 per channel per 20 s
KEPT_FLAGS = SETTABLE_FLAGS | EPHEMERAL


def compose(double: DiscordDouble, channel: Channel, call: Call, body: Json, *, settable_flags: int) -> Message:
    """A new message of the bot's, checked but not yet in its channel."""
    check_message(body, settable_flags=settable_flags)
    files = uploads.attachments(double.world, channel, call, body, [])
    embeds, components = body.get("embeds") or [], numbered(body.get("components") or [])
    content = body.get("content") or ""
    if (body.get("flags") or 0) & COMPONENTS_V2:
        content = _displayed(components, files)
    check_not_empty(content, files, embeds, components, body.get("sticker_ids") or [])
    replied = _referenced(channel, body.get("message_reference"))
    return double.world.new_message(
        channel,
        double.world.bot,
        content=content,
        attachments=files,
        embeds=embeds,
        components=components,
        flags=(body.get("flags") or 0) & KEPT_FLAGS,
        reference=replied.id if replied else None,
        nonce=None if body.get("nonce") is None else str(body["nonce"]),
        pings=pinged(double.world, channel, content, body.get("allowed_mentions"), replied),
        seen=[content],
    )


def revise(double: DiscordDouble, message: Message, call: Call, body: Json) -> None:
    """What a PATCH does: what it names changes, the rest stays."""
    layout = ((body.get("flags") or 0) | message.flags) & COMPONENTS_V2  # once there, it stays
    check_message(body | {"flags": (body.get("flags") or 0) | layout}, settable_flags=KEPT_FLAGS)
    if layout and not message.has_layout and message.content and "content" not in body:
        raise invalid("flags: MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2")
    _check_age(double, message)
    files = uploads.attachments(double.world, message.channel, call, body, message.attachments)
    content = (body["content"] or "") if "content" in body else message.content
    components = numbered(body["components"] or []) if "components" in body else message.components
    embeds = (body["embeds"] or []) if "embeds" in body else message.embeds
    if layout:
        content = _displayed(components, files)
        message.flags |= layout
    check_not_empty(content, files, embeds, components)
    message.content, message.attachments, message.components, message.embeds = content, files, components, embeds
    message.edited = double.clock.stamp()
    message.seen.append(content)
    double.note_pings(message, pinged(double.world, message.channel, content, body.get("allowed_mentions"), None))


def _displayed(components: Sequence[Json], files: Sequence[Attachment]) -> str:
    """The text of a layout, whose pictures are all there."""
    check_shown(components, [file.filename for file in files])
    return displayed(components)


def numbered(components: Sequence[Json]) -> list[Json]:
    """Components as Discord gives them back: every one has an id, absent values are left out."""
    count = iter(range(1, 1000))

    def give_ids(component: Mapping[str, Any]) -> Json:
        shape = {key: value for key, value in component.items() if value is not None}
        if "emoji" in shape:
            shape["emoji"] = {key: value for key, value in shape["emoji"].items() if value is not None}
        shape.setdefault("id", next(count))
        if "components" in shape:
            shape["components"] = [give_ids(item) for item in shape["components"]]
        return shape

    return [give_ids(component) for component in components]


def _referenced(channel: Channel, reference: Json | None) -> Message | None:
    if reference is None:
        return None
    message = channel.messages.get(int(reference["message_id"]))
    if message is None and reference.get("fail_if_not_exists", True):
        raise invalid("message_reference: Unknown message")
    if message is not None and message.type:
        raise invalid("message_reference: REPLIES_CANNOT_REFERENCE_SYSTEM_MESSAGE: Cannot reply to a system message")
    return message


def _check_age(double: DiscordDouble, message: Message) -> None:
    now = double.clock.now()
    if now - message.created < OLD_AFTER:
        return
    recent = [at for at in double.old_edits.get(message.channel.id, []) if now - at < OLD_WINDOW]
    if len(recent) >= OLD_EDITS:
        raise old_message_edits(recent[0] + OLD_WINDOW - now)
    double.old_edits[message.channel.id] = [*recent, now]
