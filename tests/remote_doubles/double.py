"""One server in a thread of its own: what it was asked, how it answers, and who hung up."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from typing import Any

from aiohttp import web
from PIL import Image

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Double:
    """A running server."""

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)  # bodies of pictures, in turn
    headers: list[dict[str, str]] = field(default_factory=list)  # of every request
    answer: Handler | None = None  # instead of the picture that is asked for
    answers: list[Handler] = field(default_factory=list)  # the same, each once
    hung_up: threading.Event = field(default_factory=threading.Event)
    arrived: threading.Event = field(default_factory=threading.Event)  # a picture was asked for

    async def instead(self, request: web.Request) -> web.StreamResponse | None:
        """What a test wants to be answered, if it does."""
        self.arrived.set()
        handler = self.answers.pop(0) if self.answers else self.answer
        try:
            return None if handler is None else await handler(request)
        except asyncio.CancelledError:
            self.hung_up.set()
            raise


@contextmanager
def serving(double: Double, app: web.Application, port: int = 0) -> Iterator[Double]:
    """`app` on a port of loopback, 0 for any; handlers end when their client hangs up, as FastAPI's can."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()

    async def start() -> web.AppRunner:
        @web.middleware
        async def noting(request: web.Request, handler: Handler) -> web.StreamResponse:
            double.headers.append(dict(request.headers))
            return await handler(request)

        app.middlewares.append(noting)
        runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", port)
        await site.start()
        double.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        return runner

    runner = asyncio.run_coroutine_threadsafe(start(), loop).result()
    try:
        yield double
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


def picture(words: object, size: tuple[int, int], kind: str = "PNG") -> bytes:
    """One that these words decide."""
    red, green, blue = sha256(repr(words).encode()).digest()[:3]
    file = BytesIO()
    Image.new("RGB", size, (red, green, blue)).save(file, kind)
    return file.getvalue()


def text(body: str, status: int = 200, kind: str = "text/html", **headers: str) -> Handler:
    """An answer in words."""

    async def answer(_: web.Request) -> web.StreamResponse:
        return web.Response(text=body, status=status, content_type=kind, headers=headers)

    return answer


async def never(_: web.Request) -> web.StreamResponse:
    """An answer that does not come."""
    await asyncio.Event().wait()
    raise AssertionError


async def half_way(request: web.Request) -> web.StreamResponse:
    """An answer that breaks off."""
    response = web.StreamResponse(headers={"Content-Length": "100000", "Content-Type": "application/json"})
    await response.prepare(request)
    await response.write(b'{"data": [{"b64_json": "')
    assert request.transport is not None
    request.transport.close()
    return response
