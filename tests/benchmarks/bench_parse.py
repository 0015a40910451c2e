"""How long the parser takes for the longest lines it reads: `python -m tests.benchmarks.bench_parse`."""

from __future__ import annotations

import statistics
import time
from collections.abc import Mapping
from contextlib import suppress

from bot.commands import CommandError, parse

LENGTH = 2000


def fill(start: str, unit: str, end: str = "") -> str:
    """A line of that many characters."""
    return start + unit * ((LENGTH - len(start) - len(end)) // len(unit)) + end


LINES: Mapping[str, str] = {
    "prompt": fill(".imagine ", "a red fox in the snow, ", " --ar 16:9 --seed 7"),
    "story": fill(".story ", f"Mia the red fox {'carries a lantern up the hill, ' * 8} and sleeps. ", "The end."),
    "sentences": fill(".story ", "A. "),
    "initials": fill(".story ", "J. "),
    "marks": fill(".story ", "! "),
    "ellipses": fill(".story ", "... ", "a"),
    "quotes": fill(".story ", "“"),
    "brackets": fill(".story ", "("),
    "options": fill(".imagine a fox", " --seed 7"),
    "unknown options": fill(".imagine a fox", " --sede 7"),
    "long dashes": fill(".imagine a fox", " —sxyz"),
    "one dash": fill(".imagine a fox", " -x"),
    "braces": fill(".imagine ", "{a,b}"),
    "open braces": fill(".imagine ", "{"),
    "quotation marks": fill(".imagine fox --no ", '"'),
    "spaces": fill(".imagine fox", " ", "x"),
    "joiners": fill(".imagine f", "\u200d", "א"),
    "right to left": fill(".imagine ", "שועל אדום "),
    "cast": fill(".story ", "Mia: red\n"),
    "colons": fill(".story A", " ", ":"),
}  # fmt: skip


def milliseconds(line: str, rounds: int = 50) -> float:
    """The median time to parse a line, understood or refused."""
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        with suppress(CommandError):
            parse(line)
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1000


def main() -> None:
    print(f"median milliseconds for {LENGTH:,} characters")
    for name, line in LINES.items():
        print(f"{name:18}{milliseconds(line):8.3f}")


if __name__ == "__main__":
    main()
