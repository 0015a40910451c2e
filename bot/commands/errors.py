"""What a line of chat can mean: one frozen value per command."""

from __future__ import annotations

from generation.errors import UserError


class CommandError(UserError):
    """What is wrong with a command and the right form; its text is for the person who typed it."""

    def __init__(self, problem: str, form: str | None = "", *, field: str = "") -> None:
        super().__init__(problem, field=field)
        # What would work: a line without its prefix, an option ("--seed 7"), "" for the command's own example; or None,
        # where the form was right.
        self.form = form
