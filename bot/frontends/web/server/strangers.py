"""What one address may try: passwords, keys, links, and being somebody new.

Guessing is slowed by an answer that says when to come again. Whoever gave the right password before, and shows the
cookie they had then, is not shut out by a neighbour's guesses; nor is a right key, which nobody guesses.
"""

from __future__ import annotations

from collections import OrderedDict
from http import HTTPStatus

from aiohttp import web

from bot.frontends.web.server.errors import HttpProblem
from bot.frontends.web.server.peers import peer_of
from bot.frontends.web.server.rate_limit import Rate

GUESSES_A_MINUTE = 10  # of a password or a link
WRONG_KEYS_A_MINUTE = 60  # of 256 random bits: what they cost us is the look into the database
VISITORS_A_MINUTE = 30  # who were not here before
MAX_KNOWN = 20_000  # visitors; who came longest ago is new once more
WRONG = "Too many wrong guesses came from your address: wait {wait} s."
NEW = "Too many new visitors came from your address: wait {wait} s."


class Strangers:
    """In memory: a restart knows nobody."""

    def __init__(self) -> None:
        self._guesses, self._visitors = Rate(GUESSES_A_MINUTE), Rate(VISITORS_A_MINUTE)
        self._keys = Rate(WRONG_KEYS_A_MINUTE)
        self._known: OrderedDict[str, None] = OrderedDict()  # visitors' keys
        self._trusted: OrderedDict[str, None] = OrderedDict()  # those of them who gave the right password

    def check_guesses(self, request: web.Request, visitor: str = "") -> None:
        """Before something secret is compared. Raises HttpProblem for an address that guessed too often."""
        if visitor not in self._trusted and (wait := self._guesses.wait(peer_of(request))):
            raise _TooMany(WRONG, wait)

    def note_wrong_guess(self, request: web.Request) -> None:
        self._guesses.take(peer_of(request))

    def note_wrong_key(self, request: web.Request) -> None:
        """Raises HttpProblem for an address that sends too many."""
        if wait := self._keys.take(peer_of(request)):
            raise _TooMany(WRONG, wait)

    def trust(self, visitor: str) -> None:
        """They gave the right password."""
        _remember(self._trusted, visitor)

    def admit(self, request: web.Request, person: str) -> None:
        """Somebody wants something of their own. Raises HttpProblem where an address brings forth too many people."""
        if person not in self._known and (wait := self._visitors.take(peer_of(request))):
            raise _TooMany(NEW, wait)
        _remember(self._known, person)


def _remember(known: OrderedDict[str, None], name: str) -> None:
    known[name] = None
    known.move_to_end(name)
    if len(known) > MAX_KNOWN:
        known.popitem(last=False)


class _TooMany(HttpProblem):
    def __init__(self, sentence: str, wait: int) -> None:
        super().__init__(HTTPStatus.TOO_MANY_REQUESTS, sentence.format(wait=wait), retry_after=wait)


STRANGERS = web.AppKey("STRANGERS", Strangers)
