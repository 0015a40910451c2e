"""The look at what must hold sees what does not: every invariant is broken once, by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.chaos.invariants import Asked, Facts, broken
from tests.discord_double import DiscordDouble
from tests.discord_double.exchange import Call

JOB = "0123abcd" * 4
WELL = Facts(
    jobs=[{"id": JOB, "status": "cancelled", "cost": 5, "attempt": 1, "frontend": "web", "request": "number 7 there"}],
    credits=[
        {"job_id": JOB, "kind": "hold", "amount": 5, "user": "web:mia"},
        {"job_id": JOB, "kind": "release", "amount": 5, "user": "web:mia"},
    ],
    frames=[],
    outbox=[{"job_id": JOB, "next_at": None, "sent_at": "then", "error": ""}],
    integrity="ok",
    audit_broken=False,
)
TWICE = [*WELL.credits, {"job_id": JOB, "kind": "capture", "amount": 5, "user": "web:mia"}]
OWED = [{**WELL.outbox[0], "next_at": "now", "sent_at": None}]
DRAWN = {**WELL.jobs[0], "status": "succeeded"}
SPOILT = {
    "I1 request 7 was acknowledged": replace(WELL, jobs=[]),
    "I1 request 7 became 2 jobs": replace(WELL, jobs=[*WELL.jobs, {**WELL.jobs[0], "id": "f" * 32}]),
    "I2 job 0123abcd cancelled with ['hold']": replace(WELL, credits=WELL.credits[:1]),
    "I2 job 0123abcd cancelled with ['hold', 'release', 'capture']": replace(WELL, credits=TWICE),
    "I3 job 0123abcd costs 5": replace(WELL, credits=[{**each, "amount": 4} for each in WELL.credits]),
    "I3 web:mia has 5 credits": replace(WELL, credits=WELL.credits[:1]),
    "I4 job 0123abcd cancelled and its reply is still owed": replace(WELL, outbox=OWED),
    "I4 job 0123abcd was given up": replace(WELL, outbox=[{**WELL.outbox[0], "sent_at": None}]),
    "I4 job 0123abcd has 0 replies": replace(
        WELL, jobs=[{**WELL.jobs[0], "frontend": "discord", "status": "succeeded"}]
    ),
    "I5 job 0123abcd is running for ever": replace(WELL, jobs=[{**WELL.jobs[0], "status": "running"}]),
    "I6 job 0123abcd succeeded without": replace(WELL, jobs=[DRAWN]),
    "I6 picture 00000000 is not there": replace(WELL, frames=[{"job_id": JOB, "sha256": "0" * 64}]),
    "I8 the database is damaged": replace(WELL, integrity="page 7 is lost"),
    "I8 the audit's chain is broken": replace(WELL, audit_broken=True),
}


def found(facts: Facts, folder: Path) -> list[str]:
    return broken(facts, Asked({7: JOB[:8]}), DiscordDouble(token="a.secret.token"), [folder])


def test_nothing_is_found_where_all_is_well(tmp_path: Path) -> None:
    assert found(WELL, tmp_path) == []


@pytest.mark.parametrize("sentence", list(SPOILT))
def test_what_does_not_hold_is_said(sentence: str, tmp_path: Path) -> None:
    assert any(each.startswith(sentence) for each in found(SPOILT[sentence], tmp_path))


def test_a_secret_in_a_file_of_the_service_is_found(tmp_path: Path) -> None:
    (tmp_path / "service.log").write_text("logged in with a.secret.token")
    assert found(WELL, tmp_path) == ["I7 the bot's token stands in service.log"]


def test_a_request_that_leaves_it_to_discord_whom_to_notify_is_found(tmp_path: Path) -> None:
    discord = DiscordDouble(token="a.secret.token")
    discord.calls.append(Call("create_message", {}, {}, {"content": "hello @\u200beveryone"}))
    assert broken(WELL, Asked(), discord, [tmp_path]) == ["ping 1 requests let Discord notify somebody"]
