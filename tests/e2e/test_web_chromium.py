"""The page in a real Chromium, from the first visit to the pictures and back after a restart."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.chromium import Opened, opened
from tests.e2e.restartable import Restartable
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="session")

IMAGINE = ".imagine a red fox in the snow"
SENTENCES = [
    "Mia the red fox finds a lantern in the forest.",
    "She carries it up the hill.",
    "It starts to rain.",
    "She sleeps under a big tree.",
]
STORY = " ".join([".story", *SENTENCES])


@pytest.mark.parametrize(("size", "scheme"), [("desktop", "light"), ("phone", "dark")])
async def test_a_stranger_types_two_commands_and_watches_one_picture_and_four_panels_arrive(
    browser: Browser, serving: Restartable, gate: Gate, shots: Path | None, size: str, scheme: str
) -> None:
    async with opened(browser, serving.url, shots, size=size, scheme=scheme, moves=True) as visit:
        page = visit.page
        await expect(page.locator(".example")).to_have_count(4)
        await visit.look("1-welcome", everywhere=size == "desktop")

        gate.shut()
        await visit.say(IMAGINE)
        await expect(page.locator(".bubble")).to_have_text([IMAGINE])
        await page.wait_for_selector(".preview:not([hidden])")
        await visit.shoot("2-drawing")
        gate.open()
        await visit.drawn(1)
        await expect(page.locator(".picture img")).to_have_count(1)
        await expect(page.locator(".picture img")).to_have_attribute("alt", "a red fox in the snow")
        await visit.look("3-picture", everywhere=size == "desktop")
        assert await _progress(visit)

        gate.shut()
        await visit.say(STORY)
        await expect(page.locator(".job >> nth=1 >> figcaption")).to_have_text(SENTENCES)  # before any is drawn
        await page.wait_for_selector(".job >> nth=1 >> .preview:not([hidden])")
        await visit.shoot("4-story-drawing")
        gate.open()
        await visit.drawn(2)
        await expect(page.locator(".job >> nth=1 >> .picture img")).to_have_count(4)
        await expect(page.locator(".sheet img")).to_have_count(1)
        assert await _progress(visit)
        await visit.look("5-story", everywhere=size == "desktop")


async def _progress(visit: Opened) -> bool:
    """Whether a bar moved and a preview was seen since this was last asked."""
    seen = await visit.page.evaluate("(() => { const all = seen; seen = { steps: [], previews: 0 }; return all; })()")
    return any(0 < step < 1 for step in seen["steps"]) and seen["previews"] > 0


async def test_an_example_draws_at_one_press(visit: Opened) -> None:
    await visit.page.click(".example >> nth=0")
    await visit.drawn(1)
    await expect(visit.page.locator("#welcome")).to_be_hidden()


async def test_redo_gives_another_picture_of_the_same_words(visit: Opened) -> None:
    await visit.say(IMAGINE)
    await visit.drawn(1)
    await visit.page.click('[data-do="redo"]')
    await visit.drawn(2)
    await expect(visit.page.locator(".bubble")).to_have_text([IMAGINE, IMAGINE])
    await expect(visit.page.locator(".again >> nth=1")).to_be_visible()
    first, second = await visit.page.locator(".colophon").all_inner_texts()
    assert first.split("·")[0].startswith("seed ") and first.split("·")[0] != second.split("·")[0]


async def test_copy_and_download_give_the_exact_command_and_the_picture(
    browser: Browser, serving: Restartable, shots: Path | None, tmp_path: Path
) -> None:
    async with opened(browser, serving.url, shots) as visit:
        await visit.say(f"{IMAGINE} --seed 7")
        await visit.drawn(1)
        await visit.page.click('[data-do="copy"]')
        await expect(visit.page.locator('[data-do="copy"]')).to_have_text("Copied")
        assert await visit.page.evaluate("navigator.clipboard.readText()") == f"{IMAGINE} --seed 7"
        async with visit.page.expect_download() as download:
            await visit.page.click('a[data-do="download"]')
        picture = await download.value
        assert picture.suggested_filename == "vignette-a-red-fox-in-the-snow-7.png"
        await picture.save_as(tmp_path / "picture.png")
        assert (tmp_path / "picture.png").read_bytes().startswith(b"\x89PNG")


async def test_a_file_in_an_answer_can_be_saved(visit: Opened) -> None:
    await visit.say(".quota export")
    async with visit.page.expect_download() as download:
        await visit.page.click("text=Download credits.csv")
    path = await (await download.value).path()
    assert path.read_bytes().count(b"\n") >= 1


async def test_a_running_drawing_can_be_stopped(visit: Opened, gate: Gate) -> None:
    gate.shut()
    await visit.say(IMAGINE)
    await visit.page.click('[data-do="cancel"]')
    await expect(visit.page.locator(".outcome")).to_have_text("Cancelled; nothing was charged.")
    gate.open()
    await expect(visit.page.locator(".working")).to_be_hidden()
    await expect(visit.page.locator("#announcer")).to_have_text("Cancelled; nothing was charged.")


async def test_what_is_refused_is_answered_and_the_words_come_back(visit: Opened) -> None:
    wrong = ".imagine a fox --seed tomorrow"
    await visit.say(wrong)
    await expect(visit.page.locator(".answer.trouble")).to_contain_text("--seed")
    await expect(visit.page.locator("#text")).to_have_value(wrong)
    await visit.look("6-refused")
    await visit.page.click(".answer .try")
    await expect(visit.page.locator("#text")).not_to_have_value(wrong)


async def test_markup_in_words_is_shown_and_never_run(visit: Opened) -> None:
    hostile = '<img src=x onerror="alert(1)"><b>fox</b> **bold** `code`'
    await visit.say(f".imagine {hostile} --seed 7")
    await visit.drawn(1)
    await visit.say(hostile)
    await expect(visit.page.locator(".bubble >> nth=1")).to_have_text(hostile)
    await expect(visit.page.locator(".bubble img, .answer img, .answer script, .colophon img")).to_have_count(0)


async def test_everything_is_back_after_a_reload_and_after_a_restart_of_the_server(
    visit: Opened, serving: Restartable
) -> None:
    page = visit.page
    await visit.say(".help")
    for jobs, text in enumerate((IMAGINE, STORY), start=1):
        await visit.say(text)
        await visit.drawn(jobs)  # two sent at once are answered in either order
    before = await page.locator("#conversation").inner_text()
    await page.reload()
    await visit.drawn(2)
    assert await page.locator("#conversation").inner_text() == before
    await expect(page.locator("#welcome")).to_be_hidden()

    await serving.stop()
    await expect(page.locator("#state")).to_have_text("Connection lost; trying again…")
    await visit.say(IMAGINE)
    await expect(page.locator(".answer.trouble")).to_contain_text("does not answer")
    await serving.start()
    await expect(page.locator("#state")).to_contain_text("credits left")
    visit.troubles = [trouble for trouble in visit.troubles if "ERR_CONNECTION_REFUSED" not in trouble]
    await page.reload()
    await visit.drawn(2)
    assert await page.locator("#conversation").inner_text() == before


async def test_the_keyboard_is_enough(visit: Opened) -> None:
    page, area = visit.page, visit.page.locator("#text")
    await expect(area).to_be_focused()
    await page.keyboard.type(".")
    await expect(page.locator("#hints")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await visit.look("7-hints")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    await expect(area).to_have_value(".story ")
    await page.keyboard.type("Mia the fox wakes.")
    await page.keyboard.press("Shift+Enter")
    await page.keyboard.type("She runs. --ca")
    await page.keyboard.press("Tab")
    await expect(area).to_have_value(".story Mia the fox wakes.\nShe runs. --causal")
    await page.keyboard.press("Enter")
    await visit.drawn(1)
    await page.keyboard.press("ArrowUp")
    await expect(area).to_have_value(".story Mia the fox wakes.\nShe runs. --causal")
    await page.keyboard.press("ArrowDown")
    await expect(area).to_have_value("")
    await page.keyboard.type(".x")
    await expect(page.locator("#hints")).to_be_hidden()


async def test_pictures_open_large_and_are_turned_by_key(visit: Opened) -> None:
    page, lightbox = visit.page, visit.page.locator("#lightbox")
    await visit.say(STORY)
    await visit.drawn(1)
    await page.locator(".picture >> nth=1").focus()
    await page.keyboard.press("Enter")
    await expect(lightbox.locator(".count")).to_have_text("2 of 5")
    await visit.look("8-large")
    await page.keyboard.press("ArrowRight")
    await expect(lightbox.locator("figcaption")).to_have_text(SENTENCES[2])
    await page.keyboard.press("End")
    await expect(lightbox.locator("figcaption")).to_have_text("The whole story on one page")
    await page.keyboard.press("ArrowRight")
    await expect(lightbox.locator(".count")).to_have_text("1 of 5")
    await page.keyboard.press("Escape")
    await expect(lightbox).to_be_hidden()
    await expect(page.locator(".picture >> nth=1")).to_be_focused()


async def test_two_tabs_of_one_person_show_the_same_conversation(visit: Opened, serving: Restartable) -> None:
    other = await visit.page.context.new_page()
    await other.goto(serving.url)
    await expect(other.locator("#state")).to_contain_text("credits left")
    await visit.say(IMAGINE)
    await expect(other.locator(".bubble")).to_have_text([IMAGINE])
    await expect(other.locator(".picture img")).to_be_visible()
