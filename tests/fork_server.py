"""One fork server for a process of the tests and all that come from it.

What it forks is as much on its own as a new Python, without the seconds of imports (tests/conftest.py names them).
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
    """Where it listens; it is started where it does not run."""
    forkserver.ensure_running()
    return str(forkserver._forkserver._forkserver_address)


def share(address: str) -> None:
    """In a process that came from it: what this one starts comes from there, too.

    Python would start a second server, which has to import everything before it can fork anything.
    """
    server = forkserver._forkserver
    server._forkserver_address, server.ensure_running = address, lambda: None


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
