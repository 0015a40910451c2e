"""What admins see and change of other people's credits."""

from __future__ import annotations

import csv
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.domain.credits import DefaultLimits, Subject
from bot.domain.errors import Refused
from bot.domain.jobs import JobStatus
from bot.domain.requester import Requester
from tests.bot.storage.kit import MIA, TOM, Stores, open_stores

LIMITS = DefaultLimits(user_daily=10, user_monthly=25, server_daily=15, server_monthly=40)
ADMIN = Requester("web", "ada", "Ada", "fable", admin=True)
ARTIST = replace(MIA, roles=("artist",), server="fable")
USER, ROLE, SERVER, EVERYONE = Subject("user", "mia"), Subject("role", "artist"), Subject("server"), Subject("default")


@pytest.fixture
async def stores(tmp_path: Path) -> AsyncIterator[Stores]:
    async with open_stores(tmp_path, LIMITS) as stores:
        yield stores


async def manage(stores: Stores, verb: str, *arguments: Any, by: Requester = ADMIN) -> str:
    async with stores.database.write() as session:
        return str(await getattr(stores.admin, verb)(session, by, *arguments))


async def left(stores: Stores, requester: Requester = ARTIST) -> list[int]:
    async with stores.database.read() as session:
        return [allowance.left for allowance in (await stores.quotas.balance(session, requester)).allowances]


async def draw(stores: Stores, requester: Requester, cost: int) -> None:
    job = await stores.submit(requester, cost)
    await stores.finish(job, JobStatus.SUCCEEDED)


@pytest.mark.parametrize(
    ("verb", "arguments"),
    [
        ("set", (USER, "day", 5)),
        ("grant", (USER, "day", 5)),
        ("reset", (USER, "day")),
        ("show", (USER,)),
        ("export", ()),
    ],
)
async def test_only_admins_manage_credits_and_every_act_is_audited(
    stores: Stores, verb: str, arguments: tuple[Any, ...]
) -> None:
    before = await stores.contents()
    with pytest.raises(Refused, match="Only admins"):
        await manage(stores, verb, *arguments, by=replace(ADMIN, admin=False))
    assert await stores.contents() == before

    await manage(stores, verb, *arguments)
    async with stores.database.read() as session:
        [entry] = await stores.audit.latest(session, 10)
    assert (entry.actor, entry.action) == ("web:ada", f"quota.{verb}")


async def test_the_audit_says_whose_credits_were_changed_and_how(stores: Stores) -> None:
    await manage(stores, "set", USER, "day", 5)

    async with stores.database.read() as session:
        [entry] = await stores.audit.latest(session, 10)
    assert (entry.subject, entry.detail) == ("user web:mia", {"window": "day", "credits": 5})


async def test_a_limit_is_set_and_set_again(stores: Stores) -> None:
    assert await manage(stores, "set", USER, "day", 5) == "User web:mia: 5 credits a day from now on."
    await manage(stores, "set", USER, "day", 1200)

    assert (await left(stores))[0] == 1200


async def test_a_grant_for_a_day_adds_to_every_day_until_the_month_ends(stores: Stores) -> None:
    said = await manage(stores, "grant", USER, "day", 7)

    assert said == "User web:mia: 7 credits more a day until the end of this month."
    assert (await left(stores))[:2] == [17, 25]
    stores.clock.advance(days=1)
    assert (await left(stores))[:2] == [17, 25]
    stores.clock.advance(days=10)
    assert (await left(stores))[:2] == [10, 25]


async def test_a_grant_for_a_month_adds_to_that_month(stores: Stores) -> None:
    assert await manage(stores, "grant", USER, "month", 7) == "User web:mia: 7 credits more this month."

    assert (await left(stores))[:2] == [10, 32]
    stores.clock.advance(days=10)
    assert (await left(stores))[:2] == [10, 25]


async def test_a_grant_reaches_exactly_whom_it_names(stores: Stores) -> None:
    await manage(stores, "grant", ROLE, "day", 1)
    await manage(stores, "grant", SERVER, "day", 2)
    await manage(stores, "grant", EVERYONE, "day", 4)

    assert await left(stores, ARTIST) == [15, 25, 17, 40]
    assert await left(stores, TOM) == [14, 25]


async def test_a_reset_forgives_what_was_used_in_the_window_it_names(stores: Stores) -> None:
    await draw(stores, ARTIST, 6)

    assert await manage(stores, "reset", USER, "day") == "User web:mia: 6 used credits of this day forgiven."
    assert await left(stores) == [10, 19, 9, 34]
    assert await manage(stores, "reset", USER, "day") == "User web:mia: 0 used credits of this day forgiven."


