"""`vignette run`: the service with its front-ends, until it is told to stop."""

from __future__ import annotations

import asyncio
import os
import signal
from functools import partial
from typing import TYPE_CHECKING

from bot.cli.errors import USAGE, CliError
from bot.cli.parameters import Config, Queue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.app import App
    from bot.frontends.port import Frontend

NOTHING_TO_RUN = "There is nothing to run: `web.enabled` is false and there is no VIGNETTE_DISCORD__TOKEN."


def run(config: Config = None, queue: Queue = None) -> None:
    """Serve the web page, and Discord when VIGNETTE_DISCORD__TOKEN is set, until Ctrl-C or SIGTERM."""
    from bot import bootstrap, logs
    from bot.settings import load
    from bot.settings.mistakes import PREFIX
    from bot.worker.environment import forget

    settings = load(config)
    forget([name for name in os.environ if name.upper().startswith(PREFIX)])  # secrets among them
    if queue is not None:
        settings = settings.model_copy(update={"queue": queue})
    logs.to_terminal(settings)
    frontends = bootstrap.frontends(settings)
    if not frontends:
        raise CliError(NOTHING_TO_RUN, USAGE)
    asyncio.run(_serve(bootstrap.app(settings, frontends), settings.drain_seconds))


async def _serve(app: App, drain_seconds: float) -> None:
    """Ctrl-C and a second signal end it at once; a first SIGTERM lets what is being drawn end before."""
    from bot.settings import SettingsError

    told_to_stop, at_once = asyncio.Event(), asyncio.Event()

    def stop(*, patient: bool) -> None:
        if told_to_stop.is_set() or not patient:
            at_once.set()
        told_to_stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, partial(stop, patient=number is signal.SIGTERM))
    try:
        await app.start()
    except SettingsError as error:  # well written, but the world has it otherwise: a port in use
        raise CliError(str(error)) from error
    try:
        _greet(app.frontends)
        await _until(told_to_stop, app)
        await _drain(app, drain_seconds, at_once)
    finally:
        await app.stop()


async def _drain(app: App, seconds: float, at_once: asyncio.Event) -> None:
    drained = asyncio.create_task(app.drain(seconds))
    hurried = asyncio.create_task(at_once.wait())
    await asyncio.wait({drained, hurried}, return_when=asyncio.FIRST_COMPLETED)
    for task in (drained, hurried):
        task.cancel()


def _greet(frontends: Sequence[Frontend]) -> None:
    """Where to go. Front-ends with an address have it as people reach it, or a `url`."""
    from rich.console import Console
    from rich.panel import Panel
    from rich.style import Style
    from rich.text import Text

    console = Console()
    for frontend in frontends:
        if url := getattr(frontend, "address", "") or getattr(frontend, "url", ""):
            line = Text("Vignette is at ").append(url, Style(bold=True, link=url))
            console.print(Panel.fit(line, border_style="magenta", padding=(1, 3)) if console.is_terminal else line)


async def _until(told_to_stop: asyncio.Event, app: App) -> None:
    """Say what draws as soon as it is known. A service that can draw nothing ends with the reason."""
    from rich.console import Console
    from rich.text import Text

    Console(stderr=True).print("Loading the model …")  # half a minute at the first start, when Python compiles it
    waits = {asyncio.create_task(told_to_stop.wait()), ready := asyncio.create_task(app.service.ready())}
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        if ready.done():
            info = ready.result()
            line = Text(f"{info.model} draws on {info.device} ({info.device_reason}).")  # names may look like markup
            Console().print(line, soft_wrap=True)
            await told_to_stop.wait()
    finally:
        for task in waits:
            task.cancel()
