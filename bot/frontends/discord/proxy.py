"""The proxy on the way to Discord: the one that is set, else the one that this machine's environment names.

discord.py looks at no environment; it takes one address for its requests, its gateway and the pictures that it fetches.
"""

from __future__ import annotations

from urllib.request import getproxies, proxy_bypass

import yarl

from bot.settings import DiscordSettings, SettingsError

HOST = "discord.com"


def discord_proxy(settings: DiscordSettings) -> str | None:
    """Its address, None where there is none. Raises SettingsError for one of no use."""
    named = settings.proxy
    if not named and not proxy_bypass(HOST):
        known = getproxies()  # HTTPS_PROXY, or ALL_PROXY, in capitals or not
        named = known.get("https") or known.get("all") or ""
    if not named:
        return None
    address = yarl.URL(named if "://" in named else f"http://{named}")
    if address.scheme not in ("http", "https") or not address.host:
        raise SettingsError(
            "Discord is reached only through a proxy whose address begins with http:// or https://: "
            "set `discord.proxy`, or HTTPS_PROXY, to one."
        )
    return str(address)
