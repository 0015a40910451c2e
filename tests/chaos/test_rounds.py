"""The short form of `python -m tests.chaos`: a few rounds with each kind of fault, and everything holds after each."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from tests.chaos.rounds import Rounds

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def chaos(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Rounds]:
    async with Rounds(tmp_path_factory.mktemp("chaos"), seed=7) as chaos:
        yield chaos
        assert chaos.table.acknowledged > 5, "too little was asked to mean anything"


@pytest.mark.parametrize(
    "kinds",
    [
        ("SIGKILL of a worker", "answers of Discord lost"),
        ("a locked database", "a full disk"),
        ("503 from Discord", "SIGSTOP of a worker", "SIGKILL of the service"),
    ],
    ids=" and ".join,
)
async def test_nothing_is_lost_doubled_or_forgotten(chaos: Rounds, kinds: tuple[str, ...]) -> None:
    assert await chaos.round(kinds, requests=4) == []
