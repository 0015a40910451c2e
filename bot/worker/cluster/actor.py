"""The worker as a Ray actor: a process on some node that draws in one thread and speaks bytes in two others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Protocol

from bot.worker import process
from bot.worker.cluster import wire
from bot.worker.messages import FromWorker, ToWorker


class Actor(Protocol):
    """A `DrawingActor` from afar, or right here."""

    def tell(self, message: bytes) -> None:
        """Arrives some time, after what was told before it, or never where the actor is gone."""
        ...

    def listen(self) -> Iterator[bytes]:
        """All that it says, until it is gone."""
        ...

    def kill(self) -> None:
        """At once, and it holds for one that is gone."""
        ...


class DrawingActor:
    """`bot.worker.process` behind two methods. Bytes are JSON (`wire`), so Ray has nothing to pickle."""

    def __init__(self, settings: bytes) -> None:
        process.forget_secrets()
        process.log_briefly()
        commands_out, self._commands = Pipe(duplex=False)
        self._messages, messages_in = Pipe(duplex=False)
        draws = (commands_out, messages_in, json.loads(settings))
        threading.Thread(target=_draw, args=draws, daemon=True).start()

    def tell(self, message: bytes) -> None:
        with suppress(OSError):  # it died, and `listen` has ended
            self._commands.send(wire.decode(message))

    def listen(self) -> Iterator[bytes]:
        """Ends when the drawing has, however it did; then whoever listens has this process killed."""
        with suppress(EOFError, OSError):
            while True:
                yield wire.encode(self._messages.recv())


def _draw(commands: Connection[Any, ToWorker], messages: Connection[FromWorker, Any], settings: dict[str, Any]) -> None:
    with commands, messages:  # their end is how others learn of ours
        process.draw(commands, messages, settings)
