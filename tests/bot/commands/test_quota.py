"""`.quota` and its admin forms."""

from __future__ import annotations

import pytest

from bot.commands import CommandError, Quota, QuotaExport, QuotaGrant, QuotaReset, QuotaSet, QuotaShow, parse
from bot.domain.credits import Subject


def test_alone_it_is_about_oneself() -> None:
    assert parse(".quota") == Quota()


@pytest.mark.parametrize(
    ("words", "subject"),
    [
        ("user 1234", Subject("user", "1234")),
        ("USER discord:1234", Subject("user", "discord:1234")),
        ("<@1234>", Subject("user", "1234")),
        ("<@!1234>", Subject("user", "1234")),
        ("user <@1234>", Subject("user", "1234")),
        ("role 99", Subject("role", "99")),
        ("<@&99>", Subject("role", "99")),
        ("role <@&99>", Subject("role", "99")),
        ("server 5", Subject("server", "5")),
        ("server", Subject("server")),
        ("default", Subject("default")),
    ],
)
def test_every_way_to_name_whose_credits_are_meant(words: str, subject: Subject) -> None:
    assert parse(f".quota show {words}") == QuotaShow(subject)
    assert parse(f".quota set {words} day 0") == QuotaSet(subject, "day", 0)
    assert parse(f".quota grant {words} Month 50") == QuotaGrant(subject, "month", 50)
    assert parse(f".quota reset {words} day") == QuotaReset(subject, "day")


def test_the_ledger_can_be_exported() -> None:
    assert parse(".quota export") == QuotaExport()


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (".quota st user 1 day 5", "did you mean `set`? Write it like this: `.quota set user 1234 day 500`"),
        (".quota me", "there are set, grant, reset, show, export. Write it like this: `.quota`"),
        (".quota set", "Say whose credits"),
        (".quota set Mia day 5", "Say whose credits"),
        (".quota set user", "`user` needs an id after it."),
        (".quota set user <b> day 5", "`user` needs an id after it, not “<b>”."),
        (".quota set user <@&5> day 5", "“<@&5>” is no user."),
        (".quota set server <@5> day 5", "“<@5>” is no server."),
        (".quota set user 1 week 5", "Say `day` or `month`"),
        (".quota set user 1", "Say `day` or `month`"),
        (".quota set user 1 day", "whole number from 0 to 1000000000"),
        (".quota set user 1 day -5", "whole number from 0 to 1000000000"),
        (".quota grant user 1 day 0", "whole number from 1 to 1000000000"),
        (".quota grant user 1 day 1000000001", "`.quota grant user 1234 day 200`"),
        (".quota reset user 1 day 5", "“5” is too much. Write it like this: `.quota reset user 1234 day`"),
        (".quota show user 1 2", "“2” is too much."),
        (".quota export all", "“all” is too much. Write it like this: `.quota export`"),
        (".quota show user \u202e1", "invisible character"),
    ],
)
def test_a_mistake_is_answered_with_the_right_form(line: str, words: str) -> None:
    with pytest.raises(CommandError) as raised:
        parse(line)
    assert words in str(raised.value)
