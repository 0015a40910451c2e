"""One fork server for all processes of the tests.

What it forks is as much on its own as a new Python, without the seconds of imports (tests/forked.py has them).
"""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing import forkserver, reduction
from multiprocessing.process import BaseProcess
from typing import Any


def address() -> str:
    """Where it listens, and from Python 3.14 on the key that it asks for; it is started where it does not run."""
    server: Any = forkserver._forkserver
    server.ensure_running()
    return f"{getattr(server, '_forkserver_authkey', b'').hex()} {server._forkserver_address}"


def share(address: str) -> None:
    """In another process of the tests: what this one starts comes from there, too.

    Python would start a second server, which has to import everything before it can fork anything.
    """
    server: Any = forkserver._forkserver
    key, _, server._forkserver_address = address.partition(" ")
    server._forkserver_authkey, server.ensure_running = bytes.fromhex(key), lambda: None
    if server._forkserver_alive_fd is None:  # we did not come from it: whoever started it keeps it alive
        server._forkserver_alive_fd = os.open(os.devnull, os.O_RDONLY)


def fork(target: Callable[..., object], *arguments: Any, streams: tuple[int, int, int]) -> BaseProcess:
    """A started process with these descriptors as its standard streams; its workers are forked, too."""
    process = multiprocessing.get_context("forkserver").Process(
        target=_run, args=(tuple(map(_Descriptor, streams)), address(), target, arguments)
    )
    process.start()
    return process


@dataclass(frozen=True)
class _Descriptor:
    """One of ours, that the forked process gets a copy of."""

    number: int

    def __reduce__(self) -> tuple[Any, ...]:
        return _taken, (reduction.DupFd(self.number),)


def _taken(copy: Any) -> _Descriptor:
    return _Descriptor(copy.detach())


def _run(
    streams: tuple[_Descriptor, ...], server: str, target: Callable[..., object], arguments: tuple[Any, ...]
) -> None:
    for standard, given in enumerate(streams):
        os.dup2(given.number, standard)
    for number in {given.number for given in streams}:
        os.close(number)
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
    from bot.worker import starters

    starters.START_METHOD = "forkserver"
    share(server)
    target(*arguments)
