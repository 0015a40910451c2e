"""What a request costs, and who may still spend how much."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.domain.credits import Balance, DefaultLimits, Subject
from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.requester import Requester
from bot.domain.requests import DescribeRequest, EnlargeRequest, InspireRequest, Request, VideoRequest
from bot.rules.pricing import cost
from generation.engine import EngineError, EngineInfo, ImageRequest, Reference
from story.request import StoryRequest
from tests.bot.storage.kit import MIA, TOM, Stores, open_stores

INFO = EngineInfo("echo", "echo", "cpu", "there is no other", 1024, 1024, 20, 5.0)
FOX = ImageRequest("a red fox", seed=1)
LIMITS = DefaultLimits(user_daily=10, user_monthly=25, server_daily=15, server_monthly=40)
ADMIN = Requester("web", "ada", "Ada", admin=True)
GUEST = Requester("web", "mia", "Mia", "fable", ("artist", "patron"))


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with open_stores(tmp_path, LIMITS) as stores:
        yield stores


async def balance(stores: Stores, requester: Requester = MIA) -> Balance:
    async with stores.database.read() as session:
        return await stores.quotas.balance(session, requester)


async def left(stores: Stores, requester: Requester = MIA) -> list[int]:
    """Today and this month, then the server's."""
    return [allowance.left for allowance in (await balance(stores, requester)).allowances]


async def set_limit(stores: Stores, kind: str, id: str, credits: int) -> None:
    async with stores.database.write() as session:
        await stores.admin.set(session, ADMIN, Subject(kind, id), "day", credits)  # type: ignore[arg-type]  # a kind


@pytest.mark.parametrize(
    ("request_", "credits"),
    [
        (FOX, 20),
        (replace(FOX, num_images=3), 60),
        (replace(FOX, num_inference_steps=1), 1),
        (replace(FOX, num_inference_steps=30, aspect_ratio="4:1"), 30),
        (StoryRequest(("Mia runs.", "She rests."), FOX), 40),
        (StoryRequest(("Mia runs.", "She rests."), FOX, kept=("ab" * 32,)), 20),
        (StoryRequest(("Mia runs.", "She rests."), FOX, kept=("ab" * 32, "cd" * 32)), 0),
        (replace(FOX, image="ab" * 32, strength=0.5), 10),
        (replace(FOX, image="ab" * 32), 20),
        (replace(FOX, tile=True, chaos=100), 20),
        (VideoRequest(replace(FOX, num_inference_steps=30)), 30),
        (EnlargeRequest("ab" * 32), 8),
        (EnlargeRequest("ab" * 32, factor=4), 32),
        (DescribeRequest("ab" * 32), 1),
        (InspireRequest("the sea", 7), 1),
    ],
)
def test_a_request_costs_its_steps_and_pixels_and_pictures(request_: Request, credits: int) -> None:
    assert cost(request_, INFO) == credits


@pytest.mark.parametrize(
    ("request_", "adapter", "looking"),
    [
        (replace(FOX, references=(Reference("a"), Reference("b"))), 20, 60),
        (replace(FOX, image="ab" * 32, references=(Reference("a"),)), 20, 60),
        (replace(FOX, num_images=2, references=(Reference("a"),)), 40, 80),
        (StoryRequest(("Mia runs.", "She rests."), replace(FOX, references=(Reference("a"),))), 40, 80),
    ],
)
def test_a_picture_that_is_read_at_every_step_costs_as_much_as_one_that_is_drawn(
    request_: Request, adapter: int, looking: int
) -> None:
    assert cost(request_, replace(INFO, references=10)) == adapter
    assert cost(request_, replace(INFO, references=10, takes_strength=False)) == looking


def test_the_smallest_picture_costs_one_credit() -> None:
    assert cost(FOX, replace(INFO, width=128, height=128, num_inference_steps=4)) == 1


def test_a_part_of_a_credit_is_a_whole_one() -> None:
    assert cost(FOX, replace(INFO, width=1024, height=1032)) == 21


def test_a_shape_that_cannot_be_drawn_is_refused() -> None:
    with pytest.raises(EngineError, match="between 1:4 and 4:1"):
        cost(replace(FOX, aspect_ratio="9:1"), INFO)


async def test_a_job_uses_credits_of_the_day_and_of_the_month(stores: Stores) -> None:
    await stores.submit(MIA, 4)

    assert await left(stores) == [6, 21]
    assert str(await balance(stores)) == ("You have 6 of 10 credits left today and 21 of 25 credits left this month.")


async def test_a_server_has_credits_of_its_own_that_all_its_people_share(stores: Stores) -> None:
    await stores.submit(GUEST, 4)
    await stores.submit(replace(TOM, server="fable"), 5)

    assert await left(stores, GUEST) == [6, 21, 6, 31]
    assert str(await balance(stores, GUEST)).endswith(
        "This server has 6 of 15 credits left today and 31 of 40 credits left this month."
    )


