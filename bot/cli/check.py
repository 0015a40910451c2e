"""`vignette check`: whether everything that `vignette run` needs is there, and why not."""

from __future__ import annotations

import asyncio
from dataclasses import asdict

import typer

from bot.cli.errors import USAGE, WORK
from bot.cli.output import print_note, print_result
from bot.cli.parameters import Config, Json


def check(config: Config = None, json: Json = False) -> None:
    """Look at the settings, the data folder, the database, the engine and Discord, and say what is wrong."""
    from bot import logs
    from bot.cli.checks import Check, run_checks
    from bot.domain.errors import StorageError
    from bot.settings import SettingsError, load

    settings = None
    try:
        settings = load(config)
        logs.to_file(settings)
        checks = asyncio.run(run_checks(settings))
    except (SettingsError, StorageError) as error:
        checks = [Check("data folder" if settings else "settings", False, str(error))]
    ok = all(each.ok for each in checks)
    lines = [f"{'ok   ' if each.ok else 'WRONG'}  {each.name}: {each.detail}" for each in checks]
    print_result({"ok": ok, "checks": [asdict(each) for each in checks]}, lines, as_json=json)
    if not ok:
        print_note(next(each.detail for each in checks if not each.ok))
        raise typer.Exit(WORK if settings else USAGE)
