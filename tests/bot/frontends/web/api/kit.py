"""The real server with the echo engine, programs that call it, and keys for them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from bot import bootstrap
from bot.domain.requester import Requester
from bot.features.access import api_keys
from bot.features.access.api_keys import DEFAULT_SCOPES
from bot.frontends.web import WebFrontend
from bot.jobs.service import Service
from bot.settings import Settings

OPERATOR = Requester("console", "operator", admin=True)
SLOW = {"step_seconds": 0.05, "num_inference_steps": 100}
FOX = {"prompt": "a red fox", "seed": 7}


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def problem(self) -> str:
        """The end of the problem's type."""
        assert self.headers["Content-Type"].startswith("application/problem+json"), self.body
        told = self.json()
        assert told["status"] == self.status and told["title"] and told["detail"]
        return str(told["type"]).removeprefix("urn:vignette:problem:")


class Program:
    """A client of the API, with or without a key."""

    def __init__(self, session: ClientSession, url: str, key: str = "") -> None:
        self._session, self.url, self.key = session, url, key

    async def ask(self, method: str, path: str, **options: Any) -> Reply:
        headers = dict(options.pop("headers", {}))
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        async with self._session.request(method, self.url + path, headers=headers, **options) as response:
            return Reply(response.status, response.headers, await response.read())

    async def fetched(self, url: str, **headers: str) -> Reply:
        """What is at a whole address; no key goes with it."""
        async with self._session.get(url, headers=headers) as response:
            return Reply(response.status, response.headers, await response.read())

    async def get(self, path: str, **headers: str) -> Reply:
        return await self.ask("GET", path, headers=headers)

    async def post(self, path: str, body: Any, **headers: str) -> Reply:
        return await self.ask("POST", path, json=body, headers={k.replace("_", "-"): v for k, v in headers.items()})

    async def drawn(self, body: Mapping[str, Any] = FOX) -> Any:
        """A job that has ended."""
        reply = await self.post("/api/v1/images", body, Prefer="wait=300")
        assert reply.status == 200, reply.body
        return reply.json()

    async def events(self, path: str, **headers: str) -> tuple[int, list[dict[str, Any]]]:
        """The status, and all events until the stream ends."""
        reply = await self.get(path, **{"Last-Event-ID": headers["last"]} if headers else {})
        blocks = [block for block in reply.body.decode().split("\n\n") if "event: " in block]
        return reply.status, [dict(line.split(": ", 1) for line in block.splitlines()) for block in blocks]


@dataclass(frozen=True)
class Server:
    url: str
    service: Service
    session: ClientSession
    folder: Path

    def stored(self) -> bytes:
        """All that the database has written."""
        return b"".join(file.read_bytes() for file in self.folder.glob("vignette.db*"))

    @property
    def local(self) -> Program:
        """A program on this machine without a key."""
        return Program(self.session, self.url)

    async def program(self, name: str, *scopes: str, owner: str = "") -> Program:
        """One with a key."""
        made = await api_keys.create(self.service.stores, OPERATOR, name, owner, scopes or DEFAULT_SCOPES)
        return Program(self.session, self.url, made.text)


@asynccontextmanager
async def server(folder: Path, engine: Mapping[str, Any] | None = None, **sections: Any) -> AsyncIterator[Server]:
    options = {"width": 32, "height": 32, **(engine or {})}
    name = "gated" if "gate" in options else "echo"
    web = {"port": 0, **sections.pop("web", {})}
    settings = Settings(data_dir=folder, engine={"name": name, "options": options}, web=web, **sections)
    frontend = WebFrontend(settings)
    app = bootstrap.app(settings, [frontend])
    service = app.service
    await app.start()
    try:
        await service.ready()
        async with ClientSession() as session:
            yield Server(frontend.url.rstrip("/"), service, session, folder)
    finally:
        await app.stop()
