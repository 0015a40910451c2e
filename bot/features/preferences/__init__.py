"""What people and servers have decided beforehand, and how it gets into what they ask for."""

from __future__ import annotations

from bot.features.preferences.apply import apply_preferences
from bot.features.preferences.preferences import Preferences, load_preferences, scope_of

__all__ = ["Preferences", "apply_preferences", "load_preferences", "scope_of"]
