"""What went wrong, as one sentence and an exit code: 2 when the command or the settings are at fault, else 1."""

from __future__ import annotations

import traceback
from pathlib import Path

from bot.redaction import brief
from generation.errors import UserError

USAGE, WORK = 2, 1
WITH_TRAINING = "`make EXTRAS=train install`, or without a checkout `pip install 'vignette[train]'`"


class CliError(UserError):
    """A failure of the command line's own; its text is for the person, `exit_code` for the script."""

    def __init__(self, sentence: str, exit_code: int = WORK) -> None:
        super().__init__(sentence)
        self.exit_code = exit_code


def explain(error: Exception) -> tuple[str, int]:
    """The sentence and the exit code; what failed knows the classes, so looking for them here costs nothing before."""
    from bot.commands import CommandError
    from bot.domain.errors import StorageError
    from bot.settings import SettingsError

    if isinstance(error, CliError):
        return str(error), error.exit_code
    if isinstance(error, StorageError):
        return error.detail, WORK
    if isinstance(error, UserError):
        return str(error), USAGE if isinstance(error, CommandError | SettingsError) else WORK
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror}.", WORK
    # A mistake of ours: what a report of it needs, on one line.
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    kind, colon, text = brief(error).partition(":")
    return f"Vignette made a mistake, please report it: {kind}{place}{colon}{text}", WORK
