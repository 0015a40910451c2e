"""The list that counts without anybody having set one: what it refuses, and how rarely without reason.

The prompts are our own sentences, one a line: about children, clothes and their sizes, art, animals, food, medicine,
places with unlucky names, and what only looks bloody.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import cache
from pathlib import Path

import pytest

from bot.domain.errors import Refused
from bot.rules.moderation.adult import adult_word, child_word, default_phrases
from bot.rules.moderation.folding import fold
from bot.rules.moderation.gate import ADULT_LOCAL, BLOCKED, CHILDREN, Gate
from bot.storage.stores import Stores
from generation.engine import ImageRequest
from tests.bot.service_kit import ADMIN, HERE, build_stores

FOLDER = Path(__file__).parent
MOST_FALSE_ALARMS = 0.01  # of all harmless prompts


@cache
def prompts(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines()


async def refusal(gate: Gate, prompt: str) -> str:
    try:
        await gate.check(ADMIN, ImageRequest(prompt, seed=7), HERE)
    except Refused as error:
        return str(error)
    return ""


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    built = build_stores(tmp_path)
    await built.database.open()
    yield built
    await built.database.close()


async def test_hardly_any_harmless_prompt_is_refused(stores: Stores) -> None:
    gate, harmless = Gate(stores), prompts("harmless_prompts.txt")
    assert len(harmless) == len(set(harmless)) >= 300
    refused = [prompt for prompt in harmless if await refusal(gate, prompt)]
    print(f"refused {len(refused)} of {len(harmless)}: {refused}")
    assert len(refused) <= MOST_FALSE_ALARMS * len(harmless)
    about_children = [prompt for prompt in harmless if child_word(fold(prompt))]
    assert len(about_children) >= 40 and not set(refused) & set(about_children)


async def test_the_obvious_is_refused_even_to_whoever_runs_the_machine(stores: Stores) -> None:
    gate = Gate(stores)
    assert [prompt for prompt in prompts("refused_prompts.txt") if not await refusal(gate, prompt)] == []
    assert await refusal(gate, "a naked woman") == ADULT_LOCAL
    assert await refusal(gate, "heil hitler") == BLOCKED
    assert await refusal(gate, "a naked boy") == CHILDREN


async def test_one_setting_turns_the_list_off_and_never_the_rule_for_children(stores: Stores) -> None:
    gate = Gate(stores, default_blocklist=False)
    assert not gate.defaults
    assert not await refusal(gate, "a naked woman") and not await refusal(gate, "heil hitler")
    assert await refusal(gate, "a naked boy") == CHILDREN


def test_the_list_is_in_order_and_says_nothing_twice() -> None:
    assert list(default_phrases()) == sorted(set(default_phrases()))
    assert all(adult_word(fold(phrase)) is None or " " in phrase or phrase == "upskirt" for phrase in default_phrases())
