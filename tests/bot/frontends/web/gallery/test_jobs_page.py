"""The list of one's own jobs."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.frontends.web.gallery import jobs_page
from tests.bot.frontends.web.site import Visitor, site
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def statuses(visitor: Visitor) -> list[tuple[str, str]]:
    text = (await visitor.get("/jobs")).text
    return re.findall(r'id="job-([0-9a-f]{32})"[^>]*data-status="(\w+)"', text)


async def test_jobs_are_listed_newest_first_with_what_became_of_them(visitor: Visitor, stranger: Visitor) -> None:
    fox, owl = await visitor.draw(".imagine a red fox"), await visitor.draw(".imagine an owl")
    assert await statuses(visitor) == [(owl["id"], "succeeded"), (fox["id"], "succeeded")]
    assert await statuses(stranger) == []
    text = (await visitor.get("/jobs")).text
    assert f'href="{owl["href"]}"' in text and "1 credit" in text and owl["id"][:8] in text


async def test_what_is_under_way_can_be_cancelled_and_what_has_ended_redone(tmp_path: Path) -> None:
    async with site(tmp_path, Gate(tmp_path).engine) as slow, Visitor(slow) as visitor:
        [answer] = await visitor.say(".imagine a red fox")
        text = (await visitor.get("/jobs")).text
        assert 'data-do="cancel"' in text and "1 under way" in text and 'data-do="redo"' not in text
        await visitor.post(f"/jobs/{answer['job']['id']}/cancel")
        text = (await visitor.get("/jobs")).text
        assert 'data-do="cancel"' not in text and "None under way" in text and 'data-do="redo"' in text
        assert "Cancelled; nothing was charged." in text


async def test_older_ones_are_shown_on_demand(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs_page, "SHOWN", 1)
    await visitor.draw(".imagine a red fox")
    await visitor.draw(".imagine an owl")
    text = (await visitor.get("/jobs")).text
    assert len(await statuses(visitor)) == 1 and 'href="/jobs?count=2"' in text
    assert (await visitor.get("/jobs?count=2")).text.count('id="job-') == 2
    for nonsense in ("x", "-1", "99999999999", "%C2%B2"):
        assert (await visitor.get(f"/jobs?count={nonsense}")).status == 200
