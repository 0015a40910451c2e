"""`vignette --version`."""

from __future__ import annotations

from importlib.metadata import version
from typing import Annotated

import typer


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"vignette {version('vignette')}")
        raise typer.Exit


def show_version(
    _: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and leave.")
    ] = False,
) -> None:
    """Draws what a chat room says: one picture for a prompt, one picture per sentence for a story."""
