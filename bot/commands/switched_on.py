"""The further commands and options that are answered: a name goes in here once `bot.chat_more` has its answer.

A name that is not here is no command: it is neither read nor shown anywhere. One line each, by group.
"""

from __future__ import annotations

_EDITS = ("continue", "export", "panel", "restyle", "vary", "video")
_OPTIONS = ("chaos", "tile")

ON: frozenset[str] = frozenset([*_EDITS, *_OPTIONS])
