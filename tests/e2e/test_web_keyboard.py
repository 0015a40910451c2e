"""The page without a mouse, in a real Chromium: a picture redone, a plan filled in, a search, and the desk."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.chromium import Opened

pytestmark = pytest.mark.asyncio(loop_scope="session")

MOST = 80  # presses of Tab to get anywhere
#: Whether the focus is there, and can be seen.
THERE = """(selector) => {
  const focused = document.activeElement;
  if (!focused.matches(selector)) return false;
  const shows = (each) => getComputedStyle(each).outlineStyle !== "none" || getComputedStyle(each).boxShadow !== "none";
  return focused.matches(":focus-visible") && (shows(focused) || shows(focused.closest("form, label") ?? focused));
}"""


async def tab_to(visit: Opened, selector: str) -> None:
    for _ in range(MOST):
        if await visit.page.evaluate(THERE, selector):
            return
        await visit.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {selector}, or the focus cannot be seen there.")


async def enter(visit: Opened, selector: str, to: str = "") -> None:
    """Press Enter on it; `to` is the address that this leads to."""
    await expect(visit.page.locator(selector).first).to_be_visible()
    await tab_to(visit, selector)
    await visit.page.keyboard.press("Enter")
    if to:
        await visit.page.wait_for_url(f"**{to}")


async def write(visit: Opened, selector: str, words: str) -> None:
    await tab_to(visit, selector)
    await visit.page.keyboard.type(words)
    await visit.page.keyboard.press("Enter")


async def test_a_picture_is_drawn_opened_redone_and_found_again_by_keys_alone(visit: Opened) -> None:
    page = visit.page
    await write(visit, "#text", ".imagine a red fox in the snow --seed 7")
    await visit.drawn(1)
    await expect(page.locator("#announcer")).to_contain_text("Your picture is here.")
    await enter(visit, "[data-do=about]", to="/picture/**")
    await enter(visit, "[data-redo]")
    await expect(page.locator("#announcer")).to_contain_text("Your picture is here.")
    await enter(visit, ".work a")
    await expect(page.locator(".family h3")).to_have_text("Made from")
    await enter(visit, ".places a[href='/gallery']", to="/gallery")
    await write(visit, "[name=q]", "snow fox")
    await expect(page.locator(".tile")).to_have_count(2)
    await enter(visit, ".tile a")
    await expect(page.locator("h1")).to_have_text("a red fox in the snow")


async def test_a_plan_is_corrected_saved_and_drawn_by_keys_alone(visit: Opened) -> None:
    page = visit.page
    await write(visit, "#text", ".story Mia the red fox sits in the forest. She waves. --seed 7 --plan")
    place = ".planned li:nth-child(2) [data-field=place]"
    await expect(page.locator(place)).to_be_visible()
    await write(visit, place, "x" * 201)
    await expect(page.locator(".wrong:visible")).to_contain_text("At most 200 characters")
    await expect(page.locator(place)).to_be_focused()
    assert await page.input_value(place) == "x" * 201
    await visit.look("plan")
    await page.fill(place, "hill")
    await expect(page.locator(".wrong:visible")).to_have_count(0)
    await enter(visit, ".planned li:nth-child(2) [data-do=add]")
    await page.keyboard.type("Otto")
    await page.keyboard.press("Enter")  # saves
    await expect(page.locator(".job")).to_have_count(2)
    await expect(page.locator(".plan[open]")).to_have_count(1)
    await expect(page.locator("summary").first).to_be_focused()
    assert await page.input_value(f".plan[open] {place}") == "hill"
    await expect(page.locator(".bubble").last).to_contain_text(" edit 2. She waves.")
    await page.fill(".plan[open] [data-field=weather] >> nth=0", "snow")
    await enter(visit, ".plan[open] [data-do=draw]")
    await expect(page.locator(".plate .picture.loaded")).to_have_count(2)
    await expect(page.locator(".plate .cast")).to_contain_text("with Mia, Otto")
    await expect(page.locator(".plan[open]")).to_have_count(0)


async def test_credits_are_given_at_the_desk_by_keys_alone(visit: Opened) -> None:
    page = visit.page
    await write(visit, "#text", ".desk")
    await enter(visit, ".answer a[href*='/desk/enter']", to="/desk/enter?**")
    await enter(visit, "main button", to="/desk")
    await enter(visit, ".tabs a[href='/desk/quotas']", to="/desk/quotas")
    await write(visit, "form[method=post] [name=id]", "discord:5")
    await expect(page.locator(".said.refused")).to_contain_text("credits is a whole number")
    await expect(page.locator("form[method=post] [name=id]")).to_have_value("discord:5")
    await write(visit, "[name=credits]", "50")
    await expect(page.locator(".said[role=status]")).to_contain_text("50 credits more a day")


async def test_an_empty_message_is_answered_with_what_can_be_typed(visit: Opened) -> None:
    await write(visit, "#text", "  ")
    await expect(visit.page.locator("#notice")).to_contain_text("Type what to draw")
    await expect(visit.page.locator("#announcer")).to_contain_text("Type what to draw")
    await visit.look("k1-empty-message")
    await visit.page.keyboard.type("x")
    await expect(visit.page.locator("#notice")).to_be_hidden()
