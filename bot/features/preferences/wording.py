"""What people and servers have decided, in words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.features.preferences.preferences import Preferences
from bot.text import credits, escape_markdown
from generation.engine import EngineInfo, LoraInfo
from generation.request.styles import styles_of

MAX_LORAS_SHOWN = 20


def nobody(name: str) -> str:
    return f"Nobody here is called {escape_markdown(name)}: `cast list` shows who there is."


def cast_text(likes: Preferences, info: EngineInfo | None = None, price: int | None = None) -> str:
    """Who is known, and what becomes of their sheets; `price` in credits of one that is drawn."""
    if not likes.cast:
        return "Nobody is known yet: `cast add Mia: a small red fox` introduces somebody."
    lines = [
        f"**{escape_markdown(name)}**: {escape_markdown(looks)}{_sheet(likes, name)}" for name, looks in likes.cast
    ]
    without = [name for name, _ in likes.cast if name not in likes.sheets]
    if without and info is not None and info.references:
        costs = "" if price is None else f" for {credits(price)}"
        lines.append(f"`cast sheet {without[0]}` draws a sheet{costs}, or takes a picture that is attached for it.")
    return "\n".join([*lines, *([_use(info)] if likes.sheets and info else [])])


def _sheet(likes: Preferences, name: str) -> str:
    if name not in likes.sheets:
        return ""
    of = likes.sheets[name].of
    return f" · sheet `{of}`" if of else " · sheet attached"


def _use(info: EngineInfo) -> str:
    """What becomes of sheets, or why nothing does."""
    if not info.references:
        return f"{info.model} looks at no pictures, so it draws stories from the words alone, without sheets."
    most = "one sheet" if info.references == 1 else f"up to {info.references} sheets"
    return f"{info.model} is shown {most} in each picture of a story: of those who are in it."


def styles_text(likes: Preferences, info: EngineInfo | None) -> str:
    """Those of ours that the engine draws by name, a server's own with their words, if words can do anything."""
    ours = f"`--style` takes {', '.join(f'`{name}`' for name in styles_of(info))}."
    own = [f"`--style {name}`: {escape_markdown(words)}" for name, words in sorted(likes.styles.items())]
    if info is not None and info.styles and own:
        return "\n".join([ours, f"{info.model} renders its own styles only, so it cannot draw these:", *own])
    return "\n".join([ours, *(["This server's own:", *own] if own else [])])


def loras_text(info: EngineInfo, word: str = "") -> str:
    """The LoRAs and textual inversions that the engine knows, with what they answer to, or why it cannot use one."""
    if not info.loras:
        return f"{info.model} has no LoRAs here: whoever runs Vignette names a folder of them as `engine.loras`."
    wanted = word.casefold()
    found = [each for each in info.loras if wanted in " ".join((each.name, *each.trigger_words)).casefold()]
    if not found:
        return f"Of {len(info.loras)} LoRAs none has “{escape_markdown(word, 40)}” in its name or trigger words."
    more = f"And {len(found) - MAX_LORAS_SHOWN} more: `loras ink` shows those with a word in their name."
    return "\n".join([*map(_lora, found[:MAX_LORAS_SHOWN]), *([more] if len(found) > MAX_LORAS_SHOWN else [])])


def _lora(each: LoraInfo) -> str:
    if each.objection:
        return escape_markdown(each.objection)
    words = ", ".join(escape_markdown(word, 40) for word in each.trigger_words)
    name = each.name.replace("`", "")
    typed = f"`<{name}>`" if each.embedding else f"`--lora {name}`"
    return f"{typed}: {words}" if words else typed


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
