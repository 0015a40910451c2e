"""The worker as a Ray actor: a process on some node that draws in one thread and speaks bytes in two others."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Protocol

from bot.worker import process
from bot.worker.cluster import wire
from bot.worker.messages import ToWorker
from bot.worker.post import Post
from bot.worker.starters import BEAT_SECONDS


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
        given = json.loads(settings)
        commands_out, self._commands = Pipe(duplex=False)
        self._messages, messages_in = Pipe(duplex=False)
        post = Post(messages_in)
        process.settle_in(post, given)
        threading.Thread(target=_draw, args=(commands_out, post, given), daemon=True).start()

    def tell(self, message: bytes) -> None:
        with suppress(OSError):  # it died, and `listen` has ended
            self._commands.send(wire.decode(message))

    def listen(self) -> Iterator[bytes]:
        """Ends when the drawing has, however it did; then whoever listens has this process killed."""
        with suppress(EOFError, OSError):
            while True:
                yield wire.encode(self._messages.recv())


def _draw(commands: Connection[Any, ToWorker], post: Post, settings: dict[str, Any]) -> None:
    with commands, closing(post), suppress(process.DeviceLost):  # the pipes' end is how others learn of ours
        process.draw(commands, post, settings, BEAT_SECONDS)
