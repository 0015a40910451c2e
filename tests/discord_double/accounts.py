"""REST for the bot's own account: who it is, its slash commands, and opening direct messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING
from zlib import crc32

from tests.discord_double import permissions, shapes
from tests.discord_double.errors import ApiError, missing_access, unknown_channel
from tests.discord_double.exchange import Call
from tests.discord_double.rules import check_commands
from tests.discord_double.world import Json

if TYPE_CHECKING:
    from tests.discord_double.double import DiscordDouble


def get_my_user(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    return 200, shapes.myself(double.world.bot)


def get_my_application(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    return 200, shapes.application(double.world.bot, double.owner, double.application_flags)


def get_bot_gateway(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    limit = {"total": 1000, "remaining": 1000, "reset_after": 0, "max_concurrency": 1}
    return 200, {"url": double.gateway_url, "shards": double.gateway.shards, "session_start_limit": limit}


def list_commands(double: DiscordDouble, call: Call) -> tuple[int, list[Json]]:
    return 200, double.commands


def set_commands(double: DiscordDouble, call: Call) -> tuple[int, list[Json]]:
    """All global commands at once; those not named are gone."""
    check_commands(call.body)
    double.commands = [
        {
            "type": 1,
            "default_member_permissions": None,
            **{key: value for key, value in command.items() if value is not None},
            **_permissions(command),
            "id": str(crc32(command["name"].encode())),
            "application_id": str(double.world.bot.id),
            "version": str(crc32(json.dumps(command).encode())),
        }
        for command in call.body
    ]
    return 200, double.commands


def _permissions(command: Json) -> Json:
    """Permissions may be sent as a number and are answered as text."""
    wanted = command.get("default_member_permissions")
    return {} if wanted is None else {"default_member_permissions": str(wanted)}


def create_dm(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    user = double.world.users.get(int(call.body.get("recipient_id") or 0))
    if user is None:
        raise ApiError(400, 50033, "Invalid Recipient(s)")
    return 200, shapes.channel(double.world.direct(user))


def get_channel(double: DiscordDouble, call: Call) -> tuple[int, Json]:
    channel = double.world.channels.get(int(call.values["channel_id"]))
    if channel is None:
        raise unknown_channel()
    if not permissions.may(channel, double.world.bot, "view_channel"):
        raise missing_access()
    return 200, shapes.channel(channel)


HANDLERS = {
    "get_my_user": get_my_user,
    "get_my_oauth2_application": get_my_application,
    "get_my_application": get_my_application,
    "get_bot_gateway": get_bot_gateway,
    "list_application_commands": list_commands,
    "bulk_set_application_commands": set_commands,
    "create_dm": create_dm,
    "get_channel": get_channel,
}
