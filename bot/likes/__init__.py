"""What people and servers have decided beforehand, and how it gets into what they ask for."""

from __future__ import annotations

from bot.likes.applied import with_likes
from bot.likes.kept import Likes, likes_of, scope_of

__all__ = ["Likes", "likes_of", "scope_of", "with_likes"]
