"""A PostgreSQL server for tests, where its programs are installed: in a folder of its own, for this run alone."""

from __future__ import annotations

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

FASTER = "-c fsync=off -c full_page_writes=off"  # for what ends with the test
STRANGER = "nobody"  # as root the server refuses to run


def programs() -> Path | None:
    """The folder of the server's programs; Debian keeps them off the PATH."""
    here = shutil.which("initdb")
    found = [Path(here)] if here else sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].resolve().parent if found else None


class Server:
    """One cluster on loopback, that can be stopped hard and started again."""

    def __init__(self, folder: Path, programs: Path, options: str = "") -> None:
        self._data, self._programs, self._options = folder / "data", programs, options
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._user = STRANGER if os.getuid() == 0 else None
        if self._user is not None:
            shutil.chown(folder, self._user, pwd.getpwnam(self._user).pw_gid)
        self._run("initdb", "-D", self._data, "-U", "vignette", "--auth=trust", "--no-sync")

    def start(self) -> None:
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' {self._options}"
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "300", "-l", self._data / "log", "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """`immediate` is a crash: it recovers from its log at the next start."""
        self._run("pg_ctl", "-D", self._data, "-w", "-t", "300", "-m", mode, "stop")

    def new_database(self) -> str:
        """The URL of an empty one."""
        name = f"vignette_{uuid4().hex[:12]}"
        asyncio.run(self._create(name))
        return f"postgresql+asyncpg://vignette@127.0.0.1:{self.port}/{name}"

    async def _create(self, name: str) -> None:
        import asyncpg

        connection = await asyncpg.connect(
            host="127.0.0.1", port=self.port, user="vignette", database="postgres", ssl=False
        )
        await connection.execute(f"CREATE DATABASE {name}")
        await connection.close()

    def _run(self, program: str, *arguments: object) -> None:
        words = [str(self._programs / program), *map(str, arguments)]
        with tempfile.TemporaryFile() as said:  # a pipe would be held open by the server that this starts
            done = subprocess.run(words, stdout=said, stderr=said, user=self._user, cwd="/", check=False)
            said.seek(0)
            assert done.returncode == 0, said.read().decode()


@contextmanager
def server(options: str = FASTER) -> Iterator[Server]:
    """A server that runs; skips the test where there is none."""
    if (found := programs()) is None:
        pytest.skip("there is no PostgreSQL server on this machine")
    with tempfile.TemporaryDirectory(prefix="vignette-postgresql-") as folder:
        cluster = Server(Path(folder), found, options)
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()
