"""The double's values as the JSON that Discord sends."""

from __future__ import annotations

from tests.discord_double.permissions import granted
from tests.discord_double.world import ATTACHED, GALLERY, Attachment, Channel, Guild, Json, Message, Role, User

JOINED = "2026-01-01T00:00:00+00:00"


def user(one: User) -> Json:
    return {
        "id": str(one.id),
        "username": one.name,
        "discriminator": "0",
        "global_name": one.name.title(),
        "avatar": None,
        "bot": one.bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def myself(one: User) -> Json:
    return user(one) | {"mfa_enabled": True, "locale": "en-US", "verified": True, "email": None}


def application(bot: User, owner: User, flags: int) -> Json:
    return {
        "id": str(bot.id),
        "name": bot.name,
        "icon": None,
        "description": "",
        "type": None,
        "bot": user(bot),
        "verify_key": "0" * 64,
        "flags": flags,
        "flags_new": str(flags),
        "bot_public": True,
        "bot_require_code_grant": False,
        "redirect_uris": [],
        "interactions_endpoint_url": None,
        "role_connections_verification_url": None,
        "owner": user(owner),
        "approximate_guild_count": 1,
        "approximate_user_install_count": 0,
        "approximate_user_authorization_count": 0,
        "explicit_content_filter": 0,
        "team": None,
        "eligible_oauth2_scopes": [],
    }


def member(guild: Guild, one: User, *, with_user: bool = True) -> Json:
    shape = {
        "roles": [str(role.id) for role in guild.roles_of(one)],
        "nick": None,
        "avatar": None,
        "banner": None,
        "joined_at": JOINED,
        "premium_since": None,
        "deaf": False,
        "mute": False,
        "pending": False,
        "flags": 0,
        "communication_disabled_until": None,
    }
    return shape | {"user": user(one)} if with_user else shape


def role(one: Role, position: int) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.bot_id is not None,
        "mentionable": False,
        "flags": 0,
        **({} if one.bot_id is None else {"tags": {"bot_id": str(one.bot_id)}}),
    }


def channel(one: Channel) -> Json:
    if one.guild is None:
        assert one.recipient is not None
        return {"id": str(one.id), "type": 1, "flags": 0, "last_message_id": None, "recipients": [user(one.recipient)]}
    overwrites = [
        {"id": str(target), "type": int(target in one.guild.members), "allow": str(allow), "deny": str(deny)}
        for target, (allow, deny) in one.overwrites.items()
    ]
    return {
        "id": str(one.id),
        "type": 0,
        "flags": 0,
        "guild_id": str(one.guild.id),
        "name": one.name,
        "position": 0,
        "permission_overwrites": overwrites,
        "nsfw": one.nsfw,
        "topic": None,
        "last_message_id": None,
        "parent_id": None,
        "rate_limit_per_user": 0,
    }


def guild(one: Guild) -> Json:
    empty: Json = {name: [] for name in ("threads", "emojis", "stickers", "voice_states", "presences", "features")}
    more = {name: [] for name in ("stage_instances", "guild_scheduled_events", "soundboard_sounds")}
    return {
        **empty,
        **more,
        "id": str(one.id),
        "name": one.name,
        "icon": None,
        "owner_id": str(one.owner.id),
        "roles": [role(item, position) for position, item in enumerate(one.roles)],
        "channels": [channel(item) for item in one.channels],
        "members": [member(one, item) for item, _ in one.members.values()],
        "member_count": len(one.members),
        "joined_at": JOINED,
        "large": False,
        "unavailable": False,
        "verification_level": 0,
        "default_message_notifications": 0,
        "explicit_content_filter": 0,
        "mfa_level": 0,
        "premium_tier": one.boosts,
        "premium_subscription_count": 0,
        "preferred_locale": "en-US",
        "nsfw_level": 0,
        "system_channel_flags": 0,
    }


def attachment(one: Attachment, url: str) -> Json:
    shape: Json = {
        "id": str(one.id),
        "filename": one.filename,
        "size": len(one.content),
        "url": url,
        "proxy_url": url,
    }
    if one.description is not None:
        shape["description"] = one.description
    if one.size is not None:
        shape |= {"width": one.size[0], "height": one.size[1], "content_type": "image/png"}
    return shape


def message(one: Message, urls: dict[int, str]) -> Json:
    """A message as REST answers it."""
    shape: Json = {
        "id": str(one.id),
        "type": one.type if one.reference is None else 19,
        "channel_id": str(one.channel.id),
        "author": user(one.author),
        "content": "" if one.has_layout else one.content,
        "timestamp": one.timestamp,
        "edited_timestamp": one.edited,
        "tts": False,
        "pinned": False,
        "mention_everyone": one.pings.everyone,
        "mentions": [user(item) for item in one.pings.users],
        "mention_roles": [str(item.id) for item in one.pings.roles],
        "attachments": [attachment(item, urls[item.id]) for item in one.attachments],
        "embeds": one.embeds,
        "components": [component(item, one, urls) for item in one.components],
        "flags": one.flags,
    }
    if one.nonce is not None:
        shape["nonce"] = one.nonce
    if one.reference is not None:
        shape["message_reference"] = {"type": 0, "message_id": str(one.reference), "channel_id": str(one.channel.id)}
    return shape


def component(shape: Json, one: Message, urls: dict[int, str]) -> Json:
    """A gallery's pictures with the addresses that Discord gave them."""
    if shape["type"] != GALLERY:
        return shape
    files = {item.filename: item for item in one.attachments}
    named = [(entry, files[entry["media"]["url"].removeprefix(ATTACHED)]) for entry in shape["items"]]
    items = [
        {
            "description": entry.get("description"),
            "spoiler": bool(entry.get("spoiler")),
            "media": {
                "id": str(file.id),
                "url": urls[file.id],
                "proxy_url": urls[file.id],
                "attachment_id": str(file.id),
            },
        }
        for entry, file in named
    ]
    return shape | {"items": items}


def message_event(one: Message, urls: dict[int, str]) -> Json:
    """A message as the gateway tells it: with its server and its author's membership."""
    shape = message(one, urls)
    if one.channel.guild is not None:
        shape["guild_id"] = str(one.channel.guild.id)
        shape["member"] = member(one.channel.guild, one.author, with_user=False)
    return shape


def interacting_member(place: Channel, one: User) -> Json:
    assert place.guild is not None
    return member(place.guild, one) | {"permissions": str(granted(place, one))}
