"""The chat's answers, from a real service."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from bot.chat.chat import MISTAKE
from bot.chat.context import Answer
from bot.domain.jobs import JobStatus
from bot.domain.requester import Requester
from bot.jobs.service import Service
from generation.engine import ImageRequest
from tests.bot.service_kit import (
    ADMIN,
    FOX,
    HERE,
    MIA,
    TOM,
    build_app,
    chat_of,
    drawn,
    end_of,
    has_status,
    running,
    until,
)
from tests.plugin import Gate

pytestmark = pytest.mark.asyncio(loop_scope="module")
LONG = "--steps 100 --n 4"


@pytest.fixture
def gate(tmp_path: Path) -> Gate:
    """Open."""
    gate = Gate(tmp_path)
    gate.open()
    return gate


@pytest_asyncio.fixture(loop_scope="module")
async def service(tmp_path: Path, gate: Gate) -> AsyncIterator[Service]:
    engine = {"step_seconds": 0.05, **gate.engine}
    async with running(build_app(tmp_path, credits_a_day=50, engine=engine)) as service:
        await service.ready()
        yield service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def idle(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Service]:
    """One for all lines of which nothing comes."""
    async with running(build_app(tmp_path_factory.mktemp("idle"))) as service:
        yield service


async def say(service: Service, text: str, requester: Requester = MIA) -> list[Answer]:
    answers = await chat_of(service).handle_text(requester, text, HERE)
    assert answers is not None
    return answers


async def test_a_prompt_is_answered_with_what_will_be_drawn(service: Service) -> None:
    [answer] = await say(service, ".imagine a red fox --seed 7")
    assert answer.job is not None
    assert not answer.refused
    assert answer.text == f"**a red fox**\nseed 7 · 1 credit · starts now · job `{answer.job.id[:8]}`"
    assert (await end_of(service, answer.job)).status is JobStatus.SUCCEEDED


async def test_permutations_are_jobs_of_their_own(service: Service) -> None:
    answers = await say(service, ".imagine a {red,blue} fox --seed 7")
    assert [answer.text.splitlines()[0] for answer in answers] == ["**a red fox**", "**a blue fox**"]
    assert len({answer.job.id for answer in answers if answer.job}) == 2


async def test_whoever_waits_is_told_how_many_are_ahead(service: Service, gate: Gate) -> None:
    gate.shut()
    await say(service, f".imagine a red fox {LONG}")
    [answer] = await say(service, ".imagine a blue fox", TOM)
    assert "· 1 job ahead of it ·" in answer.text


async def test_whoever_waits_is_told_how_long_as_soon_as_anything_was_drawn(service: Service, gate: Gate) -> None:
    first = await drawn(service)
    gate.shut()
    [running, waiting] = await say(service, f".imagine a {{red,blue}} fox {LONG}")
    assert first.estimated_seconds is None
    assert "· starts now, about " in running.text and "· 1 job ahead of it, about " in waiting.text
    assert running.job and waiting.job
    assert 1 < (running.job.estimated_seconds or 0) < (waiting.job.estimated_seconds or 0)
    assert await service.job(waiting.job.id) == waiting.job
    [queue] = await say(service, ".queue")
    assert all(" is being drawn, about " in line or " waits, about " in line for line in queue.text.splitlines())


async def test_a_story_is_one_job(service: Service) -> None:
    [answer] = await say(service, ".story Mia the fox runs. She sleeps. --seed 7")
    assert answer.job is not None
    assert (await end_of(service, answer.job)).outcome.page is not None


@pytest.mark.parametrize("text", ["hello", "...", ".5", ".unknown thing", ""])
async def test_what_is_no_command_has_no_answer(idle: Service, text: str) -> None:
    assert await chat_of(idle).handle_text(MIA, text, HERE) is None


@pytest.mark.parametrize(
    "text", [".imagine", ".imagine fox --seed x", ".story One.", ".cancel §", ".history 1000", ".help me"]
)
async def test_what_is_wrong_is_answered_with_the_right_form(idle: Service, text: str) -> None:
    [answer] = await say(idle, text)
    assert answer.refused
    assert answer.job is None
    assert answer.text


async def test_the_prefix_is_the_front_end_s(idle: Service) -> None:
    assert await chat_of(idle).handle_text(MIA, ".help", HERE, prefix="!") is None
    [answer] = await chat_of(idle).handle_text(MIA, "!help", HERE, prefix="!") or []
    assert "`!imagine a red fox in the snow`" in answer.text


async def test_credits_that_do_not_suffice_are_refused_and_end_the_permutations(service: Service) -> None:
    await say(service, ".quota set user tom day 2", ADMIN)
    answers = await say(service, ".imagine a {red,blue,green,grey} fox", TOM)
    assert [answer.refused for answer in answers] == [False, False, True]
    assert "credit" in answers[-1].text


async def test_one_s_own_credits_and_queue_and_history(service: Service) -> None:
    [quota] = await say(service, ".quota")
    assert quota.text.startswith("You have 50 of 50 credits left today")
    assert (await say(service, ".queue"))[0].text == "The queue is empty."
    assert (await say(service, ".history"))[0].text == "You have asked for nothing yet."
    job = await drawn(service, replace(FOX, prompt="a *red* fox"))
    [history] = await say(service, ".history")
    assert history.text == rf"`{job.id[:8]}` succeeded, seed 7: a \*red\* fox"


async def test_the_queue_shows_prompts_to_their_askers_and_to_admins_only(service: Service, gate: Gate) -> None:
    gate.shut()
    [answer] = await say(service, f".imagine a secret fox {LONG}")
    job = answer.job
    assert job is not None
    await until(lambda: has_status(service, job, JobStatus.RUNNING))
    line = f"1. `{job.id[:8]}` is being drawn"
    assert (await say(service, ".queue"))[0].text == f"{line}: a secret fox"
    assert (await say(service, ".queue", ADMIN))[0].text == f"{line}: a secret fox"
    assert (await say(service, ".queue", TOM))[0].text == line


async def test_cancel_names_what_is_free_again(service: Service, gate: Gate) -> None:
    gate.shut()
    [answer] = await say(service, f".imagine a fox {LONG}")
    assert answer.job is not None
    [cancelled] = await say(service, ".cancel")
    assert cancelled.text == f"Job `{answer.job.id[:8]}` is cancelled; its 1 credit is free again."
    [again] = await say(service, ".cancel")
    assert again.refused


async def test_admin_commands_are_for_admins(service: Service) -> None:
    [refused] = await say(service, ".quota grant user tom day 5")
    assert refused.refused
    [granted] = await say(service, ".quota grant user tom day 5", ADMIN)
    assert not granted.refused
    assert "55 of 55" in (await say(service, ".quota", TOM))[0].text
    [export] = await say(service, ".quota export", ADMIN)
    assert export.attachment is not None
    assert b"web:tom" in export.attachment[1]
    assert "web:tom" in (await say(service, ".quota show user tom", ADMIN))[0].text.lower()
    assert not (await say(service, ".quota reset user tom day", ADMIN))[0].refused


async def test_redo_draws_the_same_request_from_another_seed(service: Service) -> None:
    job = await drawn(service)
    again = await chat_of(service).redo(TOM, job.id, HERE)
    assert again.job is not None
    assert isinstance(again.job.request, type(FOX))
    assert again.job.request == replace(FOX, seed=again.job.request.seed)
    assert again.job.request.seed != FOX.seed
    assert again.job.requester == TOM
    assert (await chat_of(service).redo(TOM, "0" * 32, HERE)).refused


async def test_a_mistake_of_ours_is_logged_and_answered_without_a_traceback(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(service, "queue", broken)
    assert await say(service, ".queue") == [Answer(MISTAKE, refused=True)]


async def test_the_history_tells_jobs_of_the_same_words_apart(service: Service) -> None:
    one = await drawn(service, ImageRequest("a fox", seed=7))
    await say(service, f".enlarge {one.short_id} --factor 2")
    await say(service, ".imagine a fox --seed 7 --n 2 --style ink")
    (history,) = await say(service, ".history")
    lines = [line.split(", ", 1)[1] for line in history.text.splitlines()]
    assert lines[0] == "seed 7: a fox · `--n 2` · `--style ink`"
    assert lines[1] == f"a picture, 2 times as large · `--factor 2` · enlarge of `{one.short_id}` 1"
    assert lines[2] == "seed 7: a fox"
