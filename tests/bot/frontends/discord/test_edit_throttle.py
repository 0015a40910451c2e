"""Pacing: progress a few seconds apart and only the newest, finals at once and alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from functools import wraps
from typing import Any

import pytest

from bot.frontends.discord.edit_throttle import ChannelEdits, EditThrottle

PACE = 5.0


class LeapingLoop(asyncio.SelectorEventLoop):
    """Whenever there is nothing to do until a timer, it is that time: seconds take none, and are always the same."""

    def __init__(self) -> None:
        super().__init__()
        self._now = 0.0
        self._select = self._selector.select
        self._selector.select = self._leap

    def time(self) -> float:
        return self._now

    def _leap(self, timeout: float | None = None) -> Any:
        self._now += timeout or 0.0
        return self._select(0 if timeout is not None else None)


def leaping(test: Callable[[], Coroutine[Any, Any, None]]) -> Callable[[], None]:
    """The test on such a loop."""

    @wraps(test)
    def run() -> None:
        with asyncio.Runner(loop_factory=LeapingLoop) as runner:
            runner.run(test())

    del run.__wrapped__  # or pytest would look through
    return run


class Wall:
    """Where edits are written, with the time."""

    def __init__(self) -> None:
        self.written: list[str] = []
        self.times: list[float] = []
        self.busy = 0

    def edit(self, text: str, seconds: float = 0.0) -> Callable[[], Awaitable[None]]:
        async def write() -> None:
            self.busy += 1
            assert self.busy == 1, "two edits of one channel at once"
            await asyncio.sleep(seconds)
            self.busy -= 1
            self.written.append(text)
            self.times.append(asyncio.get_running_loop().time())

        return write


@leaping
async def test_progress_is_paced_and_stale_progress_dropped() -> None:
    wall, edits = Wall(), ChannelEdits(PACE)
    for step in range(5):
        edits.offer(1, wall.edit(f"step {step}"))
    edits.offer(2, wall.edit("another message"))
    await asyncio.sleep(PACE / 2)
    edits.offer(1, wall.edit("newer"))
    await asyncio.sleep(PACE * 4)
    assert wall.written == ["step 4", "another message", "newer"]
    assert wall.times == pytest.approx([0, PACE, 2 * PACE])


@leaping
async def test_a_final_goes_out_at_once_and_drops_the_progress_of_its_message() -> None:
    wall, edits = Wall(), ChannelEdits(PACE)
    edits.offer(1, wall.edit("first"))
    await asyncio.sleep(PACE / 2)
    edits.offer(1, wall.edit("stale"))
    async with edits.final(1):
        await wall.edit("final")()
    assert wall.times == pytest.approx([0, PACE / 2])
    await asyncio.sleep(PACE * 3)
    assert wall.written == ["first", "final"]


@leaping
async def test_a_final_waits_for_the_edit_under_way_and_nothing_comes_beside_it() -> None:
    wall, edits = Wall(), ChannelEdits(0.0)
    edits.offer(1, wall.edit("slow", seconds=0.03))
    await asyncio.sleep(0.01)
    edits.offer(2, wall.edit("of another"))
    async with edits.final(1):
        await wall.edit("final", seconds=0.03)()
    await asyncio.sleep(0.02)
    assert wall.written == ["slow", "final", "of another"]


@leaping
async def test_a_failed_edit_does_not_end_the_others() -> None:
    wall, edits = Wall(), ChannelEdits(0.0)

    async def broken() -> None:
        raise ConnectionError("gone")

    edits.offer(1, broken)
    edits.offer(2, wall.edit("fine"))
    await asyncio.sleep(0.02)
    assert wall.written == ["fine"]


@leaping
async def test_channels_do_not_wait_for_each_other_and_idle_ones_are_forgotten() -> None:
    here, there, edits = Wall(), Wall(), EditThrottle(60)
    edits.of(1).offer(1, here.edit("here"))
    edits.of(2).offer(2, there.edit("there"))
    await asyncio.sleep(0.02)
    assert here.written + there.written == ["here", "there"]
    before = edits.of(1)
    edits.of(3)
    assert edits.of(1) is not before
    edits.close()
