"""Further commands are there when they are switched on, and only then."""

from __future__ import annotations

import re

import pytest

from bot.commands import FURTHER, Attachment, commands, help_text, options, parse
from bot.commands.errors import Limits
from bot.commands.further import FurtherCommand
from bot.commands.switched_on import ON
from tests.bot.commands.further_kit import EVERYTHING, PICTURE, read

NOTHING = Limits(further=frozenset())
TOPICS = [None, *commands(EVERYTHING), *options(EVERYTHING)]


@pytest.mark.parametrize("name", FURTHER)
def test_what_is_not_switched_on_is_no_command_and_is_not_shown(name: str) -> None:
    assert parse(f".{FURTHER[name].example}", limits=NOTHING) is None
    assert f"**{name}**" not in help_text(limits=NOTHING, admin=True)
    assert name not in commands(NOTHING)


def test_options_come_and_go_with_what_they_are_for() -> None:
    assert {*options(EVERYTHING)} - {*options(NOTHING)} == {"tile", "chaos", "strength", "factor"}
    assert "factor" in options(Limits(further=frozenset({"enlarge"})))


def test_what_is_switched_on_has_a_name_we_know() -> None:
    assert {*FURTHER, "tile", "chaos"} >= ON


@pytest.mark.parametrize("name", FURTHER)
def test_every_example_and_form_can_be_typed_and_is_a_further_command(name: str) -> None:
    for line in (FURTHER[name].example, *(form for form, _ in FURTHER[name].forms)):
        attached: list[Attachment] = [PICTURE] if line in ("describe", "verify") else []
        assert isinstance(read(f".{line}", *attached), FurtherCommand)


@pytest.mark.parametrize("topic", TOPICS)
def test_every_help_fits_a_chat_message_with_everything_on(topic: str | None) -> None:
    text = help_text(topic, limits=EVERYTHING, admin=True)
    assert 10 < len(text) <= 1800
    for line in re.findall(r"`(\.[a-z]+\b[^`]*)`", text):
        assert read(line, *[PICTURE] * (line in (".describe", ".verify"))) is not None


def test_the_overview_names_further_commands_and_the_admins_to_admins_alone() -> None:
    for_all, for_admins = help_text(limits=EVERYTHING), help_text(limits=EVERYTHING, admin=True)
    for name, info in FURTHER.items():
        assert f"**{name}**" in for_admins
        assert (f"**{name}**" in for_all) is not info.admin
