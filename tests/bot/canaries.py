"""A service in a process of its own with a secret in every place that has one, and everything done that makes it log.

The environment holds the settings.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import logging
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import discord
from sqlalchemy import text

from bot import bootstrap, logs
from bot.chat.chat import Chat
from bot.domain.jobs import Job
from bot.domain.requester import Address, Requester
from bot.frontends.web import WebFrontend
from bot.jobs.service import Service
from bot.settings import load
from bot.worker import starters

CANARY = "qzcanary"  # in everything that must not be written
PROMPT = f"a fox with {CANARY}prompt"
SECRETS = {
    "VIGNETTE_DISCORD__TOKEN": f"{CANARY}token" + "x" * 60,
    "VIGNETTE_DISCORD__PROXY": f"http://user:{CANARY}proxy@127.0.0.1:9",
    "VIGNETTE_WEB__PASSWORD": f"{CANARY}password",
    "VIGNETTE_WEB__PORT": "0",
    "VIGNETTE_WEB__PUBLIC": "true",
    "VIGNETTE_WEB__HOST": "127.0.0.1",
}
DATABASE = f"postgresql+asyncpg://user:{CANARY}database@127.0.0.1:9/vignette"
HEAD = f"Host: localhost\r\nAuthorization: Bearer vg_ab12_{CANARY}key\r\nCookie: vignette={CANARY}cookie\r\n"
MALFORMED = (
    f"GET /?key={CANARY}url HTTP/1.1\r\n{HEAD}X-Key : {CANARY}header\r\n\r\n",
    f"GET / HTTP/1.1\r\n{HEAD}Cookie: {CANARY}{'c' * 9000}\r\n\r\n",
    f"POST /say HTTP/1.1\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n{CANARY}bad\r\n",
    f"GET /{CANARY}url\r\n{HEAD}\r\n",
    f"{CANARY}{'x' * 200} nonsense\r\n\r\n",
    f"GET / HTTP/1.1\r\n{HEAD}Content-Length: {CANARY}\r\n\r\n",
)


class Broken:
    """A front-end whose deliveries fail with everything in their hands."""

    name = "broken"

    async def start(self, chat: Chat, service: Service) -> None:
        self.failed = asyncio.Event()

    async def deliver(self, job: Job) -> None:
        words = job.request
        self.failed.set()
        raise RuntimeError(f"cannot send {words!r}: {PROMPT!r}")

    async def close(self) -> None:
        return None


async def send(url: str, request: str) -> None:
    where = urlsplit(url)
    reader, writer = await asyncio.open_connection(where.hostname, where.port)
    writer.write(request.encode())
    with contextlib.suppress(TimeoutError, ConnectionError):
        await asyncio.wait_for(reader.read(), 1)
    writer.close()


async def crash(service: Service, url: str, password: str) -> None:
    """Something breaks inside a request, in a task that nobody waits for, in a library, and in the database."""

    async def broken(*arguments: object) -> None:
        secret = f"{PROMPT} {password} {arguments}"
        raise ValueError(f"no such thing: {secret!r}")

    service.history = broken  # type: ignore[method-assign, assignment]
    headers = {"Cookie": f"vignette={'f' * 32}", "X-Key": f"{CANARY}header"}
    address, auth = f"{url}conversation?key={CANARY}url", aiohttp.BasicAuth("me", password)
    async with aiohttp.ClientSession(auth=auth) as session, session.get(address, headers=headers) as response:
        assert response.status == 500, response.status
    wrong = {"Authorization": f"Bearer vg_ab_{CANARY}"}
    async with aiohttp.ClientSession(headers=wrong) as session, session.get(f"{url}api/v1/jobs") as response:
        assert response.status == 401
    task = asyncio.ensure_future(broken())
    await asyncio.wait({task})
    del task
    gc.collect()  # asyncio: “Task exception was never retrieved”
    webhook = f"https://discord.com/api/v10/webhooks/1/{CANARY}interaction"
    logging.getLogger("discord.http").warning("We are being rate limited. PATCH %s responded with 429.", webhook)
    logging.getLogger("discord.client").error("Ignoring exception in %s %r", "on_message", PROMPT)
    try:
        async with service.stores.database.write() as session_:
            await session_.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": PROMPT})
    except Exception:  # whatever is raised, its text is what the log must hide
        logging.getLogger("bot.canaries").exception("the database refuses")
    try:
        await discord.Client(intents=discord.Intents.none()).login(SECRETS["VIGNETTE_DISCORD__TOKEN"] + "\n")
    except Exception:  # whatever is raised, its text is what the log must hide
        logging.getLogger("bot.canaries").exception("no login")


async def serve(folder: Path) -> None:
    settings = load()
    logs.to_terminal(settings)
    web, broken = WebFrontend(settings), Broken()
    app = bootstrap.app(settings, [web, broken])
    await app.start()
    try:
        await app.service.ready()
        somebody = Requester("broken", "somebody", name=f"{CANARY}name")
        for line in (f".imagine {PROMPT}", f".imagine {PROMPT} --n 99", f".imagin {PROMPT}"):
            await app.chat.handle_text(somebody, line, Address("broken", {"text": PROMPT}))
        await asyncio.gather(*(send(web.url, each) for each in MALFORMED))
        await broken.failed.wait()
        await crash(app.service, web.url, SECRETS["VIGNETTE_WEB__PASSWORD"])
        await asyncio.sleep(0)
    finally:
        await app.stop()
    unreachable = settings.model_copy(update={"database_url": DATABASE})
    logs.to_terminal(unreachable)
    try:
        await bootstrap.stores(unreachable).database.open()
    except Exception:  # whatever is raised, its text is what the log must hide
        logging.getLogger("bot.canaries").exception("no database at %s", DATABASE)
    print("done", flush=True)


def main(folder: str) -> None:
    starters.START_METHOD = "spawn"  # so that the worker has our environment, as the product's has
    asyncio.run(serve(Path(folder)))
