"""Who may be connected, and who makes room."""

from __future__ import annotations

import asyncio
import resource
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.frontends.web import frontend as web_frontend
from bot.frontends.web.server import connections
from bot.frontends.web.server.connections import Connections, room_for_connections
from bot.jobs.metrics import Tally
from tests.bot.frontends.web.site import SOON, Visitor, site


class Wire(asyncio.Transport):
    """A connection's other half, in memory."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 1)})
        self.written, self.ended = b"", False

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.written += bytes(data)

    def close(self) -> None:
        self.ended = True

    abort = close


def opened(all_of_them: Connections, address: str) -> tuple[asyncio.Protocol, Wire]:
    wire, protocol = Wire(address), all_of_them()
    protocol.connection_made(wire)
    return protocol, wire


def test_one_address_has_a_bound_and_others_are_not_touched_by_it() -> None:
    """faults.md row 2: one address took every descriptor."""
    all_of_them = Connections(asyncio.Protocol, most=100, per_address=2, tally=Tally())
    first, _ = opened(all_of_them, "203.0.113.5")
    opened(all_of_them, "203.0.113.5")
    _, refused = opened(all_of_them, "203.0.113.5")
    assert refused.ended and refused.written.startswith(b"HTTP/1.1 429 ") and b"close some" in refused.written
    assert not opened(all_of_them, "203.0.113.6")[1].ended
    first.connection_lost(None)
    assert not opened(all_of_them, "203.0.113.5")[1].ended


def test_a_household_with_ipv6_is_one_address() -> None:
    all_of_them = Connections(asyncio.Protocol, most=100, per_address=1, tally=Tally())
    opened(all_of_them, "2001:db8:1:2::1")
    assert opened(all_of_them, "2001:db8:1:2:ffff::9")[1].ended
    assert not opened(all_of_them, "2001:db8:1:3::1")[1].ended


def test_where_all_places_are_taken_the_one_that_waits_longest_for_nothing_makes_room() -> None:
    all_of_them = Connections(asyncio.Protocol, most=3, per_address=3, tally=Tally())
    busy, silent, newer = (opened(all_of_them, "127.0.0.1") for _ in range(3))
    busy[0].note(idle=False)  # type: ignore[attr-defined]
    assert not opened(all_of_them, "127.0.0.1")[1].ended
    assert (busy[1].ended, silent[1].ended, newer[1].ended) == (False, True, False)


def test_nobody_who_is_being_answered_makes_room() -> None:
    all_of_them = Connections(asyncio.Protocol, most=1, per_address=3, tally=Tally())
    busy, wire = opened(all_of_them, "127.0.0.1")
    busy.note(idle=False)  # type: ignore[attr-defined]
    _, refused = opened(all_of_them, "127.0.0.1")
    assert refused.written.startswith(b"HTTP/1.1 503 ") and b"Retry-After" in refused.written
    assert not wire.ended and len(all_of_them) == 1
    refused_again, _ = opened(all_of_them, "127.0.0.1")
    refused_again.connection_lost(None)  # who was refused takes no place with them
    assert len(all_of_them) == 1


def test_descriptors_are_kept_for_everything_else() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    room = room_for_connections()
    now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert 0 < room <= now - connections.RESERVED or room == connections.MOST


async def test_more_silent_connections_than_there_are_places_shut_nobody_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_frontend, "room_for_connections", lambda: 20)
    async with site(tmp_path, loaded=False) as web, Visitor(web) as visitor:
        where = urlsplit(web.url)
        silent = [await asyncio.open_connection(where.hostname, where.port) for _ in range(40)]
        async with asyncio.timeout(SOON):
            assert (await visitor.get("/healthz")).status == 200
            for reader, _ in silent[:20]:  # those that waited longest have made room
                with suppress(ConnectionResetError):
                    assert await reader.read() == b""
        assert web.service.tally.connections <= 20 <= web.service.tally.refused["made room"]
        for _, writer in silent:
            writer.close()


async def test_a_head_that_does_not_arrive_is_cut_though_it_trickles(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web_frontend, "HEAD_SECONDS", 0.1)
    async with site(tmp_path, loaded=False) as web, asyncio.timeout(SOON):
        where = urlsplit(web.url)
        reader, writer = await asyncio.open_connection(where.hostname, where.port)
        writer.write(b"GET / HTTP/1.1\r\nHost: local")
        while not reader.at_eof():
            await reader.read(100)
        writer.close()
