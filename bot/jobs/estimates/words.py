"""Seconds as a person says them of something that is not known exactly."""

from __future__ import annotations


def about(seconds: float) -> str:
    """ "about 4 s", "about 45 s", "about 3 min", "about 1.5 h"."""
    if seconds < 10:
        return f"about {max(1, round(seconds))} s"
    if seconds < 57.5:
        return f"about {5 * round(seconds / 5)} s"
    if seconds < 3570:
        return f"about {max(1, round(seconds / 60))} min"
    return f"about {round(seconds / 1800) / 2:g} h"
