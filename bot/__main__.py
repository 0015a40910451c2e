"""`vignette`, also `python -m bot`: runs a command; whatever goes wrong ends as one sentence and an exit code."""

from __future__ import annotations

import sys
from io import TextIOWrapper

from typer import TyperException

from bot.cli import app


def main() -> None:
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Unicode is no reason to fail
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of a command line; 0 success, 1 the work failed, 2 bad usage or settings, 130 Ctrl-C."""
    try:
        return app(arguments, prog_name="vignette", standalone_mode=False) or 0
    except TyperException as error:
        sentence, code = error.format_message(), error.exit_code
    except Exception as error:  # explained in a sentence; a stack only where it asks for one
        from bot.cli.errors import explain

        sentence, code = explain(error)
    if sentence:
        print(sentence, file=sys.stderr)  # noqa: T201
    return code


if __name__ == "__main__":
    main()
