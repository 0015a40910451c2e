"""What went wrong, as a sentence and an exit code."""

from __future__ import annotations

import pytest

from bot.cli.errors import CliError, explain
from bot.commands import CommandError
from bot.domain.errors import Refused, StorageError
from bot.settings import SettingsError
from generation.engine import EngineError


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (CliError("No."), 1),
        (CliError("No.", 2), 2),
        (CommandError("No."), 2),
        (SettingsError("No."), 2),
        (Refused("No."), 1),
        (StorageError("No."), 1),
        (EngineError("No."), 1),
    ],
)
def test_what_we_raise_speaks_for_itself(error: Exception, code: int) -> None:
    assert explain(error) == ("No.", code)


def test_what_the_system_refuses_names_the_file() -> None:
    assert explain(PermissionError(13, "Permission denied", "fox.png")) == ("fox.png: Permission denied.", 1)


def test_a_mistake_of_ours_is_one_line_that_says_where() -> None:
    with pytest.raises(ZeroDivisionError) as caught:
        _ = 1 / 0
    sentence, code = explain(caught.value)
    assert code == 1 and "\n" not in sentence
    assert "ZeroDivisionError at test_errors.py:" in sentence
