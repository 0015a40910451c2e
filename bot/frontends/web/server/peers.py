"""Where a request comes from: the address that limits count under, and whether anything stands in between.

An address is what a proxy on this machine says last, or else the other end of the connection; of IPv6 the network that
one household has. Who is on this machine and writes that header only chooses the name they are limited under.
"""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from aiohttp import HttpVersion11, web

from bot.settings import is_loopback

FORWARDED = frozenset({"forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "x-cluster-client-ip"})
FORWARDED_PREFIXES = ("x-forwarded", "x-original-", "x-envoy-", "x-proxy", "x-arr-", "x-amzn-", "cf-", "cdn-", "fly-")
HOUSEHOLD = 64  # bits of an IPv6 address that a provider hands out whole


def peer_of(request: web.Request) -> str:
    """The name that this request's sender is limited under."""
    remote = request.remote or ""
    if is_loopback(remote):
        remote = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip() or remote
    return network_of(remote)


def network_of(address: str) -> str:
    """The address, or the network of an IPv6 one; "::ffff:10.0.0.1" is 10.0.0.1."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return address[:64]
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ip_network((parsed, HOUSEHOLD), strict=False))


def is_direct(request: web.Request) -> bool:
    """Whether a program on this machine asks, with nothing in between.

    A proxy need not say that it is one. But what it sends bears its own marks where it adds no header: HTTP/1.0, or a
    connection for each request, which no browser asks for (Python's urllib does, and needs a key). In doubt it comes
    from elsewhere.
    """
    return (
        is_loopback(request.remote or "")
        and request.version >= HttpVersion11
        and "close" not in request.headers.get("Connection", "").lower()
        and not any(
            name in FORWARDED or name.startswith(FORWARDED_PREFIXES) for name in map(str.lower, request.headers)
        )
    )