async def test_people_of_two_platforms_with_the_same_id_do_not_share_credits(stores: Stores) -> None:
    await stores.submit(MIA, 4)

    assert await left(stores, Requester("discord", "mia")) == [10, 25]


async def test_a_limit_is_ones_own_else_the_largest_of_the_roles_else_the_default(stores: Stores) -> None:
    assert (await left(stores, GUEST))[0] == 10
    await set_limit(stores, "default", "", 8)
    assert (await left(stores, GUEST))[0] == 8
    await set_limit(stores, "role", "artist", 3)
    assert (await left(stores, GUEST))[0] == 3
    await set_limit(stores, "role", "patron", 7)
    assert (await left(stores, GUEST))[0] == 7
    await set_limit(stores, "user", "mia", 1)
    assert (await left(stores, GUEST))[0] == 1
    assert (await left(stores, TOM))[0] == 8


async def test_a_limit_lowered_below_what_is_used_leaves_nothing_and_no_debt(stores: Stores) -> None:
    await stores.submit(MIA, 6)
    await set_limit(stores, "user", "mia", 2)

    assert (await left(stores))[0] == 0


async def test_credits_come_back_with_the_next_day_and_the_next_month(stores: Stores) -> None:
    await stores.submit(MIA, 10)
    stores.clock.moment = datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)
    assert await left(stores) == [0, 15]

    stores.clock.moment = datetime(2026, 11, 22, tzinfo=UTC)
    assert await left(stores) == [10, 15]

    stores.clock.moment = datetime(2026, 12, 1, tzinfo=UTC)
    assert await left(stores) == [10, 25]


async def test_a_grant_counts_until_it_expires_also_in_the_next_month(stores: Stores) -> None:
    async with stores.database.write() as session:
        said = await stores.admin.grant(session, ADMIN, Subject("user", "mia"), "day", 5, 14)
        await stores.admin.grant(session, ADMIN, Subject("user", "mia"), "day", 2)
    assert said == "User web:mia: 5 credits more a day for 14 days."

    assert await left(stores) == [17, 25]
    stores.clock.advance(days=10)  # the month has ended, and the second grant with it
    assert await left(stores) == [15, 25]
    stores.clock.advance(days=4)
    assert await left(stores) == [10, 25]


async def test_a_release_gives_back_to_the_day_the_credits_were_held_in(stores: Stores) -> None:
    job = await stores.submit(MIA, 4)
    stores.clock.advance(days=1)
    await stores.finish(job, JobStatus.FAILED)

    assert await left(stores) == [10, 25]
    stores.clock.advance(days=-1)
    assert await left(stores) == [10, 25]


async def test_a_job_that_costs_more_than_is_left_today_is_refused_and_not_stored(stores: Stores) -> None:
    await stores.submit(MIA, 7)
    before = await stores.contents()

    sentence = r"^This costs 4 credits and you have 3 left today; it resets at 00:00 UTC, in 12 h 0 min\.$"
    with pytest.raises(Refused, match=sentence):
        await stores.submit(MIA, 4)

    assert await stores.contents() == before


async def test_a_refusal_names_the_window_that_keeps_one_waiting_longest(stores: Stores) -> None:
    for _ in range(2):
        await stores.submit(MIA, 10)
        stores.clock.advance(days=1)
    await stores.submit(MIA, 5)

    sentence = r"^This costs 6 credits and you have 0 left this month; it resets on 1 December at 00:00 UTC\.$"
    with pytest.raises(Refused, match=sentence):
        await stores.submit(MIA, 6)


async def test_a_refusal_says_when_it_is_the_servers_credits_that_are_short(stores: Stores) -> None:
    await stores.submit(GUEST, 10)
    await stores.submit(replace(TOM, server="fable"), 4)

    with pytest.raises(Refused, match="This costs 2 credits and this server has 1 left today"):
        await stores.submit(replace(TOM, server="fable"), 2)


async def test_a_job_that_costs_more_than_a_whole_day_gives_is_refused_with_what_would_help(stores: Stores) -> None:
    with pytest.raises(Refused, match="This costs 11 credits, and you have only 10 a day: ask for fewer steps"):
        await stores.submit(MIA, 11)


async def test_of_many_who_ask_at_once_for_the_last_credit_exactly_one_gets_it(stores: Stores) -> None:
    await stores.submit(MIA, 9)
    other = replace(stores)  # as another process would

    async def ask(through: Stores) -> bool:
        try:
            await through.submit(MIA, 1)
        except Refused:
            return False
        return True

    answers = await asyncio.gather(*(ask(through) for through in [stores, other] * 32))
    await other.database.close()

    assert answers.count(True) == 1
    assert await left(stores) == [0, 15]
