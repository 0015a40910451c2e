"""Who may do what admins do."""

from __future__ import annotations

from bot.domain.errors import Refused
from bot.domain.requester import Requester


def require_admin(by: Requester) -> None:
    if not by.admin:
        raise Refused(OPERATORS_ONLY if by.manages else ADMINS_ONLY)


def require_manager(by: Requester, server: str | None) -> None:
    """Whoever manages that server, "platform:id"; an admin anywhere."""
    if not (by.manages and server and server == by.server_key):
        require_admin(by)


ADMINS_ONLY = "Only admins can do that."


OPERATORS_ONLY = (
    "That is for whoever runs Vignette: at their own machine, or on a server that they name in `discord.admin_servers`."
)
