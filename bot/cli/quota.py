"""`vignette quota`: what admins can do with credits in the chat, from the machine's own command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Annotated

import typer

from bot.cli.output import print_result
from bot.cli.parameters import Config, Json

quota = typer.Typer(
    help="See and change credits. Users, roles and servers are named with their platform, as in discord:1234.",
    no_args_is_help=True,
)

WHOSE = "user|role|server ID, or default"
Whose = Annotated[list[str] | None, typer.Argument(metavar="WHOSE", help=f"{WHOSE}.")]
WhoseWindow = Annotated[list[str], typer.Argument(metavar="WHOSE WINDOW", help=f"{WHOSE}; then day or month.")]
WhoseCredits = Annotated[
    list[str], typer.Argument(metavar="WHOSE WINDOW CREDITS", help=f"{WHOSE}; then day or month; then how many.")
]


@quota.command()
def show(words: Whose = None, config: Config = None, json: Json = False) -> None:
    """Show what somebody has: vignette quota show user discord:1234. Without a name, what this command line has."""
    _answer(["show", *words] if words else [], config, json)


@quota.command(name="set")
def set_limit(words: WhoseCredits, config: Config = None, json: Json = False) -> None:
    """Decide how many credits there are a day or a month: vignette quota set user discord:1234 day 500"""
    _answer(["set", *words], config, json)


@quota.command()
def grant(
    words: WhoseCredits,
    days: Annotated[
        int | None, typer.Option(metavar="N", help="For so many days, instead of until this month ends.")
    ] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Add credits for this day or month: vignette quota grant role discord:1234 day 200"""
    _answer(["grant", *words, *([] if days is None else ["--days", str(days)])], config, json)


@quota.command()
def reset(words: WhoseWindow, config: Config = None, json: Json = False) -> None:
    """Make what was used this day or month free again: vignette quota reset user discord:1234 day"""
    _answer(["reset", *words], config, json)


@quota.command()
def export(
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="A CSV file instead of standard output.")] = None,
    config: Config = None,
    json: Json = False,
) -> None:
    """Write the whole ledger as CSV, or with --json as a list of its entries."""
    from bot.cli.quota_actions import export as read
    from bot.cli.stores import with_quotas
    from bot.storage.database.errors import folder_errors

    ledger = with_quotas(config, read)
    if out is not None:
        with folder_errors(str(out.parent)):
            out.write_text(ledger, encoding="utf-8")
    entries = list(csv.DictReader(io.StringIO(ledger)))
    document = {"entries": entries, "path": None if out is None else str(out)}
    print_result(document, [ledger.rstrip("\n")] if out is None else [str(out)], as_json=json)


def _answer(words: list[str], config: Path | None, as_json: bool) -> None:
    from bot.cli.parsing import quota_command
    from bot.cli.quota_actions import act
    from bot.cli.stores import with_quotas

    command = quota_command(words)
    document = with_quotas(config, lambda stores, admin: act(stores, admin, command))
    print_result(document, [document["answer"]], as_json=as_json)
