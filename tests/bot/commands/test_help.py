"""The help, and that what it shows works."""

from __future__ import annotations

import re

import pytest

from bot.commands import COMMANDS, Command, help_text, options, parse
from bot.commands.catalogue import FIRST, QUOTA_FORMS
from bot.commands.parse import READERS
from bot.domain.limits import Limits
from bot.domain.requests import Attachment
from tests.bot.commands.parse_kit import PICTURE, read

NEED_A_PICTURE = ("describe", "verify")
TOPICS = [*dict.fromkeys((None, *COMMANDS, *options(Limits())))]


@pytest.mark.parametrize("topic", TOPICS)
def test_every_help_fits_a_chat_message(topic: str | None) -> None:
    assert 10 < len(help_text(topic, admin=True)) <= 1500


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("prefix", [".", "!"])
def test_every_line_the_help_shows_can_be_typed(topic: str | None, prefix: str) -> None:
    shown = re.findall(r"`(\W?[a-z]+\b[^`]*)`", help_text(topic, prefix=prefix, admin=True))
    lines = [line for line in shown if line.startswith(prefix)]
    pictures = [Attachment("ab" * 32)] if topic in NEED_A_PICTURE else []
    assert all(parse(line, prefix=prefix, attachments=pictures) is not None for line in lines)
    assert lines or topic in options(Limits())


def test_the_overview_names_every_command_and_only_admins_see_theirs() -> None:
    assert all(f"`.{command.example}`" in help_text() for command in FIRST.values())
    assert all(f"**{name}**" in help_text() for name in COMMANDS.keys() - FIRST if not COMMANDS[name].admin)
    assert not any(form in help_text() or form in help_text("quota") for form, _ in QUOTA_FORMS.values())
    assert all(form in help_text(admin=True) for form, _ in QUOTA_FORMS.values())
    assert all(form in help_text("quota", admin=True) for form, _ in QUOTA_FORMS.values())


def test_a_command_lists_its_own_options_with_their_ranges() -> None:
    text = help_text("imagine", limits=Limits(images=2, steps=50))
    assert "`--n 2` how many pictures (1 to 2)" in text and "(1 to 50)" in text
    assert "--causal" not in text and "--causal" in help_text("story")
    assert "--n" not in help_text("story").replace("--no", "")


@pytest.mark.parametrize("option", options(Limits()).values(), ids=lambda option: option.name)
def test_every_options_example_is_accepted(option: object) -> None:
    text = help_text(option.name)  # type: ignore[attr-defined] # ids need an untyped parameter
    (line,) = re.findall(r"For example: `(.+)`", text)
    assert parse(line, attachments=[PICTURE] if "--mask" in line else []) is not None


@pytest.mark.parametrize("name", READERS)
def test_every_example_and_form_can_be_typed_and_is_a_command(name: str) -> None:
    for line in (COMMANDS[name].example, *(form for form, _ in COMMANDS[name].forms)):
        attached: list[Attachment] = [PICTURE] if line in NEED_A_PICTURE else []
        assert isinstance(read(f".{line}", *attached), Command)


def test_every_command_in_the_catalogue_has_a_reader() -> None:
    assert READERS.keys() == COMMANDS.keys()


def test_the_overview_names_admins_commands_to_admins_alone() -> None:
    for_all, for_admins = help_text(), help_text(admin=True)
    for name, info in COMMANDS.items() - FIRST.items():
        assert f"**{name}**" in for_admins
        assert (f"**{name}**" in for_all) is not info.admin
