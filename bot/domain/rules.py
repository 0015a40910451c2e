"""The words of rules that admins set: places, patterns, bans, ages."""

from __future__ import annotations

from typing import Literal

Period = Literal["day", "week", "month"]


PatternKind = Literal["word", "phrase", "regex"]


NsfwRule = Literal["off", "channel", "on"]  # channel: only where the channel is marked for it


Place = Literal["channel", "role"]


BanKind = Literal["user", "role", "server"]
