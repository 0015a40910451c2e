"""What people and servers have decided beforehand, and how it gets into what they ask for."""

from __future__ import annotations

from bot.features.preferences.apply import with_likes
from bot.features.preferences.preferences import Likes, likes_of, scope_of

__all__ = ["Likes", "likes_of", "scope_of", "with_likes"]
