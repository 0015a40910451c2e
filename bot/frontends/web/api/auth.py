"""Who calls the API: whoever owns the key, or, without one, a program on this machine."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import hdrs, web

from bot.domain.requester import Address, Requester
from bot.features.access import api_keys
from bot.features.access.api_keys import ADMIN, DRAW, PLATFORM, READ
from bot.frontends.web.api.problems import ApiProblem, Types
from bot.frontends.web.server.app_keys import SERVICE, SETTINGS
from bot.frontends.web.server.guard import is_private
from bot.frontends.web.server.peers import is_direct
from bot.frontends.web.server.strangers import STRANGERS
from bot.settings import ApiSettings

NO_KEY = "none"  # what clients of OpenAI's API, which always send a key, send for nothing
CHALLENGE = {"WWW-Authenticate": 'Bearer realm="Vignette"'}


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody, and what they may do."""

    requester: Requester
    scopes: frozenset[str]
    name: str  # of the key; what its requests are counted under

    @property
    def address(self) -> Address:
        """Where replies go: nowhere, the caller asks for them."""
        return Address("web", {"api": self.name})

    def check(self, scope: str) -> None:
        if scope not in self.scopes:
            raise ApiProblem(Types.FORBIDDEN, f"This key has not the scope “{scope}”.")


async def caller_of(request: web.Request, settings: ApiSettings) -> Caller:
    """Raises ApiProblem where nobody is known; whoever sends a key that is none is never taken for somebody without."""
    if token := bearer(request):
        key = await api_keys.find(request.app[SERVICE].stores, token)
        if key is None:
            request.app[STRANGERS].note_wrong_key(request)
            raise ApiProblem(
                Types.UNAUTHENTICATED, "This API key is not known here, or was revoked.", headers=CHALLENGE
            )
        return Caller(api_keys.requester_of(key), frozenset(key.scopes), key.prefix)
    if settings.keyless and needs_no_key(request):
        admin = request.app[SETTINGS].local_admin
        requester = Requester(PLATFORM, "local", "this machine", admin=admin)
        return Caller(requester, frozenset({DRAW, READ} | ({ADMIN} if admin else set())), "local")
    raise ApiProblem(Types.UNAUTHENTICATED, "Send an API key: Authorization: Bearer vg_…", headers=CHALLENGE)


def bearer(request: web.Request) -> str:
    """The key that the request brings, or nothing; clients that cannot leave it out send “none”."""
    scheme, _, token = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    token = token.strip() if scheme.lower() == "bearer" else ""
    return "" if token.lower() == NO_KEY else token


def needs_no_key(request: web.Request) -> bool:
    """A program on this machine, where the page too is for this machine alone and has no password."""
    settings = request.app[SETTINGS]
    return settings.password is None and is_private(settings) and is_direct(request)
