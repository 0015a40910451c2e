"""The words about frames of a story that were drawn again, or that still do not show what they should."""

from __future__ import annotations

from collections.abc import Iterable

from bot.domain.jobs import Frame
from bot.text import escape_markdown
from story.panels.checker import Check

MOST_FRAMES, MOST_REASONS = 6, 3
FREE = "Drawing them again cost nothing."
_TIMES = ("", "once", "twice")


def checked_line(frames: Iterable[Frame]) -> str:
    """ "Picture 3 was redrawn twice: it showed no fox."; "" where all frames were right at once, or nobody looked."""
    told = [(frame.index + 1, frame.checked) for frame in frames if frame.checked]
    notable = [(number, check) for number, check in told if check.redrawn or check.still]
    sentences = [f"Picture {number} {checked_words(check)}." for number, check in notable[:MOST_FRAMES]]
    if len(notable) > MOST_FRAMES:
        sentences.append(f"So it is with {len(notable) - MOST_FRAMES} more.")
    if any(check.redrawn for _, check in notable):
        sentences.append(FREE)
    return " ".join(sentences)


def checked_words(check: Check) -> str:
    """ "was redrawn twice: it showed no fox", "was redrawn once and still shows two foxes instead of one"."""
    if not check.redrawn:
        return f"shows {_listed(check.still)}" if check.still else "shows what it should"
    times = _TIMES[check.redrawn] if check.redrawn < len(_TIMES) else f"{check.redrawn} times"
    if check.still:
        return f"was redrawn {times} and still shows {_listed(check.still)}"
    return f"was redrawn {times}: it showed {_listed(check.reasons)}"


def _listed(reasons: tuple[str, ...]) -> str:
    *others, last = (escape_markdown(reason, 80) for reason in reasons[:MOST_REASONS])
    return f"{', '.join(others)} and {last}" if others else last
