"""Whether this machine has all that Vignette needs: one check per question, each answered in words."""

from __future__ import annotations

import asyncio

from bot.cli.checks.certificate import check_certificate
from bot.cli.checks.check import Check
from bot.cli.checks.discord import check_discord
from bot.cli.checks.engine import check_engines
from bot.cli.checks.machine import check_data_folder, check_database, check_versions
from bot.cli.checks.service import check_service
from bot.settings import Settings

__all__ = ["Check", "run_checks"]


async def run_checks(settings: Settings) -> list[Check]:
    """All of them; Discord is asked only when there is a token, the certificate looked at only when there is one."""
    return [
        Check("settings", True, "every key is known and every value is possible"),
        await asyncio.to_thread(check_versions),
        await asyncio.to_thread(check_data_folder, settings.data_dir),
        await check_database(settings),
        *await check_engines(settings),
        *([await asyncio.to_thread(check_certificate, settings)] if settings.provenance.certificate else []),
        await check_discord(settings),
        await check_service(settings),
    ]
