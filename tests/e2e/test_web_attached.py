"""A picture is chosen, pasted or dropped on the page in a real Chromium, and a drawing starts from it."""

from __future__ import annotations

import base64
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.async_api import expect

from tests.e2e.chromium import Opened

pytestmark = pytest.mark.asyncio(loop_scope="session")

#: What a person's hand does: files, as (name, type, base64), pasted into the box or dropped on the page.
HAND = """([kind, files]) => {
  const data = new DataTransfer();
  for (const [name, type, text] of files) {
    data.items.add(new File([Uint8Array.from(atob(text), (c) => c.charCodeAt(0))], name, { type }));
  }
  const box = document.getElementById("text");
  if (kind === "paste") return box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true }));
  document.body.dispatchEvent(new DragEvent("dragover", { dataTransfer: data, bubbles: true }));
  if (kind === "drop") document.body.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true }));
}"""


@pytest.fixture(scope="module")
def engine() -> dict[str, Any]:
    return {"name": "echo", "options": {"num_inference_steps": 4, "starts_from_image": True}}


def picture() -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((320, 200)).convert("RGB").save(file, "PNG")
    return file.getvalue()


async def hand(visit: Opened, kind: str, name: str = "hill.png", type: str = "image/png") -> None:
    await visit.page.evaluate(HAND, [kind, [[name, type, base64.b64encode(picture()).decode()]]])


async def test_a_chosen_picture_shows_above_the_box_and_is_what_the_drawing_starts_from(visit: Opened) -> None:
    page = visit.page
    async with page.expect_file_chooser() as chooser:
        await page.click("#attach")
    await (await chooser.value).set_files({"name": "hill.png", "mimeType": "image/png", "buffer": picture()})
    await expect(page.locator("#attached")).to_contain_text("hill.png")
    await expect(page.locator("#announcer")).to_have_text("hill.png is attached.")
    await visit.look("attached")
    await visit.say(".imagine a red fox --strength 0.3")
    await expect(page.locator("#attached")).to_be_hidden()
    await visit.drawn(1)
    await expect(page.locator(".given")).to_be_visible()
    shape = await page.locator(".plate .picture").evaluate("(plate) => plate.clientWidth / plate.clientHeight")
    assert 1.5 < shape < 1.7  # that of the picture it started from
    await visit.look("attached-drawn")
    await page.reload()
    await visit.drawn(1)
    assert await page.locator(".given").evaluate("(image) => image.decode().then(() => image.naturalWidth)") > 0


async def test_a_picture_is_pasted_and_taken_away_again(visit: Opened) -> None:
    await hand(visit, "paste")
    await expect(visit.page.locator("#attached")).to_be_visible()
    await visit.page.click("#detach")
    await expect(visit.page.locator("#attached")).to_be_hidden()
    await expect(visit.page.locator("#text")).to_be_focused()
    await visit.say(".imagine a red fox")
    await visit.drawn(1)
    await expect(visit.page.locator(".given")).to_be_hidden()


async def test_each_of_several_pictures_shows_and_can_be_taken_away_alone(visit: Opened) -> None:
    page, row = visit.page, visit.page.locator("#attached li")
    for name in ("hill.png", "a-name-that-is-much-too-long-for-a-chip.png", "mask.png"):
        await hand(visit, "drop", name)
        await expect(row.last).to_contain_text(name)
    await expect(page.locator("#attached img")).to_have_count(3)
    await visit.look("attached-several")
    await page.click("[aria-label='Take hill.png away']")
    await expect(page.locator("#announcer")).to_have_text("hill.png was taken away.")
    await expect(row).to_have_count(2)
    await expect(row.last).to_contain_text("mask.png")
    await visit.say(".imagine a red fox --seed tomorrow")
    await expect(page.locator(".exchange .given")).to_have_count(2)
    await expect(row).to_have_count(2)
    await page.click("#detach")
    await expect(page.locator("#attached")).to_be_hidden()


async def test_a_picture_is_dropped_and_comes_back_with_words_that_were_refused(visit: Opened) -> None:
    await hand(visit, "drag")
    await hand(visit, "drop")
    await expect(visit.page.locator("#attached")).to_be_visible()
    await visit.say(".imagine a fox --seed tomorrow")
    await expect(visit.page.locator(".answer.trouble")).to_contain_text("--seed")
    await expect(visit.page.locator("#attached")).to_contain_text("hill.png")


async def test_what_is_no_picture_is_refused_before_it_is_sent(visit: Opened) -> None:
    await hand(visit, "drop", "letter.pdf", "application/pdf")
    await expect(visit.page.locator("#notice")).to_have_text("Only pictures can be attached: PNG, JPEG, WebP or GIF.")
    await visit.look("attached-refused")
    await visit.page.evaluate("document.getElementById('file').dataset.most = '10'")
    await hand(visit, "drop")
    await expect(visit.page.locator("#notice")).to_contain_text("at most 16 MiB")
