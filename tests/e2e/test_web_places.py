"""Gallery, picture, story and jobs in a real Chromium: by mouse, by keyboard, dark and light, large and small."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from tests.e2e.chromium import Opened
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="session")

SENTENCES = [
    "Mia the red fox finds a lantern in the forest.",
    "She carries it up the hill.",
    "It starts to rain.",
    "She sleeps under a big tree.",
]
STORY = " ".join([".story", *SENTENCES])
PICTURES = [
    ".imagine a red fox in the snow",
    ".imagine two boats on a quiet sea --n 2",
    ".imagine a wide meadow --ar 16:9",
]


async def go(visit: Opened, path: str) -> None:
    await visit.page.goto(visit.url + path)


async def about(visit: Opened) -> None:
    """To the page about what was drawn."""
    await visit.page.click("[data-do=about]")
    await visit.page.wait_for_url(re.compile("/(picture|story)/"))
    await visit.page.wait_for_load_state("load")


async def draw(visit: Opened, *lines: str) -> None:
    for done, line in enumerate(lines, start=1):
        await visit.say(line)
        await visit.drawn(done)


async def test_every_place_can_be_seen_and_used_by_everybody(visit: Opened) -> None:
    page = visit.page
    await go(visit, "/jobs")
    await visit.look("j0-empty")
    await page.click("text=Gallery")
    await visit.look("g1-empty")
    await page.click("text=Draw a first picture")
    await expect(page.locator("#text")).to_have_value(".imagine a red fox in the snow")
    await page.fill("#text", "")
    await draw(visit, *PICTURES, STORY)

    await go(visit, "/gallery")
    await expect(page.locator(".tile")).to_have_count(5)
    await visit.look("g2-gallery")

    await page.click(".tile >> nth=1")
    await expect(page.locator("h1")).to_have_text("a wide meadow")
    await visit.look("p1-picture")

    await go(visit, "/gallery?kind=story")
    await page.click(".tile >> nth=0")
    await expect(page.locator(".sentence")).to_have_text(SENTENCES)
    await visit.look("s1-story")
    await page.click("text=Take it with you")
    await visit.look("s2-menu")
    await page.keyboard.press("Escape")
    await page.click("summary:has-text('Edit') >> nth=0")
    await visit.look("s3-edit")
    await page.keyboard.press("Escape")
    await page.click("[data-view=sheet]")
    await visit.look("s3-page")
    await page.emulate_media(media="print")
    await expect(page.locator(".top, .opening .acts >> visible=true")).to_have_count(0)
    await visit.look("s5-print")
    await page.emulate_media(media="screen")

    await go(visit, "/jobs")
    await expect(page.locator(".row")).to_have_count(4)
    await visit.look("j1-jobs")
    await go(visit, "/api/v1/docs")
    await page.click("summary >> nth=0")
    await visit.look("a1-api")
    await go(visit, f"/picture/{'f' * 32}/0")
    await expect(page.locator("h1")).to_have_text("There is nothing here.")
    await visit.look("n1-missing")
    visit.troubles = [trouble for trouble in visit.troubles if "404" not in trouble]


async def test_words_find_a_picture_and_the_search_stays_where_it_was(visit: Opened) -> None:
    await draw(visit, PICTURES[0], STORY)
    await go(visit, "/gallery")
    await visit.page.fill("[name=q]", "sleeps tree")
    await visit.page.press("[name=q]", "Enter")
    await expect(visit.page.locator(".tile")).to_have_count(1)
    await expect(visit.page.locator("[name=q]")).to_have_value("sleeps tree")
    await visit.page.click("text=Pictures")
    await visit.look("g4-nothing")
    await expect(visit.page.locator(".nothing")).to_contain_text("No picture has all of “sleeps tree”")


async def test_a_picture_is_redrawn_from_its_page_and_leads_to_its_child(visit: Opened, gate: Gate) -> None:
    page = visit.page
    await draw(visit, PICTURES[0])
    await about(visit)
    gate.shut()
    await page.click("[data-redo]")
    await expect(page.locator(".work .stage")).to_contain_text("Step")
    await visit.shoot("p2-under-way")
    gate.open()
    await expect(page.locator(".work a")).to_be_visible()
    await expect(page.locator("#announcer")).to_contain_text("Your picture is here.")
    await visit.look("p3-done")
    await page.click(".work a")
    await expect(page.locator(".family h3")).to_have_text("Made from")
    await visit.look("p4-child")
    await page.click(".family .tile")
    await expect(page.locator(".family h3")).to_have_text("Made from it")


async def test_a_picture_is_deleted_only_after_a_question(visit: Opened) -> None:
    page = visit.page
    await draw(visit, PICTURES[0])
    await about(visit)
    await page.click("[data-delete]")
    await expect(page.locator("#question")).to_be_visible()
    await visit.look("p5-question")
    await page.keyboard.press("Enter")  # the careful answer has the focus
    await expect(page.locator("#question")).to_be_hidden()
    await page.click("[data-delete]")
    await page.click("#question [value=yes]")
    await expect(page.locator(".nothing")).to_be_visible()
    await go(visit, "/")
    await expect(page.locator(".gone")).to_have_text("This picture was deleted.")


async def test_a_slide_show_runs_by_itself_and_obeys_the_keyboard(visit: Opened) -> None:
    page, box = visit.page, visit.page.locator("#lightbox")
    await draw(visit, STORY)
    await about(visit)
    await page.clock.install()
    await page.focus("#slideshow")
    await page.keyboard.press("Enter")
    await expect(box).to_be_visible()
    await page.clock.fast_forward(10_000)
    await expect(box.locator("figcaption")).not_to_have_text(SENTENCES[0])  # it goes on by itself
    await page.keyboard.press("Space")  # the button that plays has the focus
    await expect(box.locator("[data-do=play]")).to_have_attribute("aria-pressed", "false")
    await visit.look("s4-slides")
    await page.keyboard.press("End")
    await expect(box.locator(".count")).to_have_text("4 of 4")
    await page.keyboard.press("ArrowLeft")
    await expect(box.locator("figcaption")).to_have_text(SENTENCES[2])
    await page.keyboard.press("Escape")
    await expect(box).to_be_hidden()
    await expect(page.locator("#slideshow")).to_be_focused()


async def test_a_story_is_taken_away_as_a_book(visit: Opened) -> None:
    await draw(visit, STORY)
    await about(visit)
    await visit.page.click("text=Take it with you")
    async with visit.page.expect_download() as download:
        await visit.page.click("text=Book to print")
    book = await download.value
    assert book.suggested_filename.startswith("vignette-mia-the-red-fox") and book.suggested_filename.endswith(".pdf")
    assert (await book.path()).read_bytes().startswith(b"%PDF")


async def test_the_job_list_follows_a_drawing_and_can_cancel_it(visit: Opened, gate: Gate) -> None:
    page = visit.page
    gate.shut()
    await visit.say(".imagine a {fox,owl,hare,bear} in the snow")
    await expect(page.locator(".job")).to_have_count(4)
    await go(visit, "/jobs")
    last = page.locator(".row >> nth=0")
    await expect(page.locator(".row.running .stage").first).to_contain_text("Step")
    await visit.shoot("j2-running")
    await last.locator("[data-do=cancel]").focus()
    await page.keyboard.press("Enter")
    await expect(last.locator(".status")).to_have_text("Cancelled")
    await expect(last.locator("[data-do=redo]")).to_be_focused()
    await visit.look("j3-cancelled")
    await page.keyboard.press("Enter")
    await expect(page.locator(".row")).to_have_count(5)
    gate.open()
    await expect(page.locator("#under-way-count")).to_have_text("None under way")


async def test_the_colours_can_be_chosen_and_stay_chosen(visit: Opened) -> None:
    page, button = visit.page, visit.page.locator("#theme")
    background = "getComputedStyle(document.documentElement).backgroundColor"
    light = await page.evaluate(background)
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    dark = await page.evaluate(background)
    await go(visit, "/gallery")
    assert await page.evaluate(background) == dark != light
    await visit.look("g3-chosen-dark")
    await button.click()
    assert await page.evaluate(background) == light


async def test_the_first_tab_stop_leads_past_the_navigation(visit: Opened) -> None:
    await go(visit, "/gallery")
    await visit.page.keyboard.press("Tab")
    await expect(visit.page.locator(".skip")).to_be_focused()
    await visit.page.keyboard.press("Enter")
    await expect(visit.page.locator("main")).to_be_focused()