async def test_a_reset_does_not_forgive_what_is_being_drawn(stores: Stores) -> None:
    job = await stores.submit(ARTIST, 6)
    await manage(stores, "reset", USER, "day")
    assert (await left(stores))[0] == 4

    await stores.finish(job, JobStatus.CANCELLED)
    assert (await left(stores))[0] == 10


async def test_a_reset_of_a_server_leaves_its_people_as_they_are(stores: Stores) -> None:
    await draw(stores, ARTIST, 6)
    await manage(stores, "reset", SERVER, "month")

    assert await left(stores) == [4, 19, 9, 40]


async def test_a_reset_of_a_role_or_of_everyone_reaches_all_who_used_credits(stores: Stores) -> None:
    await draw(stores, ARTIST, 6)
    await draw(stores, TOM, 5)

    assert await manage(stores, "reset", ROLE, "day") == "Role web:artist: 6 used credits of this day forgiven."
    assert ((await left(stores, ARTIST))[0], (await left(stores, TOM))[0]) == (10, 5)
    assert await manage(stores, "reset", EVERYONE, "day") == "Everyone: 5 used credits of this day forgiven."
    assert (await left(stores, TOM))[0] == 10


async def test_what_is_shown_of_a_person_counts_the_roles_they_last_asked_with(stores: Stores) -> None:
    await manage(stores, "set", ROLE, "day", 50)
    await draw(stores, ARTIST, 6)

    assert await manage(stores, "show", USER) == (
        "User web:mia has 44 of 50 credits left today and 19 of 25 credits left this month."
    )


async def test_servers_roles_and_the_default_are_shown(stores: Stores) -> None:
    await draw(stores, ARTIST, 6)
    server = "Server web:fable has 9 of 15 credits left today and 34 of 40 credits left this month."

    assert await manage(stores, "show", SERVER) == server
    assert await manage(stores, "show", EVERYONE) == "Everyone: 10 credits a day and 25 credits a month."
    assert await manage(stores, "show", ROLE) == "Role web:artist: no limit of its own, so the default counts."
    await manage(stores, "set", ROLE, "day", 50)
    assert await manage(stores, "show", ROLE) == "Role web:artist: 50 credits a day."


async def test_allowances_are_for_whoever_can_spend(stores: Stores) -> None:
    async with stores.database.read() as session:
        allowances = await stores.admin.allowances(session, ADMIN, USER)
        assert [(allowance.window, allowance.left) for allowance in allowances] == [("day", 10), ("month", 25)]
        assert await stores.admin.allowances(session, ADMIN, ROLE) == ()
        with pytest.raises(Refused, match="Only admins"):
            await stores.admin.allowances(session, MIA, USER)


async def test_the_export_has_every_entry_of_the_ledger(stores: Stores) -> None:
    job = await stores.submit(ARTIST, 6)
    await stores.finish(job, JobStatus.SUCCEEDED)
    await manage(stores, "grant", Subject("role", "=1+1"), "day", 1)

    async with stores.database.read() as session:
        rows = list(csv.DictReader((await stores.admin.ledger(session)).splitlines()))

    assert [(row["kind"], row["amount"]) for row in rows] == [("hold", "6"), ("capture", "6"), ("grant", "1")]
    assert (rows[0]["at"], rows[0]["user"], rows[0]["server"]) == ("2026-11-21T12:00:00+00:00", "web:mia", "web:fable")
    assert rows[0]["job_id"] == job.id
    assert rows[2]["role"] == "web:=1+1", "never the start of a spreadsheet's formula"


async def test_a_person_of_another_platform_is_named_with_it(stores: Stores) -> None:
    console = Requester("console", "root", admin=True)

    assert await manage(stores, "set", Subject("user", "web:mia"), "day", 5, by=console) == (
        "User web:mia: 5 credits a day from now on."
    )
    assert (await left(stores))[0] == 5


async def test_a_subject_that_names_nobody_is_refused(stores: Stores) -> None:
    with pytest.raises(Refused, match="Say which user you mean"):
        await manage(stores, "show", Subject("user"))
    with pytest.raises(Refused, match="Say which server you mean"):
        await manage(stores, "show", SERVER, by=replace(ADMIN, server=None))
    with pytest.raises(Refused, match="Say which role you mean"):
        await manage(stores, "show", Subject("role", "x" * 500))


@pytest.mark.parametrize(("verb", "credits"), [("set", -1), ("set", 10**13), ("grant", 0), ("grant", -5)])
async def test_amounts_that_make_no_sense_are_refused(stores: Stores, verb: str, credits: int) -> None:
    with pytest.raises(Refused, match="Credits must be a whole number from"):
        await manage(stores, verb, USER, "day", credits)
