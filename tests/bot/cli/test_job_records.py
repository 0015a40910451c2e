"""`jobs`, `quota` and `migrate`: everybody's record, on a real database."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot import bootstrap
from bot.cli.job_records import end, find, latest, line, record
from bot.cli.quota_actions import act, export
from bot.commands import Quota, QuotaGrant, QuotaShow
from bot.domain.credits import DefaultLimits, Subject
from bot.domain.errors import Refused
from bot.domain.jobs import Job, JobStatus
from bot.frontends.console.requester import terminal_requester
from bot.rules.quota_admin import QuotaAdmin
from bot.storage.database.migrations import is_known_revision, wanted_revision
from bot.storage.stores import Stores
from tests.bot.cli.kit import document, sentence, vignette
from tests.bot.service_kit import MIA, TOM, build_stores
from tests.bot.storage.kit import new_job


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    stores = build_stores(tmp_path)
    await stores.database.open()
    yield stores
    await stores.database.close()


def admin_of(stores: Stores) -> QuotaAdmin:
    return bootstrap.quota_admin(stores, DefaultLimits())


async def submitted(stores: Stores, job: Job) -> Job:
    async with stores.database.write() as session:
        await stores.jobs.add(session, job)
        await admin_of(stores).quotas.hold(session, job)
    return job


async def test_the_latest_jobs_are_everybody_s_and_newest_first(stores: Stores) -> None:
    jobs = [await submitted(stores, new_job(who, created_at=datetime.now(UTC))) for who in (MIA, TOM, MIA)]
    assert [job.id for job in await latest(stores, 2)] == [jobs[2].id, jobs[1].id]
    told = line(jobs[1])
    assert jobs[1].id[:8] in told and "queued" in told and "web:Tom" in told and "a red fox" in told


async def test_a_job_is_found_by_the_beginning_of_its_id(stores: Stores) -> None:
    one = await submitted(stores, replace(new_job(), id="aa" + "0" * 30))
    two = await submitted(stores, replace(new_job(), id="ab" + "0" * 30))
    assert (await find(stores, "AA")).id == one.id
    assert (await find(stores, two.id)).id == two.id
    for prefix, said in (("a", "More than one job starts with a"), ("zz", "There is no job zz")):
        with pytest.raises(Refused, match=said):
            await find(stores, prefix)


async def test_a_cancelled_job_gives_its_credits_back_once(stores: Stores) -> None:
    job = await submitted(stores, new_job())
    assert (await end(stores, job.id[:8])).status is JobStatus.CANCELLED
    assert (await find(stores, job.id)).status is JobStatus.CANCELLED
    with pytest.raises(Refused, match="has already ended: cancelled"):
        await end(stores, job.id)
    async with stores.database.read() as session:
        [entry] = await stores.audit.latest(session, 1)
    assert (entry.action, entry.subject) == ("job.cancel", job.id)
    assert [row.split(",")[1] for row in (await export(stores, admin_of(stores))).splitlines()[1:]] == [
        "hold",
        "release",
    ]


async def test_a_record_holds_what_was_asked_and_what_became_of_it(stores: Stores) -> None:
    told = record(await submitted(stores, new_job(MIA)))
    assert told["status"] == "queued" and told["kind"] == "image" and told["credits"] == 1
    assert told["requester"]["user"] == "mia" and told["request"]["seed"] == 7 and told["page"] is None


async def test_quota_answers_carry_their_figures(stores: Stores) -> None:
    mia = Subject("user", "web:mia")
    await submitted(stores, new_job(MIA, 30, created_at=datetime.now(UTC)))
    await act(stores, admin_of(stores), QuotaGrant(mia, "day", 100))
    day, month = (await act(stores, admin_of(stores), QuotaShow(mia)))["allowances"]
    assert (day["window"], day["limit"], day["used"], day["left"]) == ("day", 1100, 30, 1070)
    assert (month["window"], month["left"]) == ("month", 9970)
    own = await act(stores, admin_of(stores), Quota())
    assert own["allowances"][0]["owner"] == "You" and own["answer"].startswith("You have 1,000 of 1,000")
    assert (await act(stores, admin_of(stores), QuotaShow(Subject("default"))))["allowances"] == []


def test_migrate_makes_the_database_and_jobs_and_quota_read_it(tmp_path: Path) -> None:
    assert document(vignette(tmp_path, "migrate", "--json")) == {"revision": wanted_revision(), "copy": None}
    granted = vignette(tmp_path, "quota", "grant", "user", terminal_requester().user, "day", "5")
    assert granted.stdout.startswith("User console:") and granted.returncode == 0
    lasting = vignette(tmp_path, "quota", "grant", "user", "discord:1", "day", "5", "--days", "3")
    assert lasting.stdout.strip().endswith("5 credits more a day for 3 days.")
    assert "There is no job 1234" in sentence(vignette(tmp_path, "jobs", "show", "1234"), 1)


def test_a_revision_of_the_future_is_not_known() -> None:
    assert is_known_revision(wanted_revision() or "")
    assert not is_known_revision("9999")
