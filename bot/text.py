"""Words for people: Markdown escaped or stripped, credits and durations in words."""

from __future__ import annotations

import re

MAX_PROMPT = 300  # characters of a prompt in a reply


_MARKUP = re.compile(r"([\\`*_~|<>\[\]#])")


_ESCAPE = re.compile(r"\\([\\`*_~|<>\[\]#])")


# *one* star on either side of words, and none that is escaped: "2 * 3 * 4" has none
EMPHASIS = r"(?<![\w*\\])\*(?![\s*])((?:\\.|[^*\\\n])*?(?:\\.|[^*\s\\]))\*(?![\w*])"
_CREDENTIALS = re.compile(r"(?<=://)[^/@\s]+@")


_INVISIBLE_SPACE = "\u200b"


def escape_markdown(text: str, length: int = MAX_PROMPT) -> str:
    """A person's words on one line of ours: short, calling nobody, and without any power over formatting."""
    words = " ".join(text.split())
    if len(words) > length:
        whole = words[:length].rpartition(" ")[0]  # no half of a word unless it is very long
        words = f"{whole if 2 * len(whole) > length - 1 else words[: length - 1].rstrip()}…"
    return _MARKUP.sub(r"\\\1", words).replace("@", f"@{_INVISIBLE_SPACE}")


def strip_markdown(text: str) -> str:
    """Our light Markdown for a place that shows none: no bold, no emphasis, no code marks, no escapes."""
    bare = re.sub(r"(?<!\\)(\*\*|`)", "", text)
    bare = re.sub(EMPHASIS, r"\1", bare)
    return _ESCAPE.sub(r"\1", bare).replace(_INVISIBLE_SPACE, "")


def without_credentials(text: str) -> str:
    """The text, with no name and password in the addresses in it."""
    return _CREDENTIALS.sub("", text)


def plural(count: int, noun: str) -> str:
    """ "1 job", "1,200 jobs"."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def credits(amount: int) -> str:
    return plural(amount, "credit")


def format_estimate(seconds: float) -> str:
    """ "about 4 s", "about 45 s", "about 3 min", "about 1.5 h"."""
    if seconds < 10:
        return f"about {max(1, round(seconds))} s"
    if seconds < 57.5:
        return f"about {5 * round(seconds / 5)} s"
    if seconds < 3570:
        return f"about {max(1, round(seconds / 60))} min"
    return f"about {round(seconds / 1800) / 2:g} h"


def format_duration(seconds: float) -> str:
    """ "4.2 s", "45 s", "3 min", "2.5 h"."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"
