"""Workers come with the work, within bounds, and go when there has been none."""

from __future__ import annotations

from typing import Any, cast

import pytest

from bot.worker.scaling import Bounds, Scaling
from bot.worker.supervisor import WorkerSupervisor
from tests.bot.service_kit import until


class Hand:
    """A worker that a test keeps busy."""

    def __init__(self) -> None:
        self.jobs: dict[str, Any] = {}
        self.broken = self.down = ""
        self.started = self.stopped = 0

    def start(self) -> None:
        self.started += 1

    async def retire(self) -> None:
        self.stopped += 1

    stop = retire


class Hour:
    """The time, as a test has it."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def hands() -> list[Hand]:
    return [Hand() for _ in range(4)]


@pytest.fixture
def hour() -> Hour:
    return Hour()


@pytest.fixture
def scaling(hands: list[Hand], hour: Hour) -> Scaling:
    scaling = Scaling(cast(list[WorkerSupervisor], hands), Bounds(1, idle_seconds=60.0), hour)
    scaling.start()
    return scaling


async def test_the_fewest_are_there_from_the_start_and_stay(hands: list[Hand], scaling: Scaling, hour: Hour) -> None:
    hour.now = 1e6
    scaling.adjust(0)
    assert [hand.started for hand in hands] == [1, 0, 0, 0] and not any(hand.stopped for hand in hands)


async def test_one_comes_for_each_job_that_waits_until_all_are_there(hands: list[Hand], scaling: Scaling) -> None:
    hands[0].jobs["a"] = 1
    scaling.adjust(2)
    assert [hand.started for hand in hands] == [1, 1, 1, 0] and scaling.can_grow
    scaling.adjust(2)  # those two are still loading, and will take them
    assert [hand.started for hand in hands] == [1, 1, 1, 0]
    scaling.adjust(9)
    assert [hand.started for hand in hands] == [1, 1, 1, 1] and not scaling.can_grow


@pytest.mark.parametrize("trouble", ["broken", "down"])
async def test_one_that_cannot_draw_counts_for_nothing(hands: list[Hand], scaling: Scaling, trouble: str) -> None:
    setattr(hands[0], trouble, "It does not load.")
    scaling.adjust(1)
    assert hands[1].started == 1


async def test_who_had_nothing_to_do_for_long_goes_and_comes_again(
    hands: list[Hand], scaling: Scaling, hour: Hour
) -> None:
    hands[0].jobs["a"] = 1
    scaling.adjust(2)
    hands[1].jobs["b"] = 1
    hour.now = 59.0
    scaling.adjust(0)
    hour.now = 61.0
    scaling.adjust(0)
    await until(lambda: hands[2].stopped)
    assert [hand.stopped for hand in hands] == [0, 0, 1, 0]
    hands[3].broken = "It does not load."
    await until(lambda: scaling.can_grow)
    scaling.adjust(2)
    await until(lambda: hands[2].started == 2)


async def test_stopping_stops_all_that_are_there(hands: list[Hand], scaling: Scaling) -> None:
    scaling.adjust(3)
    await scaling.stop()
    assert [hand.stopped for hand in hands] == [1, 1, 1, 0]
