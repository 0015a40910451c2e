"""The real page behind a real service with the echo engine, and visitors that come to it as browsers do."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from aiohttp import ClientResponse, ClientSession, CookieJar

from bot import bootstrap
from bot.frontends.web import WebFrontend
from bot.jobs.service import Service
from bot.settings import Settings

SOON = 300.0  # seconds a test waits for what should come at once; the machine may be slow and busy


@dataclass
class Site:
    url: str
    service: Service
    frontend: WebFrontend

    def at(self, path: str) -> str:
        return self.url.rstrip("/") + path


@asynccontextmanager
async def site(
    folder: Path, engine: dict[str, Any] | None = None, *, loaded: bool = True, **web: Any
) -> AsyncIterator[Site]:
    options = {"width": 32, "height": 32, **(engine or {})}
    name = "gated" if "gate" in options else "echo"
    settings = Settings(data_dir=folder, engine={"name": name, "options": options}, web={"port": 0, **web})
    frontend = WebFrontend(settings)
    app = bootstrap.app(settings, [frontend])
    service = app.service
    await app.start()
    try:
        if loaded:
            await service.ready()
        yield Site(frontend.url, service, frontend)
    finally:
        await app.stop()


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    cookies: SimpleCookie
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Visitor:
    """One browser: it keeps its cookie."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._session = ClientSession(cookie_jar=CookieJar(unsafe=True))  # unsafe: cookies of a bare IP address

    async def __aenter__(self) -> Visitor:
        await self.get("/")
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._session.close()

    @property
    def key(self) -> str:
        return next(cookie.value for cookie in self._session.cookie_jar if cookie.key == "vignette")

    async def get(self, path: str, **options: Any) -> Reply:
        return await self._ask("GET", path, options)

    async def head(self, path: str, **options: Any) -> Reply:
        return await self._ask("HEAD", path, options)

    async def post(self, path: str, body: Any = None, **options: Any) -> Reply:
        if "data" not in options:
            options["json"] = {} if body is None else body
        return await self._ask("POST", path, options)

    async def _ask(self, method: str, path: str, options: dict[str, Any]) -> Reply:
        async with self._session.request(method, self._site.at(path), **options) as response:
            return Reply(response.status, response.headers, response.cookies, await response.read())

    async def say(self, text: str) -> list[dict[str, Any]]:
        response = await self.post("/say", {"text": text})
        assert response.status == 200, response.text
        answers: list[dict[str, Any]] = response.json()["answers"]
        return answers

    async def draw(self, text: str) -> dict[str, Any]:
        """Say it, and wait for the drawing's end."""
        return await self.end_of((await self.say(text))[0]["job"]["id"])

    async def end_of(self, job_id: str) -> dict[str, Any]:
        async with asyncio.timeout(SOON):
            while True:
                job = next(job for job in await self.jobs() if job["id"] == job_id)
                if job["status"] not in ("queued", "running"):
                    return job
                await asyncio.sleep(0.02)

    async def jobs(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = (await self.get("/conversation")).json()["jobs"]
        return found

    async def may_listen(self) -> bool:
        async with self._session.get(self._site.at("/events")) as response:
            return response.status == 200

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[AsyncIterator[tuple[str, dict[str, Any]]]]:
        """The live events of this visitor, as (name, data)."""
        async with self._session.get(self._site.at("/events")) as response:
            assert response.status == 200, await response.text()
            yield _events(response)


async def _events(response: ClientResponse) -> AsyncIterator[tuple[str, dict[str, Any]]]:
    name = ""
    async for line in response.content:
        field, _, value = line.decode().rstrip("\n").partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
        elif field == ":":
            yield "heartbeat", {}


async def raw(site: Site, request: bytes) -> tuple[int, bytes]:
    """Send exactly these bytes; the status and the body that come back. The connection is used once."""
    where = urlsplit(site.url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    try:
        writer.write(request)
        answer = await asyncio.wait_for(reader.read(), SOON)
    finally:
        writer.close()
        await writer.wait_closed()
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), body
