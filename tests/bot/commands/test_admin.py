"""The admin's desk, and what people may have done with what is theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.commands import (
    Allow,
    Audit,
    AuditVerify,
    Ban,
    BlocklistAdd,
    BlocklistRemove,
    BlocklistShow,
    BlocklistTest,
    Command,
    Desk,
    Disallow,
    Drain,
    Forget,
    MyData,
    Nsfw,
    Pause,
    QuotaGrant,
    Report,
    Resume,
    Stats,
    Unban,
    Verify,
)
from bot.domain.credits import Subject
from tests.bot.commands.parse_kit import JOB, PICTURE, read, refusal


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("stats", Stats("week")),
        ("stats Day", Stats("day")),
        ("blocklist", BlocklistShow()),
        ("blocklist add gore", BlocklistAdd("gore", "word")),
        ("blocklist add two  words", BlocklistAdd("two words", "phrase")),
        ("blocklist add /b+ad/", BlocklistAdd("b+ad", "regex")),
        ("blocklist remove /b+ad/", BlocklistRemove("b+ad")),
        ("blocklist test a g0re fox", BlocklistTest("a g0re fox")),
        ("ban 1234", Ban("1234")),
        ("ban <@1234> 7d posts spam", Ban("1234", timedelta(days=7), "posts spam")),
        ("ban discord:1234 posts 7 spams", Ban("discord:1234", None, "posts 7 spams")),
        ("unban 1234", Unban("1234")),
        ("pause", Pause()),
        ("resume", Resume()),
        ("drain", Drain()),
        ("allow channel <#55>", Allow("channel", "55")),
        ("ban <@&77> 1h", Ban("77", timedelta(hours=1), "", "role")),
        ("ban server discord:9 spam", Ban("discord:9", None, "spam", "server")),
        ("unban role 77", Unban("77", "role")),
        ("allow role <@&77>", Allow("role", "77")),
        ("disallow channel 55", Disallow("channel", "55")),
        ("nsfw OFF", Nsfw("off")),
        ("audit", Audit(20)),
        ("audit 100", Audit(100)),
        ("audit verify", AuditVerify()),
        ("desk", Desk()),
        ("mydata", MyData()),
        ("forget", Forget()),
        ("forget Everything", Forget(everything=True)),
        ("forget 1A2B3C4D", Forget(JOB)),
        ("verify " + "AB" * 8, Verify("ab" * 8)),
        ("verify " + "ab" * 32, Verify("ab" * 32)),
        ("report 1a2b3c4d", Report(JOB)),
        ("report 1a2b3c4d shows me", Report(JOB, "shows me")),
        ("quota grant user 1 day 5 --days 7", QuotaGrant(Subject("user", "1"), "day", 5, 7)),
        ("quota grant user 1 day 5 —days 7", QuotaGrant(Subject("user", "1"), "day", 5, 7)),
    ],
)
def test_it_is_read(line: str, command: Command) -> None:
    assert read(f".{line}") == command


def test_an_attached_picture_is_verified() -> None:
    assert read(".verify", PICTURE) == Verify(PICTURE.sha256, attached=True)


@pytest.mark.parametrize(("word", "hours"), [("30m", 0.5), ("12h", 12), ("7d", 168), ("4W", 672)])
def test_a_ban_lasts_as_long_as_was_written(word: str, hours: float) -> None:
    assert read(f".ban 1234 {word}") == Ban("1234", timedelta(hours=hours))


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("stats year", "There is no period “year”: it is `day`, `week` or `month`."),
        ("blocklist add", "Write what to add"),
        ("blocklist add /(/", "is no regular expression"),
        ("blocklist drop gore", "it is `add`, `remove` or `test`"),
        ("ban", "`user` needs an id after it."),
        ("ban user <@&77>", "“<@&77>” is no user."),
        ("ban role <@77>", "“<@77>” is no role."),
        ("ban 1234 " + "x" * 501, "at most 500"),
        ("unban 1234 now", "“now” is too much."),
        ("pause please", "“please” is too much."),
        ("allow 55", "There is no place “55”: it is `channel` or `role`."),
        ("allow channel", "`channel` needs an id after it."),
        ("allow channel <@5>", "“<@5>” is no channel."),
        ("nsfw", "Say which rule: `off`, `channel` or `on`."),
        ("audit 101", "from 1 to 100, or `verify`"),
        ("forget me", "“me” is no job"),
        ("verify abc", "“abc” is no hash"),
        ("verify", "Attach the picture to `verify`."),
        ("report", "Say which job"),
        ("report 1a2b3c4d " + "x" * 501, "at most 500"),
        ("quota grant user 1 day 5 --days 0", "`--days` takes a whole number from 1 to 366."),
        ("quota set user 1 day 5 --days 7", "“--days 7” is too much."),
    ],
)
def test_a_mistake_is_answered_with_what_would_work(line: str, words: str) -> None:
    assert words in refusal(f".{line}")
