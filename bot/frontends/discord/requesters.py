"""A Discord user → the Requester the service knows."""

from __future__ import annotations

from collections.abc import Collection

import discord

from bot.domain.requester import Requester
from bot.frontends.discord.message_ref import FRONTEND


def requester(user: discord.User | discord.Member, admin_servers: Collection[str]) -> Requester:
    """Who asks, with their roles in the server where they ask.

    Who may manage that server is an admin, if it is one of `admin_servers`. Where none are named nobody is one here,
    and managers decide on their own server alone.
    """
    if not isinstance(user, discord.Member):
        return Requester(FRONTEND, str(user.id), user.display_name)
    manager, server = user.guild_permissions.manage_guild, str(user.guild.id)
    return Requester(
        FRONTEND,
        str(user.id),
        user.display_name,
        server=server,
        roles=tuple(str(role.id) for role in user.roles if not role.is_default()),
        admin=manager and server in admin_servers,
        manages=manager and (not admin_servers or server in admin_servers),
    )
