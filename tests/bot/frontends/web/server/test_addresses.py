"""Behind a proxy: addresses, cookies and origins are those that people see."""

from __future__ import annotations

import pytest
from aiohttp import web
from aiohttp.test_utils import make_mocked_request

from bot.frontends.web.frontend import WebFrontend
from bot.frontends.web.server.addresses import base_of, is_our_origin, is_secure
from bot.frontends.web.server.app_keys import SETTINGS
from bot.settings import Settings, WebSettings

HERE = "127.0.0.1:8420"


def request(address: str = "", **headers: str) -> web.Request:
    app = web.Application()
    app[SETTINGS] = WebSettings(address=address)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return make_mocked_request("GET", "/", {"Host": HERE, **named}, app=app)


@pytest.mark.parametrize("address", ["https://vignette.example", "https://vignette.example/"])
def test_addresses_for_elsewhere_begin_as_people_reach_the_page(address: str) -> None:
    """langx#1005: a proxy ends TLS, and addresses made of what arrived lead nowhere."""
    assert base_of(request(address)) == "https://vignette.example"
    assert base_of(request()) == f"http://{HERE}"
    assert base_of(request(X_Forwarded_Proto="https")) == f"https://{HERE}"


def test_cookies_are_for_tls_alone_where_people_come_by_it() -> None:
    assert is_secure(request("https://vignette.example")) and is_secure(request(X_Forwarded_Proto="https, http"))
    assert not is_secure(request()) and not is_secure(request("http://vignette.example"))


def test_the_page_is_our_own_by_the_name_that_people_type_though_a_proxy_gives_us_another() -> None:
    """nginx's proxy_pass sends the Host of what is behind it, unless it is told otherwise."""
    behind = request("https://vignette.example")
    assert is_our_origin(behind, "https://vignette.example") and is_our_origin(behind, f"http://{HERE}")
    for other in ("https://evil.example", "null", "http://[", ""):
        assert not is_our_origin(behind, other)
    assert not is_our_origin(request(), "https://vignette.example") and not is_our_origin(request(), "null")


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("::", "[::1]"), ("::1", "[::1]")])
def test_a_host_that_means_every_address_is_shown_as_one_that_can_be_opened(host: str, shown: str) -> None:
    settings = Settings(web={"host": host, "public": True})
    assert WebFrontend(settings).url == f"http://{shown}:8420/"
    assert WebFrontend(settings).desk_url == f"http://{shown}:8420/desk"
