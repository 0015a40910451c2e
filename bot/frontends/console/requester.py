"""Who sits at the terminal: the account the program runs under, and the operator of this machine."""

from __future__ import annotations

import getpass
import os

from bot.domain.requester import Requester


def terminal_requester() -> Requester:
    """The account's name; its number where it has none, as in many containers."""
    try:
        name = getpass.getuser()
    except (KeyError, OSError):
        name = str(os.getuid())
    return Requester("console", name, name, admin=True)
