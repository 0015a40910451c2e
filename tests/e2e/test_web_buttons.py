"""The buttons under drawings in a real Chromium, and what stands beside them on any window."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.e2e.chromium import FITS, Opened

pytestmark = pytest.mark.asyncio(loop_scope="session")

OVERLAPS = """() => {
  const parts = [...document.querySelectorAll(".brand, .places a, .state span, #theme")];
  const boxes = parts.filter((each) => each.checkVisibility()).map((each) => each.getBoundingClientRect());
  const meet = (a, b) => a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  return boxes.some((box, index) => boxes.slice(index + 1).some((other) => meet(box, other)));
}"""


SHOWN = r"""async (url) => {
  const { inline, plain } = await import(url);
  const text = String.raw`drew *wolf* as **dog**, 2 * 3 * 4, \*stars\* and *<img src=x>*`;
  const place = document.createElement("p");
  place.append(...inline(text));
  return [place.innerHTML, plain(text)];
}"""


async def test_a_press_says_the_line_of_its_button(visit: Opened) -> None:
    page = visit.page
    await visit.say(".imagine an owl --seed 3")
    await visit.drawn(1)
    await page.click(".job >> nth=0 >> button:has-text('Enlarge')")
    await visit.drawn(2)
    await expect(page.locator(".bubble").last).to_contain_text(".enlarge")
    await page.click(".job >> nth=0 >> button:has-text('Edit')")
    await expect(page.locator("#text")).to_have_value(".imagine an owl --seed 3")


async def test_what_asks_for_words_waits_in_the_message_box_and_files_are_fetched(visit: Opened) -> None:
    page = visit.page
    await visit.say(".story Mia the red fox wakes. She runs. --seed 3")
    await visit.drawn(1)
    await page.click("button:has-text('Go on')")
    await expect(page.locator("#text")).to_be_focused()
    assert (await page.input_value("#text")).startswith(".continue ")
    await page.click("[aria-label='More, picture 2']")
    await page.click(".menu[open] button:has-text('Edit sentence')")
    assert (await page.input_value("#text")).endswith(" 2 edit She runs.")
    await page.click("summary:has-text('Export')")
    await visit.shoot("buttons-menu")
    async with page.expect_download() as coming:
        await page.click(".menu[open] a:has-text('PDF')")
    assert (await coming.value).suggested_filename.endswith(".pdf")
    await expect(page.locator(".job .popup:visible")).to_have_count(0)


async def test_nothing_of_the_header_lies_over_anything_else_on_any_window(visit: Opened) -> None:
    """At 800 pixels “… credits left” lay under the button for the colours."""
    await expect(visit.page.locator(".state span")).to_have_count(2)
    await visit.page.evaluate(
        "document.querySelector('.state span').textContent = 'a/model-with-a-very-long-name-1.0 on cuda:0'"
    )
    for width in (320, 390, 600, 768, 800, 900, 1000, 1200, 1440):
        await visit.page.set_viewport_size({"width": width, "height": 700})
        assert not await visit.page.evaluate(OVERLAPS), width
        assert await visit.page.evaluate(FITS), width
        await expect(visit.page.locator(".state span").last).to_be_in_viewport(ratio=1)


async def test_no_bar_of_the_page_stands_beside_the_slide_show(visit: Opened) -> None:
    """The page's light bar stood beside the dark pictures."""
    page = visit.page
    await visit.say(".imagine an owl --seed 3")
    await visit.drawn(1)
    await page.evaluate("document.querySelector('main').style.minHeight = '3000px'")
    await page.click(".picture img")
    style = "getComputedStyle(document.querySelector('{}')).{}"
    lightbox = await page.evaluate(f"[{style.format('html', 'overflowY')}, {style.format('.lightbox', 'colorScheme')}]")
    assert lightbox == ["hidden", "dark"]
    await page.keyboard.press("Escape")
    assert await page.evaluate(style.format("html", "overflowY")) == "visible"


async def test_marks_of_discord_are_elements_and_never_signs(visit: Opened) -> None:
    """“Storybook drew *wolf* as dog” stood on the page with its asterisks; words of people keep theirs."""
    module = "document.querySelector('script[type=module]').src.replace('main.js', 'markdown.js')"
    shown = await visit.page.evaluate(SHOWN, await visit.page.evaluate(module))
    assert shown == [
        "drew <em>wolf</em> as <strong>dog</strong>, 2 * 3 * 4, *stars* and <em>&lt;img src=x&gt;</em>",
        "drew wolf as dog, 2 * 3 * 4, *stars* and <img src=x>",
    ]
