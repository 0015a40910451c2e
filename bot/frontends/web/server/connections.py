"""How many may be connected: a bound in all, below what the system lets us open, and one for each address.

Where all places are taken, whoever has asked for nothing the longest makes room, so that silent connections shut nobody
out. aiohttp itself cuts a head that does not arrive in time: its `keepalive_timeout` runs from the first byte awaited.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter, OrderedDict
from collections.abc import Callable
from http import HTTPStatus

import structlog
from aiohttp import web
from aiohttp.typedefs import Handler

from bot.frontends.web.server.peers import network_of
from bot.jobs.metrics import Tally
from bot.settings import is_loopback

HEAD_SECONDS = 30.0  # for a whole head, and between two requests
MOST = 8192  # connections
RESERVED = 384  # descriptors for pictures, the database, workers, Discord, and those accepted at one time
FULL = "Too many are connected just now; try again in a moment."
TOO_MANY = "Your address has too many connections open; close some."

log = structlog.get_logger(__name__)


def room_for_connections() -> int:
    """Take as many descriptors as the system gives us, and say how many connections that makes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST + RESERVED if hard == resource.RLIM_INFINITY else min(MOST + RESERVED, hard)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
        soft = wanted
    return MOST if soft == resource.RLIM_INFINITY else min(MOST, max(soft - RESERVED, soft // 4))


class Connections:
    """All that are open, and who may open one more. Called once a connection to make its protocol."""

    def __init__(self, protocol: Callable[[], asyncio.Protocol], most: int, per_address: int, tally: Tally) -> None:
        self._protocol, self._most, self._per_address = protocol, most, per_address
        self._idle: OrderedDict[_Connection, None] = OrderedDict()  # without a request; who waits longest comes first
        self._by_address: Counter[str] = Counter()
        self._open, self._tally = 0, tally

    def __call__(self) -> asyncio.Protocol:
        return _Connection(self, self._protocol)

    def __len__(self) -> int:
        return self._open

    def enter(self, connection: _Connection) -> tuple[HTTPStatus, str] | None:
        """Takes it in, or says why not."""
        if self._by_address[connection.address] >= self._per_address and not is_loopback(connection.address):
            self._tally.refused["address"] += 1
            return HTTPStatus.TOO_MANY_REQUESTS, TOO_MANY  # a proxy on this machine is no address of anybody
        if self._open >= self._most:
            if not self._idle:
                self._tally.refused["full"] += 1
                return HTTPStatus.SERVICE_UNAVAILABLE, FULL
            longest, _ = self._idle.popitem(last=False)
            self._tally.refused["made room"] += 1
            longest.cut()
        self._note_open(1)
        self._by_address[connection.address] += 1
        self._idle[connection] = None
        return None

    def leave(self, connection: _Connection) -> None:
        self._note_open(-1)
        self._by_address[connection.address] -= 1
        if not self._by_address[connection.address]:
            del self._by_address[connection.address]
        self._idle.pop(connection, None)

    def _note_open(self, change: int) -> None:
        self._open += change
        self._tally.connections = self._open

    def note(self, connection: _Connection, *, idle: bool) -> None:
        """Whether it has a request that we are at."""
        if idle and connection.inside:
            self._idle[connection] = None
        else:
            self._idle.pop(connection, None)


class _Connection(asyncio.Protocol):
    """One connection before aiohttp's protocol, which gets everything that comes once it is let in."""

    def __init__(self, all_of_them: Connections, protocol: Callable[[], asyncio.Protocol]) -> None:
        self.address, self.inside = "", False
        self._all, self._make = all_of_them, protocol
        self._protocol: asyncio.Protocol | None = None
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self.address = network_of(str((transport.get_extra_info("peername") or ("",))[0]))
        if (refused := self._all.enter(self)) is not None:
            status, sentence = refused
            body = f'{{"error": "{sentence}"}}'
            head = f"HTTP/1.1 {status.value} {status.phrase}\r\nContent-Type: application/json\r\nRetry-After: 10\r\n"
            transport.write(f"{head}Content-Length: {len(body)}\r\nConnection: close\r\n\r\n{body}".encode())
            transport.close()
            return
        self.inside, self._protocol = True, self._make()
        self._protocol.connection_made(transport)

    def cut(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def note(self, *, idle: bool) -> None:
        self._all.note(self, idle=idle)

    def data_received(self, data: bytes) -> None:
        if self._protocol is not None:
            self._protocol.data_received(data)

    def eof_received(self) -> bool | None:
        return None if self._protocol is None else self._protocol.eof_received()

    def pause_writing(self) -> None:
        if self._protocol is not None:
            self._protocol.pause_writing()

    def resume_writing(self) -> None:
        if self._protocol is not None:
            self._protocol.resume_writing()

    def connection_lost(self, exc: Exception | None) -> None:
        if self._protocol is None:
            return
        self.inside, protocol, self._protocol = False, self._protocol, None
        self._all.leave(self)
        protocol.connection_lost(exc)


class BoundedRunner(web.AppRunner):
    """aiohttp's, whose connections pass `Connections` first."""

    connections: Connections | None = None

    def bound(self, most: int, per_address: int, tally: Tally) -> None:
        """From now on, before any site is started."""
        if (server := super().server) is not None:
            self.connections = Connections(server, most, per_address, tally)

    @property
    def server(self) -> web.Server | None:  # a site only calls it
        return super().server if self.connections is None else self.connections  # type: ignore[return-value]


@web.middleware
async def note_request(request: web.Request, handler: Handler) -> web.StreamResponse:
    """The outermost: a connection is not idle while we answer on it."""
    protocol = request.transport.get_protocol() if request.transport is not None else None
    if not isinstance(protocol, _Connection):
        return await handler(request)
    protocol.note(idle=False)
    try:
        return await handler(request)
    finally:
        protocol.note(idle=True)
