"""REST for the messages of a channel: create, read, edit, delete, and the typing sign."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.discord_double import permissions, posts
from tests.discord_double.errors import (
    ApiError,
    missing_access,
    missing_permissions,
    unknown_channel,
    unknown_message,
)
from tests.discord_double.exchange import Call
from tests.discord_double.rules import SETTABLE_FLAGS
from tests.discord_double.world import Channel, Json, Message

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble

NONCE_MEMORY = 300.0  # "the past few minutes"


def create_message(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    channel = _channel(double, call)
    _require(double, channel, "send_messages")
    if call.files:
        _require(double, channel, "attach_files")
    if call.body.get("message_reference"):
        _require(double, channel, "read_message_history")
    message = _earlier(double, channel, call.body)
    if message is None:
        if channel.recipient in double.closed_doors:
            raise ApiError(403, 50007, "Cannot send messages to this user")
        message = posts.compose(double, channel, call, call.body, settable_flags=SETTABLE_FLAGS)
        double.publish(message)
    return 200, double.shape(message)


def update_message(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    message = _message(double, call)
    if message.author is not double.world.bot:
        raise ApiError(403, 50005, "Cannot edit a message authored by another user")
    if call.files:
        _require(double, message.channel, "attach_files")
    posts.revise(double, message, call, call.body)
    double.tell_update(message)
    return 200, double.shape(message)


def delete_message(double: DiscordDouble, call: Call) -> tuple[int, None]:
    message = _message(double, call)
    if message.author is not double.world.bot:
        _require(double, message.channel, "manage_messages")
    double.remove(message)
    return 204, None


def get_message(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    message = _message(double, call)
    _require(double, message.channel, "read_message_history")
    return 200, double.shape(message)


def list_messages(double: DiscordDouble, call: Call) -> tuple[int, list[Json]]:
    """Newest first; `after` and `before` are exclusive. Without the permission to read history the list is empty."""
    channel = _channel(double, call)
    if not permissions.may(channel, double.world.bot, "read_message_history"):
        return 200, []
    after, before = int(call.query.get("after", 0)), int(call.query.get("before", 1 << 63))
    limit = int(call.query.get("limit", 50))
    found = [message for number, message in sorted(channel.messages.items()) if after < number < before]
    chosen = found[:limit] if "after" in call.query else found[-limit:]
    return 200, [double.shape(message) for message in reversed(chosen)]


def trigger_typing_indicator(double: DiscordDouble, call: Call) -> tuple[int, None]:
    _require(double, _channel(double, call), "send_messages")
    return 204, None


def _earlier(double: DiscordDouble, channel: Channel, body: Json) -> Message | None:
    """With enforce_nonce, the same nonce within a few minutes gives back the message it made."""
    if body.get("nonce") is None or not body.get("enforce_nonce"):
        return None
    since = double.clock.now() - NONCE_MEMORY
    for message in channel.messages.values():
        if message.nonce == str(body["nonce"]) and message.author is double.world.bot and message.created > since:
            return message
    return None


def _channel(double: DiscordDouble, call: Call) -> Channel:
    channel = double.world.channels.get(int(call.values["channel_id"]))
    if channel is None:
        raise unknown_channel()
    if not permissions.may(channel, double.world.bot, "view_channel"):
        raise missing_access()
    return channel


def _message(double: DiscordDouble, call: Call) -> Message:
    message = _channel(double, call).messages.get(int(call.values["message_id"]))
    if message is None:
        raise unknown_message()
    return message


def _require(double: DiscordDouble, channel: Channel, permission: str) -> None:
    if not permissions.may(channel, double.world.bot, permission):
        raise missing_permissions()


HANDLERS = {
    "create_message": create_message,
    "update_message": update_message,
    "delete_message": delete_message,
    "get_message": get_message,
    "list_messages": list_messages,
    "trigger_typing_indicator": trigger_typing_indicator,
}
