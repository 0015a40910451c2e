"""One fork server for all processes of the tests."""

from __future__ import annotations

import os
from multiprocessing import forkserver


def address() -> str:
    """Where it listens; it is started where it does not run."""
    forkserver.ensure_running()
    return str(forkserver._forkserver._forkserver_address)


def share(address: str) -> None:
    """In another process of the tests: what this one starts comes from there, too.

    Python would start a second server, which has to import everything before it can fork anything.
    """
    server = forkserver._forkserver
    server._forkserver_address, server.ensure_running = address, lambda: None
    if server._forkserver_alive_fd is None:  # we did not come from it: whoever started it keeps it alive
        server._forkserver_alive_fd = os.open(os.devnull, os.O_RDONLY)
