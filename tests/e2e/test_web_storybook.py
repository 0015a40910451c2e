"""The default of a fresh machine in a real Chromium: the page, the embedded model, one picture and one story."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, expect

from tests.e2e.chromium import opened
from tests.e2e.restartable import Restartable

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.slow]

STORY = (
    ".story Mia the red fox finds a lantern in the forest. She carries it up the hill. "
    "It starts to rain. She sleeps under a big tree. --seed 7"
)


@pytest.fixture(scope="module")
def engine() -> dict[str, Any]:
    """The `engine` section of the settings as it comes."""
    return {}


async def test_a_stranger_sees_a_picture_and_a_story_arrive_from_the_embedded_model(
    browser: Browser, serving: Restartable, shots: Path | None
) -> None:
    async with opened(browser, serving.url, shots, size="desktop", scheme="light") as visit:
        await visit.say(".imagine a red fox in the snow --seed 7")
        await visit.drawn(1)
        await expect(visit.page.locator(".picture img")).to_have_count(1)
        await expect(visit.page.locator(".colophon")).to_contain_text("Storybook on")

        await visit.say(".imagine a giraffe in the snow --seed 7")
        await visit.page.click("text=Draw it anyway")
        await visit.drawn(2)
        await expect(visit.page.locator("#text")).to_have_value("")

        await visit.say(STORY)
        await visit.page.wait_for_selector(".job >> nth=2 >> .preview:not([hidden])")
        await visit.shoot("storybook-drawing")
        await visit.drawn(3)
        await expect(visit.page.locator(".job >> nth=2 >> .picture img")).to_have_count(4)
        await expect(visit.page.locator(".sheet img")).to_have_count(1)
        await expect(visit.page.locator(".colophon >> nth=2")).to_contain_text("story context: storybook")
        steps = await visit.page.evaluate("seen.steps")
        assert any(0 < step < 1 for step in steps)
        await visit.settle()
        await visit.shoot("storybook-story")
