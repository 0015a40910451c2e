"""The remote engine keeps the contract on our own HTTP API, which speaks OpenAI's words for pictures as well."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import closing

import pytest

from generation.engine import Engine
from generation.engines.remote import RemoteEngine
from generation.engines.remote.options import RemoteOptions
from tests.bot.frontends.web.api.kit import server
from tests.generation.engine_contract import EngineContract, begin


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Of a whole service with the echo engine, in a loop of its own: the engine that asks it waits."""
    loop, started, over = asyncio.new_event_loop(), threading.Event(), asyncio.Event()
    urls: list[str] = []

    async def serve() -> None:
        limits = {"queue_per_user": 1000, "queue_depth": 1000}
        api = {"requests_per_minute": 100_000}
        async with server(tmp_path_factory.mktemp("api"), limits=limits, api=api) as running:
            urls.append(running.url)
            started.set()
            await over.wait()

    def run() -> None:
        try:
            loop.run_until_complete(serve())
        finally:
            started.set()  # or a service that cannot start would be waited for

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    started.wait()
    yield urls[0]
    loop.call_soon_threadsafe(over.set)
    thread.join()
    loop.close()


class TestRemoteEngineOnOurOwnApi(EngineContract):
    @pytest.fixture
    def engine(self, address: str) -> Iterator[Engine]:
        with closing(RemoteEngine(RemoteOptions(base_url=address, width=32, height=32, size_multiple=8))) as engine:
            yield engine

    def test_every_advance_is_one_step_until_the_last(self, engine: Engine) -> None:
        """Or none, where the server has brought nothing new."""
        drawing, seen = begin(engine, "a red fox", seed=7), [0]
        while drawing.step < drawing.num_steps:
            engine.advance([drawing])
            assert drawing.step - seen[-1] in (0, 1)
            seen.append(drawing.step)

    def test_it_is_told_no_steps_but_a_seed(self, engine: Engine) -> None:
        assert not engine.info.takes_steps and engine.info.model == "vignette by Vignette"
