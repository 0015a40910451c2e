"""The process that speaks with a cluster for the service, which never imports Ray.

A driver of Ray ends with its node, and where the head is lost Ray ends it from inside; nobody's chat should end with
it. Every worker has the two pipes that a process of this machine would have, carried here to an actor and back.
"""

from __future__ import annotations

import json
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from multiprocessing.reduction import recv_handle
from typing import Any

from pydantic import SecretStr

from bot.redaction import brief
from bot.worker.cluster import wire
from bot.worker.cluster.actor import Actor
from bot.worker.cluster.options import ClusterOptions, Hello
from bot.worker.environment import forget, needless
from bot.worker.messages import Alive, EngineFailed, FromWorker, LogLine, ToWorker
from bot.worker.post import GONE, Post
from bot.worker.starters import BEAT_SECONDS

NO_ROOM_SECONDS = 60.0  # after which a worker that has no place yet is told of
NO_ROOM = (
    f"No node has taken a worker for {NO_ROOM_SECONDS:.0f} seconds: has any what `ray.gpus`, `ray.cpus` and"
    " `ray.labels` ask for?"
)


def run(control: Connection[Hello, Mapping[str, Any]], options: ClusterOptions) -> None:
    """Connect, then carry for every worker that the service opens, until the service is gone."""
    from bot.worker.cluster import connection  # Ray, in this process only

    os.setsid()  # Ctrl-C in a terminal is for the service, which decides when Ray stops
    # Before Ray starts processes of its own, which a worker's models may be fetched by.
    forget([name for name in needless(os.environ, hub=True) if not name.startswith("RAY_")])
    hello = connection.connect(options)
    for number in (signal.SIGINT, signal.SIGTERM):  # Ray has taken them
        signal.signal(number, signal.SIG_IGN)
    with suppress(OSError):
        control.send(hello)
    if not hello.refused:
        serve(control, lambda settings: connection.hire(options, settings))
    connection.disconnect()


def serve(control: Connection[Hello, Mapping[str, Any]], hire: Callable[[bytes], Actor]) -> None:
    """One worker after the other is opened: its settings, then the ends of its pipes that are ours."""
    with suppress(EOFError, OSError):
        while True:
            settings = json.dumps(control.recv(), default=_in_clear).encode()
            commands: Connection[Any, ToWorker] = Connection(recv_handle(control), writable=False)
            messages: Connection[FromWorker, Any] = Connection(recv_handle(control), readable=False)
            threading.Thread(target=carry, args=(hire, settings, commands, messages), daemon=True).start()


def carry(
    hire: Callable[[bytes], Actor],
    settings: bytes,
    commands: Connection[Any, ToWorker],
    messages: Connection[FromWorker, Any],
) -> None:
    """One worker from start to end: its pipes end with its actor, and the actor with its pipes."""
    with closing(Post(messages)) as post:
        try:
            actor = hire(settings)
        except ValueError as error:
            return post.send(EngineFailed(f"Ray refuses what `[ray]` asks of a node: {error}"))
        placed, let_go = threading.Event(), threading.Event()
        threading.Thread(target=_await_room, args=(post, placed), daemon=True).start()
        threading.Thread(target=_pass_on, args=(commands, actor, let_go), daemon=True).start()
        try:
            for text in actor.listen():
                placed.set()
                post.send(wire.decode(text))
        except Exception as error:  # the actor or its node died, or it says what is no message: none of it ends others
            if not let_go.is_set():
                told = f"a worker on the cluster is gone: {brief(error)}"
                with suppress(GONE):
                    post.send(LogLine(logging.WARNING, __name__, told, "", ""))
        finally:
            placed.set()
            actor.kill()
    return None


def _await_room(post: Post, placed: threading.Event) -> None:
    """Speak for a worker that has no place yet: it may come with a node that has still to be started."""
    begun, told = time.monotonic(), False
    with suppress(GONE):
        while not placed.wait(BEAT_SECONDS):
            post.send(Alive())
            if not told and time.monotonic() - begun >= NO_ROOM_SECONDS:
                told = True
                post.send(EngineFailed(NO_ROOM, lasting=False))


def _in_clear(value: object) -> str:
    """A key among the settings, for the worker that has to send it on."""
    if isinstance(value, SecretStr):
        return value.get_secret_value()
    raise TypeError(f"{type(value).__name__} is no plain value")


def _pass_on(commands: Connection[Any, ToWorker], actor: Actor, let_go: threading.Event) -> None:
    """Until the service closes the pipe: that is how it lets a worker go."""
    with commands, suppress(EOFError, OSError):
        while True:
            actor.tell(wire.encode(commands.recv()))
    let_go.set()
    actor.kill()
