"""Addresses that open a picture without a key, for an hour: what OpenAI's API calls the `url` of a picture."""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from hashlib import sha256

SECONDS = 3600


class Signer:
    """Its key is made anew at every start, and the addresses of before end with it."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self._key, self._now = secrets.token_bytes(32), now

    def sign(self, what: str) -> str:
        """The query that goes with it."""
        until = int(self._now()) + SECONDS
        return f"until={until}&signature={self._signature(what, str(until))}"

    def is_signed(self, what: str, until: str, signature: str) -> bool:
        if not hmac.compare_digest(signature.encode(), self._signature(what, until).encode()):
            return False
        return self._now() <= int(until)  # ours, so a number

    def _signature(self, what: str, until: str) -> str:
        return hmac.new(self._key, f"{what} {until}".encode(), sha256).hexdigest()
