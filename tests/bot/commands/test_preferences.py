"""Casts, styles, defaults, ideas and prices."""

from __future__ import annotations

import pytest

from bot.commands import (
    CastAdd,
    CastKeep,
    CastList,
    CastRemove,
    CastSheet,
    Command,
    DefaultsClear,
    DefaultsSet,
    DefaultsShow,
    Enlarge,
    Imagine,
    Inspire,
    Price,
    StyleAdd,
    StyleList,
    StyleRemove,
)
from generation.engine import ImageRequest
from tests.bot.commands.parse_kit import JOB, read, refusal


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("cast", CastList()),
        ("cast list", CastList()),
        ("cast add Mia : a small  red fox", CastAdd("Mia", "a small red fox")),
        ("cast remove Old Tom", CastRemove("Old Tom")),
        ("cast sheet Old Tom", CastSheet("Old Tom")),
        ("cast keep 1a2b3c4d", CastKeep("1a2b3c4d")),
        ("cast sheet Old Tom 1A2B3C4D.2", CastSheet("Old Tom", of="1a2b3c4d.2")),
        ("styles", StyleList()),
        ("styles add Dusk: {} at dusk", StyleAdd("dusk", "{} at dusk")),
        ("styles remove dusk", StyleRemove("dusk")),
        ("defaults", DefaultsShow()),
        ("defaults --server", DefaultsShow(server=True)),
        ("defaults set --ar 16:9", DefaultsSet("ar", "16:9")),
        ("defaults set style our-own --server", DefaultsSet("style", "our-own", server=True)),
        ("defaults set no text, blur", DefaultsSet("no", "text, blur")),
        ("defaults set causal", DefaultsSet("causal", "")),
        ("defaults clear --server", DefaultsClear(server=True)),
        ("inspire", Inspire()),
        ("inspire “the sea”", Inspire("the sea")),
        ("price imagine a fox --n 4", Price(Imagine((ImageRequest("a fox", 42, num_images=4),)))),
        ("price .enlarge 1a2b3c4d --factor 4", Price(Enlarge(JOB, None, 4))),
    ],
)
def test_it_is_read(line: str, command: Command) -> None:
    assert read(f".{line}") == command


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("cast invite Mia", "There is no cast command “invite”: it is `add`, `remove`, `keep`, `sheet` or `list`."),
        ("cast add Mia", "Write a name, a colon, and the words. Write it like this: `.cast add Mia: a small red fox`"),
        ("cast add Mia: --seed 7", "outside the quotation marks"),
        ("cast add Mia --seed 7: a fox", "outside the quotation marks"),
        ("cast add 5:30 a clock", "Write a name, a colon, and the words."),
        ("cast remove", "Say a name"),
        ("cast add " + "x" * 41 + ": a fox", "at most 40"),
        ("cast list all", "“all” is too much."),
        ("styles add dusk: {} and {}", "`{}` stands once"),
        ("styles add dusk: {a}", "`{}` stands once"),
        ("styles add my dusk: {} at dusk", "is no name of a style"),
        ("defaults set", "Say which option"),
        ("defaults set mood happy", "There is no option “--mood”"),
        ("defaults set steps many", "`--steps` takes a whole number"),
        ("defaults clear all", "“all” is too much."),
        ("price", "Write the command whose price you want"),
        ("price nonsense", "Write the command whose price you want"),
        ("price queue", "`queue` costs nothing."),
        ("price price imagine a fox", "`price` costs nothing."),
        ("price imagine", "Say what to draw. Write it like this: `.imagine"),
        ("inspire " + "x" * 400, "shorten it"),
    ],
)
def test_a_mistake_is_answered_with_what_would_work(line: str, words: str) -> None:
    assert words in refusal(f".{line}")


def test_the_wide_colon_of_other_keyboards_introduces_somebody_too() -> None:
    assert read(".cast add 小明：一个男孩") == CastAdd("小明", "一个男孩")
