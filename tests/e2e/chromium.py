"""Debian's Chromium, headless, and what a test wants to know of a page it has opened."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from axe_playwright_python.async_playwright import Axe
from axe_playwright_python.base import AxeResults
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ACCESSIBLE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}  # all that the other colours can change
PATIENCE = 300.0  # seconds for whatever has to happen; the machine may be slow and busy
SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}

SETTLED = """Promise.race([
    Promise.all(document.getAnimations().map((each) => each.finished.catch(() => 0))),
    new Promise((done) => setTimeout(done, 2000)),
]).then(() => 0)"""
#: Bars that stay in sight lie over whatever has scrolled beneath them: a matter of where the page stands.
AXE = """(rules) => {
    const bars = [...document.querySelectorAll("*")].filter((each) => getComputedStyle(each).position === "sticky");
    for (const bar of bars) bar.style.position = "static";
    return axe.run(document, rules).finally(() => bars.forEach((bar) => bar.style.removeProperty("position")));
}"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

#: What is smaller than a finger, 44 pixels. Links within sentences are as high as their line.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
    .filter((each) => each.checkVisibility() && !each.matches(".skip, [type=file]"))
    .filter((each) => getComputedStyle(each).display !== "inline")
    .map((each) => [each, each.getBoundingClientRect()])
    .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < 43.5)
    .map(([each, { width, height }]) => `${each.outerHTML.slice(0, 90)} ${width} × ${height}`)
"""

#: Notes every value that a progress bar shows and every preview, as they come and go.
RECORDER = """
window.seen = { steps: [], previews: 0 };
new MutationObserver(() => {
  const bar = document.querySelector(".job.drawing progress[value]");
  if (bar && seen.steps.at(-1) !== bar.value) seen.steps.push(bar.value);
  if (document.querySelector(".preview:not([hidden]) img[src]")) seen.previews += 1;
}).observe(document, { subtree: true, childList: true, attributes: true });
"""


@dataclass
class Opened:
    """A page, and everything in it that went wrong."""

    page: Page
    url: str
    shots: Path | None
    size: str = "desktop"
    scheme: str = "light"
    troubles: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        """Type it into the message box and press Enter."""
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    async def drawn(self, jobs: int) -> None:
        """Wait until so many drawings have all their pictures on the page."""
        script = """(jobs) => {
            const cards = [...document.querySelectorAll(".job")];
            const whole = (image) => image.complete && image.naturalWidth > 0;
            return cards.length === jobs && cards.every((card) => !card.classList.contains("drawing")
                && card.querySelectorAll(".plate").length === card.querySelectorAll(".picture.loaded img").length
                && [...card.querySelectorAll("img[src]")].every(whole));
        }"""
        await self.page.wait_for_function(script, arg=jobs)

    async def shoot(self, moment: str) -> None:
        """Keep a picture for people to look at, where they want any."""
        await self._shoot(f"{self.size}-{self.scheme}-{moment}")

    async def _shoot(self, name: str) -> None:
        if self.shots is not None:
            await self.page.screenshot(path=self.shots / f"{name}.png")

    async def settle(self) -> None:
        """Wait until pictures have faded in, and what moves for ever has been seen to move."""
        await self.page.evaluate(SETTLED)

    async def look(self, moment: str, everywhere: bool = True) -> None:
        """Find what keeps people out, on a desktop and a phone, light and dark, or only as it is now."""
        sizes, schemes = (SIZES, SCHEMES) if everywhere else ((self.size,), (self.scheme,))
        for size in sorted(sizes, key=lambda each: each == self.size):  # its own last: it goes on as it was
            await self.page.set_viewport_size(SIZES[size])
            for scheme in sorted(schemes, key=lambda each: each == self.scheme):
                await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
                await self.settle()
                await self._shoot(f"{size}-{scheme}-{moment}")
                if scheme == self.scheme:
                    await self._check(f"{moment} on a {size}, {scheme}", ACCESSIBLE)
                elif size == self.size:  # the other colours are the same on both
                    await self._check(f"{moment} on a {size}, {scheme}", CONTRAST)
            assert await self.page.evaluate(FITS), f"{moment} on a {size}: something sticks out to the right"
            small = await self.page.evaluate(SMALL) if size == "phone" else []
            assert small == [], f"{moment}: too small for a finger"
        await self.page.emulate_media(reduced_motion="no-preference")

    async def _check(self, where: str, rules: dict[str, list[str]]) -> None:
        """Let axe-core look at contrast, names, roles and order."""
        if not await self.page.evaluate("'axe' in window"):
            await self.page.evaluate(Axe().axe_script)
        found = AxeResults(await self.page.evaluate(AXE, rules))
        assert found.violations_count == 0, f"{where}: {found.generate_report()}"


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    path = shutil.which("chromium-headless-shell") or shutil.which("chromium")  # the first needs a third less processor
    assert path, "Chromium is missing: apt-get install chromium-headless-shell"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def opened(
    browser: Browser, url: str, shots: Path | None, *, size: str = "desktop", scheme: str = "light"
) -> AsyncIterator[Opened]:
    """A fresh browser profile on the page; any error in its console or network fails the test at the end."""
    context = await browser.new_context(
        viewport=SIZES[size],
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2 if size == "phone" else 1,
        has_touch=size == "phone",
        accept_downloads=True,
    )
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    await context.add_init_script(RECORDER)
    page = await context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    expect.set_options(timeout=1000 * PATIENCE)
    browsing = Opened(page, url.rstrip("/"), shots, size, scheme)
    page.on("pageerror", lambda error: browsing.troubles.append(f"script: {error}"))
    page.on("console", lambda said: browsing.troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: browsing.troubles.append(f"dialog: {dialog.message}"))
    await page.goto(url)
    await page.wait_for_selector("#conversation:not([aria-busy])", state="attached")
    yield browsing
    await context.close()
    assert browsing.troubles == []
