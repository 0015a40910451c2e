"""A session with two image servers, as a person would see it: `python -m tests.remote_doubles.session`.

Two doubles, an OpenAI-compatible server and ComfyUI, each behind a service of ours: the check, a picture and a story;
then the first one answers badly in five ways, and what it costs is told. Printed, never asserted.
"""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aiohttp import web

from bot import bootstrap, commands, logs
from bot.cli.checks.engine import check_engines
from bot.cli.draw import OneOffFrontend
from bot.domain.jobs import Job
from bot.domain.requester import Address
from bot.domain.requests import Request
from bot.frontends.console.requester import terminal_requester
from bot.jobs.service import Service
from bot.settings import EngineSettings, QuotaSettings, Settings, WebSettings
from tests.remote_doubles.comfyui import GRAPH, comfyui_double
from tests.remote_doubles.double import Double, Handler, half_way, never, picture, text
from tests.remote_doubles.openai_images import openai_double

PROMPT = "a red fox under a lantern"
STORY = "Mia the red fox finds a lantern. She carries it up the hill."


async def another_size(_: web.Request) -> web.StreamResponse:
    return web.Response(body=picture("small", (32, 32)), content_type="image/png")


BAD: Mapping[str, Handler] = {
    "answers 500": text("<h1>Oops</h1>", 500),
    "sends HTML": text("<html>log in</html>"),
    "closes half way": half_way,
    "lies about its size": another_size,
    "hangs": never,
}


def settings(folder: Path, **options: Any) -> Settings:
    told = {"width": 64, "height": 64, "timeout": 3, **options}
    return Settings(
        data_dir=folder,
        engine=EngineSettings(name="remote", model="", options=told),
        quotas=QuotaSettings(user_daily=100),
        web=WebSettings(enabled=False),
    )


async def session(name: str, double: Double, of: Settings, bad: Mapping[str, Handler]) -> None:
    """All that is asked of one server."""
    of.data_dir.mkdir()
    logs.to_file(of)
    print(f"\n== {name}\n$ vignette check")
    for check in await check_engines(of):
        print(f"  {'ok' if check.ok else 'WRONG'}  {check.name}: {check.detail}")
    frontend = OneOffFrontend()
    app = bootstrap.app(of, [frontend])
    await app.start()
    try:
        await app.service.ready()
        image, story = commands.imagine(PROMPT, {"seed": "7"}).requests[0], commands.story(STORY, {"seed": "7"}).request
        for line, request in ((f".imagine {PROMPT}", image), (f".story {STORY}", story)):
            await told(line, request, app.service, frontend)
        for what, answer in bad.items():
            double.answer = answer
            await told(f".imagine {PROMPT}    (the server {what})", image, app.service, frontend)
        double.answer = None
        if bad:
            await told(f".imagine {PROMPT}    (the server is well again)", image, app.service, frontend)
    finally:
        await app.stop()


async def told(line: str, request: Request, service: Service, frontend: OneOffFrontend) -> None:
    """One line of chat, what came of it, and what is left."""
    print(f"> {line}")
    job = await service.submit(terminal_requester(), request, Address(frontend.name, {}))
    ended: Job = await frontend.replies.take(job.id)
    balance = await service.balance(terminal_requester())
    said = ended.outcome.error or f"{len(ended.outcome.frames)} drawn, for {ended.cost} credits"
    print(f"  {ended.status}: {said}\n  {balance}")


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        with openai_double() as double:
            of = settings(Path(place) / "openai", base_url=double.url)
            asyncio.run(session("an OpenAI-compatible server (vLLM-Omni)", double, of, BAD))
        with comfyui_double() as comfy:
            graph = Path(place) / "graph.json"
            graph.write_text(json.dumps(GRAPH))
            of = settings(Path(place) / "comfyui", base_url=comfy.url, graph=str(graph))
            asyncio.run(session("ComfyUI", comfy, of, {}))


if __name__ == "__main__":
    main()
