"""Text as Discord takes it: no longer than it may be, and mentioning nobody."""

from __future__ import annotations

from collections.abc import Iterator

from discord.utils import escape_mentions

MAX_CONTENT = 2000  # characters of a message; discord.py does not check
MAX_ALT_TEXT = 1024


def message_text(text: str) -> str:
    """A whole message of ours. Whatever stands in it, it names nobody: allowed_mentions is not the only lock."""
    return cut(escape_mentions(text), MAX_CONTENT)


def parts(text: str) -> Iterator[str]:
    """A long answer as several messages, broken between its lines."""
    part = ""
    for line in message_lines(text):
        if part and len(part) + 1 + len(line) > MAX_CONTENT:
            yield part
            part = line
        else:
            part = f"{part}\n{line}" if part else line
    yield part


def message_lines(text: str) -> list[str]:
    return [message_text(line) for line in text.splitlines()]


def alt_text(words: str) -> str:
    return cut(" ".join(words.split()), MAX_ALT_TEXT)


def cut(text: str, limit: int) -> str:
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"
