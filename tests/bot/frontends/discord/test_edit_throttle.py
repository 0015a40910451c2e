"""Pacing: progress a few seconds apart and only the newest, finals at once and alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.frontends.discord.edit_throttle import ChannelEdits, EditThrottle

PACE = 0.05


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


async def test_progress_is_paced_and_stale_progress_dropped() -> None:
    wall, edits = Wall(), ChannelEdits(PACE)
    for step in range(5):
        edits.offer(1, wall.edit(f"step {step}"))
    edits.offer(2, wall.edit("another message"))
    await asyncio.sleep(PACE / 2)
    edits.offer(1, wall.edit("newer"))
    await asyncio.sleep(PACE * 4)
    assert wall.written == ["step 4", "another message", "newer"]
    assert all(later - earlier >= PACE * 0.9 for earlier, later in zip(wall.times, wall.times[1:], strict=False))


async def test_a_final_goes_out_at_once_and_drops_the_progress_of_its_message() -> None:
    wall, edits = Wall(), ChannelEdits(PACE)
    edits.offer(1, wall.edit("first"))
    await asyncio.sleep(PACE / 2)
    edits.offer(1, wall.edit("stale"))
    async with edits.final(1):
        await wall.edit("final")()
    assert wall.times[1] - wall.times[0] < PACE
    await asyncio.sleep(PACE * 3)
    assert wall.written == ["first", "final"]


async def test_a_final_waits_for_the_edit_under_way_and_nothing_comes_beside_it() -> None:
    wall, edits = Wall(), ChannelEdits(0.0)
    edits.offer(1, wall.edit("slow", seconds=0.03))
    await asyncio.sleep(0.01)
    edits.offer(2, wall.edit("of another"))
    async with edits.final(1):
        await wall.edit("final", seconds=0.03)()
    await asyncio.sleep(0.02)
    assert wall.written == ["slow", "final", "of another"]


async def test_a_failed_edit_does_not_end_the_others() -> None:
    wall, edits = Wall(), ChannelEdits(0.0)

    async def broken() -> None:
        raise ConnectionError("gone")

    edits.offer(1, broken)
    edits.offer(2, wall.edit("fine"))
    await asyncio.sleep(0.02)
    assert wall.written == ["fine"]


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
