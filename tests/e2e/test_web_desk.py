"""The admin's desk in a real Chromium: in by a link from the chat, every page looked at, acts done by their forms."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.chromium import Opened

pytestmark = pytest.mark.asyncio(loop_scope="session")
PAGES = ("Overview", "Quotas", "Jobs", "Reports", "Blocklist", "Bans", "Servers", "API keys", "Audit")


async def come_in(visit: Opened) -> None:
    """By the link that the chat gives to the person at this machine."""
    await visit.say(".desk")
    await visit.page.click(".answer a[href*='/desk/enter?key=']")
    await visit.page.click("button:has-text('Come in')")
    await expect(visit.page.locator("h1")).to_have_text("Overview")


async def to(visit: Opened, tab: str) -> None:
    await visit.page.click(f".tabs a:text-is('{tab}')")
    await expect(visit.page.locator(".tabs a[aria-current]")).to_have_text(tab)


async def answer(visit: Opened, button: str) -> None:
    """Press it, and wait for what the desk answers."""
    await visit.page.click(f"button:has-text('{button}') >> nth=0")
    await expect(visit.page.locator(".said")).to_be_visible()


async def test_every_page_of_the_desk_can_be_seen_and_used(visit: Opened) -> None:
    page = visit.page
    await visit.say(".imagine two boats on a quiet sea --n 2")
    await visit.drawn(1)
    await come_in(visit)

    await to(visit, "Quotas")
    await page.click("a:has-text('Credits')")
    await expect(page.locator(".allowance")).to_have_count(2)
    await page.fill("[name=credits]", "500")
    await answer(visit, "Grant")
    await expect(page.locator(".said")).to_contain_text("500 credits more a day until the end of this month")

    await to(visit, "Blocklist")
    await page.fill("[name=pattern]", "grue")
    await answer(visit, "Add")
    await page.fill("[name=test]", "G R U E")
    await page.click("button:has-text('Test')")
    await expect(page.locator(".facts")).to_contain_text("Refused.")
    await visit.look("d-blocklist-tested")

    await to(visit, "Bans")
    await page.fill("[name=id]", "discord:7")
    await page.fill("[name=duration]", "7d")
    await page.fill("[name=reason]", "asks for the same picture all day long")
    await answer(visit, "Ban")

    await page.goto(f"{visit.url}/desk/servers?server=discord:1234")
    await page.select_option("[name=rule]", "off")
    await answer(visit, "Save")
    await page.fill(".card .fields [name=id]", "55")
    await page.click(".card button:has-text('Allow')")
    await visit.look("d-servers-set")

    await page.goto(f"{visit.url}/desk/audit?verify=yes")
    await expect(page.locator(".said")).to_contain_text("as it was written")
    await visit.look("d-audit-verified")
    for tab in PAGES:
        await to(visit, tab)
        if tab not in ("Blocklist", "Audit"):  # looked at above, with all that is on them and more
            await visit.look(f"d-{tab.lower().replace(' ', '-')}")
    await page.click("text=Leave the desk")
    await expect(page.locator("#text")).to_be_visible()
    await page.goto(f"{visit.url}/desk/enter?key=used")
    await visit.look("d0-enter")
    await page.click("button:has-text('Come in')")
    await expect(page.locator("h1")).to_have_text("This link was used before or has expired.")
    await visit.look("d0-refused")
    visit.troubles = [trouble for trouble in visit.troubles if "403" not in trouble]
