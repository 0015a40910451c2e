"""What Discord refuses for good is said in words, once, and not sent again.

Sources: Penny-Dreadful-Tools#4100 (a picture taken for explicit), Discord's list of JSON error codes.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import discord as library
import pytest

from bot.domain.errors import Undeliverable
from bot.frontends.discord.refusals import is_final, is_passing, is_shut
from tests.bot.frontends.discord.kit import Stage
from tests.discord_double import DiscordDouble


@pytest.fixture(autouse=True)
def only_replies_fail(discord: DiscordDouble) -> None:
    discord.faults.when = lambda call: bool(call.files)


def error(status: int, code: int) -> library.HTTPException:
    response: Any = SimpleNamespace(status=status, reason="")
    kinds = {403: library.Forbidden, 404: library.NotFound}
    kind = library.DiscordServerError if status >= 500 else kinds.get(status, library.HTTPException)
    return kind(response, {"code": code, "message": "No"})


FINAL = [(400, 20009), (403, 20009), (400, 200000), (403, 200000), (400, 240000), (400, 50035), (400, 50046), (400, 0)]
PASSING = [
    (500, 0),
    (503, 0),
    (429, 0),
    (429, 30046),
    (400, 40004),
    (403, 40006),
    (503, 130000),
    (401, 0),
    (400, 20028),
]
SHUT = [(403, 50001), (403, 50013), (403, 50007), (404, 10003), (404, 10004), (403, 400001), (400, 50033), (403, 0)]


def test_every_no_is_passing_shut_or_final_and_never_two_of_them() -> None:
    kinds = (is_final, is_passing, is_shut)
    for wanted, cases in zip(kinds, (FINAL, PASSING, SHUT), strict=True):
        for case in cases:
            assert [kind(error(*case)) for kind in kinds] == [kind is wanted for kind in kinds], case


@pytest.mark.parametrize(
    "status, code, reason",
    [
        (400, 20009, "explicit content"),
        (403, 20009, "explicit content"),
        (400, 200000, "automatic moderation"),
        (403, 240000, "harmful links"),
        (400, 50035, "Discord does not take it: No."),
    ],
)
async def test_a_picture_that_discord_refuses_is_answered_in_words_and_ends(
    stage: Stage, status: int, code: int, reason: str
) -> None:
    job, message = await stage.asked()
    stage.service.advance(job, 5, b"\xff\xd8")
    await stage.discord.until(lambda: message.files)
    stage.discord.faults.refusal("update_message", status, code)
    with pytest.raises(Undeliverable, match=reason):
        await stage.frontend.deliver(stage.finished(job))
    assert reason in message.content and job.short_id in message.content and "Nothing was charged" in message.content
    assert not message.files and not stage.ann.inbox.messages and len(stage.replies()) == 1


async def test_a_picture_too_large_at_its_smallest_ends_as_well(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.discord.faults.refusal("update_message", 413, 40005, times=9)
    with pytest.raises(Undeliverable, match="larger than Discord takes"):
        await stage.frontend.deliver(stage.finished(job))
    assert "larger than Discord takes here" in message.content


async def test_pictures_that_were_taken_stay_when_those_after_them_are_refused(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.discord.faults.refusal("create_message", 400, 20009)
    with pytest.raises(Undeliverable):
        await stage.frontend.deliver(stage.finished(job, 12))
    assert len(message.files) == 10 and "explicit" in stage.replies()[-1].content


async def test_what_is_refused_in_a_direct_message_is_said_there(stage: Stage) -> None:
    job, message = await stage.asked()
    stage.discord.faults.refusal("update_message", 403, 50001)
    stage.discord.faults.refusal("create_message", 403, 20009)
    stage.moderator().removes(message)
    with pytest.raises(Undeliverable, match="explicit"):
        await stage.frontend.deliver(stage.finished(job))


async def test_words_that_a_server_moderates_away_are_answered_with_ours(stage: Stage) -> None:
    stage.discord.faults.when = lambda call: "a red fox" in str(call.body)
    stage.discord.faults.refusal("create_message", 400, 200000, times=3)
    stage.ann.says(".imagine a red fox", stage.channel)
    await stage.discord.until(stage.replies)
    assert "The automatic moderation of this server" in stage.replies()[0].content and not stage.service.jobs
