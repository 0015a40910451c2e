"""Where a request comes from."""

from __future__ import annotations

from unittest.mock import Mock

import pytest
from aiohttp import HttpVersion10
from aiohttp.test_utils import make_mocked_request

from bot.frontends.web.server.peers import is_direct, network_of, peer_of


def request(remote: str = "127.0.0.1", headers: dict[str, str] | None = None, **options: object):  # type: ignore[no-untyped-def]
    transport = Mock()
    transport.get_extra_info.side_effect = lambda name, default=None: (remote, 1) if name == "peername" else default
    return make_mocked_request("GET", "/", headers=headers, transport=transport, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "header",
    ["Forwarded", "Via", "X-Forwarded-For", "x-forwarded-server", "X-Real-IP", "CF-Ray", "X-Envoy-Internal"],
)
def test_what_a_proxy_passed_on_is_not_from_this_machine(header: str) -> None:
    assert is_direct(request())
    assert not is_direct(request(headers={header: "x"}))


def test_a_proxy_that_adds_no_header_is_none_of_this_machine_either() -> None:
    """faults.md row 11: nginx, as it comes, speaks HTTP/1.0 to us and asks to close."""
    assert not is_direct(request(version=HttpVersion10))
    assert not is_direct(request(headers={"Connection": "close"}))
    assert not is_direct(request(remote="192.0.2.1"))


def test_limits_count_under_the_address_that_our_own_proxy_saw() -> None:
    forwarded = {"X-Forwarded-For": "10.9.9.9, 203.0.113.5"}  # the first is what the client claims
    assert peer_of(request(headers=forwarded)) == "203.0.113.5"
    assert peer_of(request("198.51.100.1", headers=forwarded)) == "198.51.100.1"  # no proxy of ours
    assert network_of("::ffff:10.0.0.1") == "10.0.0.1" and network_of("fe80::1%eth0") == "fe80::/64"
