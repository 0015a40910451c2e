"""The web chat, as somebody sees it who typed a prompt and a story into a fresh `vignette run`."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, ViewportSize

from tests.e2e.chromium import PATIENCE, opened

ROOT = Path(__file__).parents[2]
LINES = (
    ".imagine a penguin with a yellow scarf dancing on the beach --n 4 --seed 1",
    ".story Nell the grey mouse plays in the garden with a red balloon. Otto the green dragon comes along. "
    "They run to the castle. They hug at sunset. --seed 1",
)
SEEN_ARE_DECODED = """() => Promise.all([...document.images]
    .filter(image => image.getBoundingClientRect().bottom > 0 && image.getBoundingClientRect().top < innerHeight)
    .map(image => image.decode()))"""
SIZE: ViewportSize = {"width": 880, "height": 1165}


@asynccontextmanager
async def vignette_run(folder: Path) -> AsyncIterator[str]:
    """The address of a `vignette run` with its defaults, in a process and a data folder of its own."""
    environment = {**os.environ, "VIGNETTE_DATA_DIR": str(folder), "VIGNETTE_WEB__PORT": "0"}
    running = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "run", cwd=ROOT, env=environment, stdout=asyncio.subprocess.PIPE
    )
    assert running.stdout
    try:
        said = ""
        while " draws on " not in said:  # the engine is loaded
            line = (await asyncio.wait_for(running.stdout.readline(), PATIENCE)).decode()
            assert line, f"`vignette run` ended: {said}"
            said += line
        yield re.findall(r"http://\S+", said)[0]
    finally:
        running.terminate()
        await running.communicate()


async def shoot(browser: Browser, folder: Path) -> bytes:
    async with vignette_run(folder) as url, opened(browser, url, folder) as visit:
        await visit.page.set_viewport_size(SIZE)
        for number, line in enumerate(LINES, start=1):
            await visit.page.locator("#text").press_sequentially(line, delay=5)
            await visit.page.press("#text", "Enter")
            await visit.drawn(number)
        await visit.settle()
        await visit.page.evaluate(SEEN_ARE_DECODED)
        await visit.settle()
        return await visit.page.screenshot()
