"""What commands print: one JSON document, or lines for a person."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

import typer


def print_json(document: Mapping[str, Any]) -> None:
    typer.echo(json.dumps(document, indent=2, default=_plain))


def print_lines(*lines: str) -> None:
    for line in lines:
        typer.echo(line)


def print_note(text: str) -> None:
    """For the person only: on standard error, so that what a script reads stays clean."""
    if text:
        typer.echo(text, err=True)


def print_result(document: Mapping[str, Any], lines: list[str], *, as_json: bool) -> None:
    """The document for a script, or the lines for a person."""
    if as_json:
        print_json(document)
    else:
        print_lines(*lines)


def _plain(value: object) -> object:
    """What JSON has no word for."""
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
