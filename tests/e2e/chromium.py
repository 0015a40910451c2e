"""Debian's Chromium, headless, and what a test wants to know of a page it has opened."""

from __future__ import annotations

import asyncio
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
    "--js-flags=--no-opt --no-maglev --always-sparkplug --min-semi-space-size=64",  # no page lives to be compiled twice
]
ACCESSIBLE = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
}
CONTRAST = {"runOnly": ["color-contrast"], "resultTypes": ["violations"]}  # all that the other colours can change
PATIENCE = 300.0  # seconds for whatever has to happen; the machine may be slow and busy
SIZES: dict[str, ViewportSize] = {"desktop": {"width": 1440, "height": 900}, "phone": {"width": 390, "height": 844}}

#: Pictures have faded in, and what moves for ever has been seen to move.
SETTLED = """() => Promise.race([
    Promise.all(document.getAnimations().map((each) => each.finished.catch(() => 0))),
    new Promise((done) => setTimeout(done, 2000)),
]).then(() => 0)"""
FITS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")

#: All that is looked at, in one call; nothing where axe-core is not in the page yet. Of its findings only what is wrong
#: leaves the page: the rest is large. Bars that stay in sight lie over whatever has scrolled beneath them, which is a
#: matter of where the page stands. Smaller than a finger is what has less than 44 pixels, but links within sentences
#: are as high as their line.
LOOK = (
    "async (rules) => {\n"
    f"    const settled = {SETTLED}, fits = () => {FITS};\n"
    """    if (!window.axe) return null;
    await settled();
    const bars = [...document.querySelectorAll("*")].filter((each) => getComputedStyle(each).position === "sticky");
    for (const bar of bars) bar.style.position = "static";
    const { violations } = await axe.run(document, rules).finally(
        () => bars.forEach((bar) => bar.style.removeProperty("position")));
    const small = [...document.querySelectorAll("a[href], button, summary, select, textarea, input")]
        .filter((each) => each.checkVisibility() && !each.matches(".skip, [type=file]"))
        .filter((each) => getComputedStyle(each).display !== "inline")
        .map((each) => [each, each.getBoundingClientRect()])
        .filter(([, { width, height }]) => width > 0 && Math.min(width, height) < 43.5)
        .map(([each, { width, height }]) => `${each.outerHTML.slice(0, 90)} ${width} × ${height}`);
    return { violations, small, fits: fits() };
}"""
)

#: Whether so many drawings have all their pictures on the page; waits until they have.
DRAWN = """(jobs) => new Promise((done) => {
    const whole = (image) => image.complete && image.naturalWidth > 0;
    const drawn = (card) => !card.classList.contains("drawing")
        && card.querySelectorAll(".plate").length === card.querySelectorAll(".picture.loaded img").length
        && [...card.querySelectorAll("img[src]")].every(whole);
    const look = () => {
        const cards = [...document.querySelectorAll(".job")];
        if (cards.length !== jobs || !cards.every(drawn)) return;
        changes.disconnect();
        document.removeEventListener("load", look, true);
        done(true);
    };
    const changes = new MutationObserver(look);
    changes.observe(document, { subtree: true, childList: true, attributes: true });
    document.addEventListener("load", look, true);
    look();
})"""

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
    moves: bool = False  # with animations
    troubles: list[str] = field(default_factory=list)

    async def say(self, text: str) -> None:
        """Type it into the message box and press Enter."""
        await self.page.fill("#text", text)
        await self.page.press("#text", "Enter")

    async def drawn(self, jobs: int) -> None:
        """Wait until so many drawings have all their pictures on the page."""
        async with asyncio.timeout(PATIENCE):
            await self.page.evaluate(DRAWN, jobs)

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
                is_checked = self.size == size or self.scheme == scheme  # the other colours are the same on both
                if not is_checked and self.shots is None:
                    continue
                await self.page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # colours change at once
                await self._shoot(f"{size}-{scheme}-{moment}")
                if is_checked:
                    rules = ACCESSIBLE if scheme == self.scheme else CONTRAST
                    await self._check(f"{moment} on a {size}, {scheme}", size, rules)
        await self.page.emulate_media(reduced_motion="no-preference" if self.moves else "reduce")

    async def _check(self, where: str, size: str, rules: dict[str, list[str]]) -> None:
        """Let axe-core look at contrast, names, roles and order, and see that all is in sight and can be touched."""
        found = await self.page.evaluate(LOOK, rules)
        if found is None:
            await self.page.evaluate(Axe().axe_script)
            found = await self.page.evaluate(LOOK, rules)
        assert found["violations"] == [], f"{where}: {AxeResults(found).generate_report()}"
        assert found["fits"], f"{where}: something sticks out to the right"
        assert size != "phone" or found["small"] == [], f"{where}: too small for a finger"


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
    browser: Browser, url: str, shots: Path | None, *, size: str = "desktop", scheme: str = "light", moves: bool = False
) -> AsyncIterator[Opened]:
    """A fresh browser profile on the page; any error in its console or network fails the test at the end."""
    context = await browser.new_context(
        viewport=SIZES[size],
        color_scheme="dark" if scheme == "dark" else "light",
        reduced_motion="no-preference" if moves else "reduce",  # without a graphics card, motion takes much processor
        device_scale_factor=2 if size == "phone" else 1,
        has_touch=size == "phone",
        accept_downloads=True,
    )
    await context.grant_permissions(["clipboard-read", "clipboard-write"])
    await context.add_init_script(RECORDER)
    page = await context.new_page()
    page.set_default_timeout(1000 * PATIENCE)
    expect.set_options(timeout=1000 * PATIENCE)
    browsing = Opened(page, url.rstrip("/"), shots, size, scheme, moves)
    page.on("pageerror", lambda error: browsing.troubles.append(f"script: {error}"))
    page.on("console", lambda said: browsing.troubles.append(said.text) if said.type in ("error", "warning") else None)
    page.on("dialog", lambda dialog: browsing.troubles.append(f"dialog: {dialog.message}"))
    await page.goto(url)
    await page.wait_for_selector("#conversation:not([aria-busy])", state="attached")
    yield browsing
    await context.close()
    assert browsing.troubles == []
