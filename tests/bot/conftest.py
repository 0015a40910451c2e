"""What tests of the bot share: workers that end with their test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.bot.worker.bench import Bench


@pytest.fixture
def benches() -> Iterator[list[Bench]]:
    made: list[Bench] = []
    yield made
    for bench in made:
        bench.close()
