"""One server, asked from a thread of its own: the worker that draws is never kept waiting.

A picture is money or minutes: what may have been drawn is not asked for twice. Only where nobody answered, or the
server said that it is busy, a request is repeated.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.request import getproxies, proxy_bypass

import aiohttp
from yarl import URL

from generation.engine import EngineError
from generation.engines.remote.sentences import BROKE_OFF, HANGS, NO_JSON, NOBODY, TOO_LARGE, Unreachable, failed

T = TypeVar("T")

PAUSES = (1.0, 2.0, 4.0, 8.0)  # seconds between two tries
LONGEST_PAUSE = 60.0  # however long the server wants to be left alone
CONNECT_SECONDS = 10.0
MOST_BYTES = 96 * 2**20  # 40 megapixels in PNG, in base64
FAREWELL_SECONDS = 2.0  # at the end, to tell a server that nobody wants its pictures
_BUSY = (429, 503)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back, whole."""

    status: int
    kind: str  # its media type
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Raises EngineError where it is anything else."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise EngineError(NO_JSON) from None


class Connection:
    """`address` ends in a slash or not; only what lies on its host is ever asked for."""

    def __init__(self, address: str, key: str = "", timeout: float = 600.0) -> None:
        self.address = URL(address.rstrip("/") + "/")
        self._key, self._timeout = key, timeout
        self._proxy = _proxy_to(self.address)
        self._leaving: set[asyncio.Task[None]] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="image server", daemon=True)
        self._thread.start()
        self._session = self.start(self._open()).result()

    @property
    def host(self) -> str:
        """As people write it: "127.0.0.1:8000"."""
        return self.address.authority

    def start(self, work: Coroutine[Any, Any, T]) -> Future[T]:
        """Begin something that awaits; cancelling the future closes its connection."""
        return asyncio.run_coroutine_threadsafe(work, self._loop)

    def take_leave(self, work: Coroutine[Any, Any, None]) -> None:
        """Begin the last that a server is told of something; `close` waits for it. Only in the connection's thread."""
        task = self._loop.create_task(work)
        self._leaving.add(task)
        task.add_done_callback(self._leaving.discard)

    def close(self) -> None:
        """Everything else that is under way is broken off."""
        self.start(self._end()).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        form: Callable[[], aiohttp.FormData] | None = None,
        *,
        root: bool = False,
        seconds: float | None = None,
        pauses: tuple[float, ...] | None = None,
    ) -> Answer:
        """Raises EngineError where nothing came back whole, `Unreachable` where nobody is there to be asked.

        `path` is below the address, or with `root` below its host. Redirections are answers, not followed.
        """
        url = self.url(path, root=root)
        for pause in (*(PAUSES if pauses is None else pauses), None):
            try:
                answer = await self._once(method, url, body, form and form(), seconds or self._timeout)
                if answer.status not in _BUSY or pause is None:
                    return answer
                wanted = answer.headers.get("Retry-After", "")
                pause = min(float(wanted), LONGEST_PAUSE) if wanted.isdigit() else pause
            except aiohttp.ClientConnectorError:
                if pause is None:
                    raise Unreachable(NOBODY) from None
            except TimeoutError:
                raise EngineError(HANGS) from None
            except (aiohttp.ClientError, OSError, ValueError):  # the last for answers that are no HTTP
                raise EngineError(BROKE_OFF) from None
            await asyncio.sleep(pause)
        raise AssertionError("the last try ends it")

    async def json(self, method: str, path: str, body: Mapping[str, Any] | None = None, **how: Any) -> Any:
        """The same, of an answer that must be JSON and say that all is well."""
        answer = await self.ask(method, path, body, **how)
        self.check(answer)
        return answer.json()

    def check(self, answer: Answer) -> None:
        """Raises EngineError where the server says that it did not do it."""
        if not 200 <= answer.status < 300:
            try:
                told = json.loads(answer.body)
            except (ValueError, RecursionError):
                told = None
            raise failed(answer.status, told, self._key)

    def url(self, path: str, *, root: bool = False) -> URL:
        """Of a path, which may have a query."""
        return (self.address.origin() if root else self.address).join(URL(path.lstrip("/")))

    def socket(self, path: str) -> Any:
        """A websocket below the address, to be opened with `async with`."""
        return self._session.ws_connect(
            self.url(path), headers=self._headers(), proxy=self._proxy, max_msg_size=MOST_BYTES
        )

    async def _once(
        self, method: str, url: URL, body: Mapping[str, Any] | None, form: aiohttp.FormData | None, seconds: float
    ) -> Answer:
        patience = aiohttp.ClientTimeout(total=seconds, sock_connect=min(seconds, CONNECT_SECONDS))
        given: dict[str, Any] = {} if body is None else {"json": body}
        if form is not None:
            given["data"] = form
        async with self._session.request(
            method,
            url,
            headers=self._headers(),
            proxy=self._proxy,
            timeout=patience,
            allow_redirects=False,  # nobody but the operator says where we go
            **given,
        ) as response:
            content = bytearray()
            async for part in response.content.iter_chunked(2**18):
                content += part
                if len(content) > MOST_BYTES:
                    raise EngineError(TOO_LARGE)
            return Answer(response.status, response.content_type, response.headers, bytes(content))

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._key}"} if self._key else {}

    async def _open(self) -> aiohttp.ClientSession:
        # Used again, a connection that the server closes just then could not be told from a picture that broke off.
        # `force_close` would say so in a header, which our own API takes for the mark of a proxy.
        connector = aiohttp.TCPConnector(keepalive_timeout=0, limit=0)
        return aiohttp.ClientSession(connector=connector, cookie_jar=aiohttp.DummyCookieJar())

    async def _end(self) -> None:
        tasks = asyncio.all_tasks() - {asyncio.current_task()} - self._leaving
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._leaving:
            await asyncio.wait(self._leaving, timeout=FAREWELL_SECONDS)
        await self._session.close()


def _proxy_to(address: URL) -> str | None:
    """The one that the environment names for that host; aiohttp's own way would read passwords from .netrc as well."""
    if address.host in ("localhost", "127.0.0.1", "::1") or proxy_bypass(address.host or ""):
        return None
    known = getproxies()
    return known.get(address.scheme) or known.get("all") or None
