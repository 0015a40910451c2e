"""What people and servers have decided, in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.features.preferences.preferences import Preferences
from bot.text import escape_markdown
from generation.engine import EngineInfo
from generation.request.styles import styles_of


def cast_text(likes: Preferences) -> str:
    if not likes.cast:
        return "Nobody is known yet: `cast add Mia: a small red fox` introduces somebody."
    return "\n".join(f"**{escape_markdown(name)}**: {escape_markdown(looks)}" for name, looks in likes.cast)


def styles_text(likes: Preferences, info: EngineInfo | None) -> str:
    """Those of ours that the engine draws by name, a server's own with their words, if words can do anything."""
    ours = f"`--style` takes {', '.join(f'`{name}`' for name in styles_of(info))}."
    own = [f"`--style {name}`: {escape_markdown(words)}" for name, words in sorted(likes.styles.items())]
    if info is not None and info.styles and own:
        return "\n".join([ours, f"{info.model} renders its own styles only, so it cannot draw these:", *own])
    return "\n".join([ours, *(["This server's own:", *own] if own else [])])


def defaults_text(likes: Preferences, *, server_only: bool) -> str:
    """In the order in which they count."""
    server = _options(likes.server_defaults)
    of_server = f"This server's: {server}." if server else "This server has no defaults."
    if server_only:
        return of_server
    own = _options(likes.own_defaults)
    first = f"Yours: {own}." if own else "You have no defaults: `defaults set style ink` gives you one."
    return f"{first}\n{of_server}" if server else first


def _options(defaults: Mapping[str, str]) -> str:
    return ", ".join(
        f"`--{name}{' ' if value else ''}{escape_markdown(value)}`" for name, value in sorted(defaults.items())
    )
