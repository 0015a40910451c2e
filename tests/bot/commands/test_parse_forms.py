"""Every form that an answer or the help shows is accepted as it stands, and is read as the command it is shown for.

The forms of answers are collected by giving every command what it cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from bot.commands import COMMANDS, CommandError, help_text, options, parse
from bot.commands.parse import not_understood, typed_forms
from bot.domain.limits import Limits
from tests.bot.commands.parse_kit import PICTURE

BAD = (
    *("", "?", "x y z", "1a2b3c4d", "1a2b3c4d ?", "1a2b3c4d 1 ?", "1a2b3c4d edit", "1a2b3c4d 1 edit", "add", "remove"),
    *("list x", "clear n", "clear x", "set", "set n x", "set style ?", "set user", "set user 1 year", "grant user 1"),
    *("reset user 1 year", "show", "show ?", "test", "verify x", "everything x", "role", "channel", "a fox --n 99"),
    *(
        "a fox --sed",
        "a fox --style zzz",
        "a {fox,} b",
        "a {fox, b",
        "fox --strength 1",
        "99999",
        "day x",
        "--server x",
    ),
    *(
        "A. B. --n 2",
        "A {a,b} c. D.",
        "A. [NC] b [NC]. C.",
        "add Mia",
        "add dusk: {} {}",
        "1a2b3c4d pfd",
        "1a2b3c4d 1 rdo",
    ),
)
SPAN = re.compile(r"`([^`]+)`")


def answers(name: str, prefix: str) -> Iterator[str]:
    """What is said to lines that cannot be read."""
    for rest in BAD:
        try:
            parse(f"{prefix}{name} {rest}", prefix=prefix)
        except CommandError as error:
            yield typed_forms(str(error), prefix)


def forms(text: str, prefix: str) -> list[str]:
    return [span for span in SPAN.findall(text) if span.startswith(prefix)]


@pytest.mark.parametrize("prefix", [".", "!"])
@pytest.mark.parametrize("name", COMMANDS)
def test_every_form_of_every_answer_is_read_as_its_command(name: str, prefix: str) -> None:
    for text in answers(name, prefix):
        for form in forms(text, prefix):
            if " " in form:  # a line; a name alone is what to look up
                assert parse(form, prefix=prefix, attachments=_pictures(form)) is not None, (form, text)
                if "Write it like this" in text and text.endswith(f"`{form}`"):
                    assert form.removeprefix(prefix).split()[0] == name


@pytest.mark.parametrize("name", COMMANDS)
def test_the_form_of_an_answer_is_the_one_that_was_meant(name: str) -> None:
    for form, _ in COMMANDS[name].forms:
        verb = form.split()[1]
        if not verb.isalpha():
            continue
        with pytest.raises(CommandError) as raised:
            parse(f".{name} {verb} {'x ' * 600}")
        shown = forms(str(raised.value), ".")
        assert not shown or shown[-1].split()[1] == verb, shown


@pytest.mark.parametrize("topic", [*dict.fromkeys((None, *COMMANDS, *options(Limits())))])
def test_every_span_of_the_help_that_begins_a_line_can_be_typed(topic: str | None) -> None:
    text = help_text(topic, admin=True)
    for form in forms(text, "."):
        assert parse(form, attachments=_pictures(form)) is not None
    for option in re.findall(r"^`(--[^`]+)`", text, re.MULTILINE):
        known = options(Limits())[option.split()[0].removeprefix("--")]
        attachments = [PICTURE] if known.name in ("strength", "mask", "control-kind", "control-scale") else []
        takes = topic in COMMANDS and topic not in options(Limits())  # `plan` is an option of stories, too
        example = COMMANDS[topic if takes else known.commands[0]].example
        assert parse(f".{example} {option}", attachments=attachments if "imagine" in example else []) is not None


def test_what_is_said_where_nothing_was_understood_can_be_typed() -> None:
    for line in ("hello", "imagin", ".xyzzy", "..."):
        shown = [form for form in forms(not_understood(line, "."), ".") if " " in form]
        assert shown and all(parse(form) is not None for form in shown)


def test_a_name_in_an_answer_gets_the_prefix_and_words_of_others_stay() -> None:
    text = "`history` shows them; `cancel 1a2b3c4d`, `verify`, `--n 2`, `.queue`, `day`."
    assert typed_forms(r"**\`cancel 1a2b3c4d\`**", "!") == r"**\`cancel 1a2b3c4d\`**"  # what somebody wrote
    assert typed_forms(text, "!") == "`!history` shows them; `!cancel 1a2b3c4d`, `verify`, `--n 2`, `.queue`, `day`."


def _pictures(form: str) -> list[object]:
    takes = re.match(r"\W(describe|verify)\b", form) or re.search("imagine.*--(strength|mask)", form)
    return [PICTURE] if takes else []  # type: ignore[return-value]
