"""How far `vignette evaluate` has come: a bar per set of stories, on standard error."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn


@contextmanager
def story_bars() -> Iterator[Callable[[str, int, int], None]]:
    """Gives what is called with a set's name, how many of its stories are done, and of how many."""
    bars = Progress(
        TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(), TextColumn("stories"),
        TimeElapsedColumn(), TimeRemainingColumn(), console=Console(stderr=True),
    )  # fmt: skip
    tasks: dict[str, int] = {}

    def report(name: str, done: int, of: int) -> None:
        if name not in tasks:
            tasks[name] = bars.add_task(name, total=of)
        bars.update(tasks[name], completed=done)  # type: ignore[arg-type]  # TaskID is an int

    with bars:
        yield report
