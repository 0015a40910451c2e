"""Check of the service that runs here, if one does: whether it says that it is of use."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp

from bot.cli.checks.check import Check
from bot.settings import Settings
from bot.storage.files.data_folder import is_taken

NOT_RUNNING = "none runs on this data folder"
SECONDS = 15.0


async def check_service(settings: Settings) -> Check:
    """By its own `/readyz`, which tells this machine why it is not ready."""
    if not await asyncio.to_thread(is_taken, settings.data_dir):
        return Check("service", True, NOT_RUNNING)
    if not settings.web.enabled or not settings.web.port:
        return Check("service", True, "one runs; without a page of a known port it cannot be asked how it is")
    try:
        url = f"http://{settings.web.host_from_here}:{settings.web.port}/readyz"
        timeout = aiohttp.ClientTimeout(total=SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session, session.get(url) as response:
            state: dict[str, Any] = await response.json()
    except (aiohttp.ClientError, TimeoutError, ValueError):
        return Check("service", False, "One runs but does not answer: look into its log, or start it again.")
    reasons = "; ".join(f"{name}: {str(reason).rstrip('.')}" for name, reason in dict(state.get("reasons", {})).items())
    return Check("service", not reasons, f"It runs and is not ready. {reasons}." if reasons else "it runs and is ready")
