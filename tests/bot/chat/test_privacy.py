"""`.mydata`, `.forget`, `.verify` and `.report`, said in a chat about what was really drawn."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import AsyncIterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from bot.chat.context import Answer
from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.requester import Address, Requester
from bot.features.privacy import data_export
from bot.jobs.service import Service
from story.request import StoryRequest
from tests.bot.service_kit import (
    ADMIN,
    FOX,
    HERE,
    MIA,
    TOM,
    MemoryFrontend,
    build_app,
    chat_of,
    drawn,
    has_status,
    ledger,
    nothing_owed,
    running,
    until,
)
from tests.plugin import Gate

SECRET = "a purple zeppelin over Ghent"
TOLD = replace(FOX, prompt=SECRET)


class ForgettingFrontend(MemoryFrontend):
    """Remembers what it was told to forget."""

    def __init__(self) -> None:
        super().__init__()
        self.forgotten: list[str] = []

    async def forget(self, names: tuple[str, ...]) -> None:
        self.forgotten += names


@pytest.fixture
def frontend() -> ForgettingFrontend:
    return ForgettingFrontend()


@pytest.fixture
async def service(tmp_path: Path, frontend: ForgettingFrontend) -> AsyncIterator[Service]:
    async with running(build_app(tmp_path, frontend)) as service:
        yield service


async def said(service: Service, text: str, requester: Requester = MIA, *pictures: bytes) -> Answer:
    async with service.attachments.taken(pictures) as attached:
        [answer] = await chat_of(service).handle_text(requester, text, HERE, attachments=attached) or []
    return answer


def everything_stored(folder: Path) -> str:
    """Every value of every table, as text."""
    with sqlite3.connect(folder / "vignette.db") as database:
        return "\n".join(line for line in database.iterdump() if line.startswith("INSERT"))


async def audited(service: Service) -> list[tuple[str, str, str]]:
    async with service.stores.database.read() as session:
        latest = await service.stores.audit.latest(session, 50)
        assert await service.stores.audit.verify(session) is None
    return [(each.actor, each.action, each.subject) for each in latest]


def unzipped(answer: Answer) -> ZipFile:
    assert answer.attachment is not None, answer.text
    return ZipFile(BytesIO(answer.attachment[1]))


async def test_all_that_is_stored_of_somebody_is_in_one_file(service: Service) -> None:
    await said(service, ".defaults set n 1")
    mine, _ = await drawn(service, TOLD), await drawn(service, replace(FOX, prompt="not mine"), TOM)
    sentences = ("A fox runs.", "It sleeps.")
    tale = await drawn(service, StoryRequest(sentences, replace(FOX, prompt=" ".join(sentences))))
    answer = await said(service, ".mydata")
    assert answer.private
    folder = unzipped(answer)
    told = json.loads(folder.read("data.json"))
    assert [each["request"].get("prompt") for each in told["requests"]] == [SECRET, None]
    assert told["defaults"] == {"n": "1"}
    assert {each["kind"] for each in told["credits"]} == {"hold", "capture"}
    assert ("job.submit", mine.id) in {(each["action"], each["subject"]) for each in told["audit"]}
    assert folder.read(told["requests"][0]["pictures"][0]["file"]) == mine.outcome.frames[0].path.read_bytes()
    assert len(told["requests"][1]["pictures"]) == len(tale.outcome.frames) + 1
    assert "not mine" not in folder.read("data.json").decode()
    assert len(folder.namelist()) == 1 + 1 + 3


async def test_what_is_too_much_for_one_file_comes_in_parts(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    jobs = [await drawn(service, replace(FOX, seed=seed)) for seed in (1, 2, 3)]
    size = jobs[0].outcome.frames[0].path.stat().st_size
    monkeypatch.setattr(data_export, "MAX_FILE", int(2.5 * size))
    first, second = await said(service, ".mydata"), await said(service, ".mydata 2")
    assert "part 1 of 2" in first.text
    assert "`.mydata 2` gives the next one" in first.text
    names = [name for each in (first, second) for name in unzipped(each).namelist() if name != "data.json"]
    assert len(names) == len(set(names)) == 3
    assert (await said(service, ".mydata 3")).text == "There are only 2 parts of it."


async def test_nothing_is_erased_before_somebody_is_sure(service: Service) -> None:
    job = await drawn(service, TOLD)
    assert "1 request of yours with 1 picture" in (await said(service, ".forget")).text
    assert f"say `.forget {job.id[:8]} yes`" in (await said(service, f".forget {job.id[:8]}")).text
    assert "say `.forget everything yes`" in (await said(service, ".forget everything")).text
    assert job.outcome.frames[0].path.is_file()
    assert await service.job(job.id) == job


async def test_an_erased_job_leaves_what_it_cost_and_nothing_that_it_told(
    service: Service, frontend: ForgettingFrontend, tmp_path: Path
) -> None:
    job = await drawn(service, TOLD)
    await until(lambda: nothing_owed(service))
    before = await service.balance(MIA)
    answer = await said(service, f".forget {job.id[:8]} yes")
    assert answer.text.startswith(f"Job `{job.id[:8]}` is erased.")
    assert "zeppelin" not in everything_stored(tmp_path)
    assert not job.outcome.frames[0].path.exists()
    assert frontend.forgotten == [job.id, job.outcome.frames[0].sha256]
    assert await service.balance(MIA) == before
    assert await ledger(service, job) == ["hold", "capture"]
    assert await service.history(MIA, 9) == []
    assert ("web:mia", "job.forget", job.id) in await audited(service)
    assert (await said(service, f".vary {job.id[:8]}")).refused


async def test_another_s_job_is_not_theirs_to_erase_but_an_admin_s(service: Service) -> None:
    job = await drawn(service, TOLD)
    assert "no job" in (await said(service, f".forget {job.id[:8]} yes", TOM)).text
    assert job.outcome.frames[0].path.is_file()
    assert not (await said(service, f".forget {job.id[:8]} yes", ADMIN)).refused
    assert not job.outcome.frames[0].path.exists()


async def test_a_picture_that_somebody_else_has_as_well_stays_with_them(service: Service) -> None:
    mine, theirs = await drawn(service, FOX), await drawn(service, FOX, TOM)
    assert mine.outcome.frames[0].sha256 == theirs.outcome.frames[0].sha256
    await said(service, ".forget everything yes")
    assert theirs.outcome.frames[0].path.is_file()
    assert len(await service.history(TOM, 9)) == 1


async def test_a_picture_that_another_s_story_keeps_stays_with_it(service: Service) -> None:
    mine = await drawn(service, FOX)
    kept = StoryRequest(
        ("A fox.", "An owl."), replace(FOX, prompt="A fox. An owl."), kept=(mine.outcome.frames[0].sha256,)
    )
    theirs = await drawn(service, kept, TOM)
    assert theirs.status is JobStatus.SUCCEEDED
    await said(service, ".forget everything yes")
    assert mine.outcome.frames[0].path.is_file()


async def test_forgetting_everything_cancels_what_waits_and_leaves_nobody(tmp_path: Path) -> None:
    async with running(build_app(tmp_path, engine=Gate(tmp_path).engine)) as service:
        await said(service, ".defaults set n 2")
        await said(service, ".cast add Ghislain: a fox")
        waiting = [await service.submit(MIA, TOLD, Address("memory", {"text": SECRET})) for _ in range(2)]
        await until(lambda: has_status(service, waiting[0], JobStatus.RUNNING))
        answer = await said(service, ".forget everything yes")
        assert answer.text.startswith("All that was stored of you is erased, 2 requests among it.")
        for job in waiting:
            assert await ledger(service, job) == ["hold", "release"]
            assert await has_status(service, job, JobStatus.CANCELLED)
        await until(lambda: nothing_owed(service))
        assert (await said(service, ".defaults")).text.startswith("You have no defaults")
        assert ("web:mia", "person.forget", "web:mia") in await audited(service)
        assert (await service.balance(MIA)).left == 1000
    everything = everything_stored(tmp_path)
    assert "zeppelin" not in everything
    assert "'Mia'" not in everything
    assert not list((tmp_path / "frames").glob("*/*.png"))


async def test_forgetting_is_not_refused_because_a_job_has_just_ended(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """faults.md row 4 (b): what was read as unfinished a moment ago may have its end by now."""
    job = await drawn(service, TOLD)

    async def refuses(*_: object) -> None:
        raise Refused("It has ended.")

    monkeypatch.setattr(service, "cancel", refuses)
    answer = await said(service, ".forget everything yes")
    assert answer.text.startswith("All that was stored of you is erased, 1 request")
    assert not job.outcome.frames[0].path.exists()


async def test_who_was_forgotten_begins_anew_but_not_with_new_credits(service: Service) -> None:
    await drawn(service, TOLD)
    await said(service, ".forget everything yes")
    assert (await service.balance(MIA)).left == 999
    again = await drawn(service, FOX)
    assert again.status is JobStatus.SUCCEEDED
    assert [job.id for job in await service.history(MIA, 9)] == [again.id]


async def test_a_report_is_seen_at_the_desk_until_it_is_settled(service: Service) -> None:
    job, stores = await drawn(service, TOLD), service.stores
    answer = await said(service, f".report {job.id[:8]} shows somebody I know", TOM)
    assert answer.text == f"Thank you: the admins see your report of job `{job.id[:8]}`."
    assert "reported that before" in (await said(service, f".report {job.id[:8]}", TOM)).text
    assert "no job" in (await said(service, ".report ffffffff", TOM)).text
    async with stores.database.read() as session:
        [report] = await stores.reports.open(session)
    assert (report.job_id, report.by, report.reason) == (job.id, "web:tom", "shows somebody I know")
    assert ("web:tom", "report.add", job.id) in await audited(service)


async def test_to_verify_nothing_is_a_mistake_with_its_remedy(service: Service) -> None:
    assert "Attach the picture to `verify`." in (await said(service, ".verify")).text
