"""Whatever is mistyped, a command, an option, a style, a format, a verb, gets "did you mean"."""

from __future__ import annotations

import pytest

from bot.commands.advice import advice, meant, nearest
from bot.commands.parse import not_understood, parse
from tests.bot.commands.parse_kit import refusal


@pytest.mark.parametrize(
    "line, right",
    [
        (".imagin a fox", ".imagine"),
        (".Imgaine a fox", ".imagine"),
        (".stroy A fox. An owl.", ".story"),
        (".restlye 1a2b3c4d ink", ".restyle"),
        (".imagine a fox --sed 7", "--seed"),
        (".imagine a fox --style watercolr", "watercolor"),
        (".export 1a2b3c4d pfd", "pdf"),
        (".panel 1a2b3c4d 1 rdo", "redo"),
        (".cast ad Mia: a fox", "add"),
        (".styles remvoe dusk", "remove"),
        (".defaults claer", "clear"),
        (".defaults set styel ink", "--style"),
        (".quota gran user 1 day 5", "grant"),
        (".quota set usr 1 day 5", "user"),
        (".quota set user 1 dya 5", "day"),
        (".stats mont", "month"),
        (".blocklist tets fox", "test"),
        (".nsfw chanel", "channel"),
        (".allow rol 1", "role"),
        (".audit verfy", "verify"),
        (".forget everythin", "everything"),
        (".price imagin a fox", "imagine"),
        (".help imagin", "imagine"),
        (".help sed", "seed"),
    ],
)
def test_a_mistyped_word_gets_the_nearest_one(line: str, right: str) -> None:
    assert f"did you mean `{right}`?" in refusal(line)


@pytest.mark.parametrize(
    "line",
    [
        ".imagined",
        "...",
        ".5",
        ".play music",
        ".unknown",
        "hello",
        ".quote 3",
        ".image cats",
        ".status",
        ".prize",
        ".forge",
    ],
)
def test_what_is_like_none_of_ours_is_left_to_others(line: str) -> None:
    assert parse(line) is None


@pytest.mark.parametrize(
    "line, said",
    [
        ("imagin a fox", "There is no command “imagin”: did you mean `.imagine`?"),
        (".imagined a fox", "did you mean `.imagine`?"),
        (".xyzzy", "There is no command “xyzzy”: try `.imagine a red fox in the snow`, or ask for `.help`."),
        ("a fox", "That is no command: try `.imagine a red fox in the snow`, or ask for `.help`."),
        ("...", "That is no command"),
    ],
)
def test_where_all_is_said_to_us_every_line_is_answered(line: str, said: str) -> None:
    assert said in not_understood(line, ".")


def test_the_nearest_or_all_there_are() -> None:
    assert nearest("PFD", ["pdf", "gif"]) == "pdf"
    assert advice("doc", ["pdf", "gif"]) == "there are pdf, gif."
    assert meant("", ["pdf"]) == meant("doc", ["pdf"]) == "."
