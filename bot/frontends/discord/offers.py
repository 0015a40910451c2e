"""What Discord offers while somebody types into a slash command: their own latest jobs, and the topics of the help."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from discord.app_commands import Choice

from bot.commands import Limits, commands, options
from bot.frontends.discord.slash_arguments import ARGUMENTS, TOPICS, UNFINISHED
from bot.frontends.discord.text import cut
from bot.reply import number, plain, prompt_of, quiet
from bot.service import Service
from bot.storage import StorageError
from bot.values import Requester

PATIENCE = 2.0  # seconds: after three Discord takes no answer
LOOKED_AT = 50  # jobs
MAX_OFFERS, MAX_NAME = 25, 100
Offer = Choice[str]

log = structlog.get_logger(__name__)


class Offers:
    """Answers, in time or with nothing: people can always go on typing."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self._service, self._limits = service, limits

    async def of(self, used: Mapping[str, Any], requester: Requester) -> list[Offer]:
        """For the field somebody types in, of the data of an interaction."""
        field: Mapping[str, Any] = next((option for option in used.get("options", ()) if option.get("focused")), {})
        argument = next((each for each in ARGUMENTS.get(used["name"], ()) if each.name == field.get("name")), None)
        typed = str(field.get("value", "")).strip().casefold()
        if argument is None or not argument.offers:
            return []
        if argument.offers == TOPICS:
            found = list(self._topics(only_options=used["name"] == "defaults"))
        else:
            found = await self._jobs(requester, unfinished=argument.offers == UNFINISHED)
        return [offer for offer in found if typed in offer.name.casefold()][:MAX_OFFERS]

    async def _jobs(self, requester: Requester, *, unfinished: bool) -> list[Offer]:
        try:
            async with asyncio.timeout(PATIENCE):
                jobs = await self._service.history(requester, LOOKED_AT)
        except (TimeoutError, StorageError) as error:
            log.warning("nothing was offered in time", reason=str(error))
            return []
        shown = [job for job in jobs if not (unfinished and job.status.ended)]
        return [_offer(f"{number(job)} · {plain(quiet(prompt_of(job.request)))}", number(job)) for job in shown]

    def _topics(self, *, only_options: bool) -> Iterator[Offer]:
        names = [] if only_options else [*commands(self._limits)]
        return (_offer(name, name) for name in [*names, *options(self._limits)])


def _offer(name: str, value: str) -> Offer:
    return Choice(name=cut(name, MAX_NAME), value=value)
