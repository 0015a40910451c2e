"""The further commands and options that are answered: a name goes in here once `bot.chat_more` has its answer.

A name that is not here is no command: it is neither read nor shown anywhere. One line each, by group.
"""

from __future__ import annotations

_EDITS = ("continue", "describe", "enlarge", "export", "panel", "restyle", "vary", "video")
_DESK = ("allow", "audit", "ban", "blocklist", "desk", "disallow", "drain", "nsfw", "pause", "resume", "stats", "unban")
_LIKES = ("cast", "defaults", "inspire", "price", "styles")
_RIGHTS = ("forget", "mydata", "report", "verify")
_OPTIONS = ("chaos", "tile")

ON: frozenset[str] = frozenset([*_EDITS, *_LIKES, *_RIGHTS, *_DESK, *_OPTIONS])
