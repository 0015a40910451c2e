"""One fork server for a process of the tests and all that come from it."""

from __future__ import annotations

from multiprocessing import forkserver


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
