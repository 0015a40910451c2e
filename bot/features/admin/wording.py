"""What admins read of the audit, the blocklist and a tested prompt, in a chat."""

from __future__ import annotations

from collections.abc import Sequence

from bot.rules.moderation import Match, fold, undo_leetspeak
from bot.storage.audit import AuditEntry
from bot.storage.blocklist import Blocked
from bot.text import escape_markdown

MAX_PATTERN = 80  # characters shown
MAX_PATTERNS = 50


def entries_text(entries: Sequence[AuditEntry]) -> str:
    """A line each, newest first."""
    return "\n".join(map(_entry, entries)) or "Nothing has happened yet."


def _entry(entry: AuditEntry) -> str:
    detail = ", ".join(f"{key} {value}" for key, value in entry.detail.items() if value is not None)
    more = f": {escape_markdown(detail, 120)}" if detail else ""
    what = f"**{entry.action}** {escape_markdown(entry.subject, 60)} by {escape_markdown(entry.actor, 60)}"
    return f"{entry.at.day} {entry.at:%b %H:%M} {what}{more}"


def verified_text(changed: AuditEntry | None, head: str) -> str:
    """The last hash is told, because whoever notes it down finds out when the end is cut off."""
    if changed is not None:
        return f"The audit was changed: the first entry that is not as it was written is\n{_entry(changed)}"
    return f"The audit is as it was written; its last hash is `{head[:16]}`." if head else "The audit is empty."


def patterns_text(patterns: Sequence[Blocked]) -> str:
    if not patterns:
        return "The blocklist is empty."
    lines = [f"{each.kind} `{_code(each.pattern)}`{' on this server' if each.scope else ''}" for each in patterns]
    more = [f"… and {len(lines) - MAX_PATTERNS} more"] if len(lines) > MAX_PATTERNS else []
    return "\n".join(lines[:MAX_PATTERNS] + more)


def tested_text(text: str, found: Sequence[Match]) -> str:
    """What matched, and how the text is read."""
    folded = fold(text)
    read = f"It is read as `{_code(folded)}`" + (
        f", aloud `{_code(loud)}`" if (loud := undo_leetspeak(folded)) != folded else ""
    )
    if not found:
        return f"Nothing on the blocklist is in it. {read}."
    lines = [f"{each.pattern.kind} `{_code(each.pattern.pattern)}` finds `{_code(each.found)}`." for each in found]
    return "\n".join((*lines, f"{read}."))


def _code(words: str) -> str:
    """On one line between back-ticks, which it must not hold itself."""
    line = " ".join(words.replace("`", "'").split())
    return line if len(line) <= MAX_PATTERN * 3 else f"{line[: MAX_PATTERN * 3 - 1]}…"
