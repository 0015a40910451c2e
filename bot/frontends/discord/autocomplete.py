"""What Discord offers while somebody types into a slash command: jobs of theirs, characters, styles, LoRAs, topics."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from discord.app_commands import Choice

from bot.chat.names import NAMED, Name, characters, names, own_jobs
from bot.commands import COMMANDS, Kind, options
from bot.domain.errors import StorageError
from bot.domain.limits import Limits
from bot.domain.requester import Requester
from bot.frontends.discord import slash_options
from bot.frontends.discord.slash_options import ARGUMENTS
from bot.frontends.discord.text import cut
from bot.jobs.service import Service
from bot.redaction import brief

PATIENCE = 2.0  # seconds: after three Discord takes no answer
MAX_OFFERS, MAX_NAME = 25, 100
Offer = Choice[str]

log = structlog.get_logger(__name__)


class Autocomplete:
    """Answers, in time or with nothing: people can always go on typing."""

    def __init__(self, service: Service, limits: Limits) -> None:
        self._service, self._limits = service, limits

    async def of(self, used: Mapping[str, Any], requester: Requester) -> list[Offer]:
        """For the field somebody types in, of the data of an interaction."""
        field: Mapping[str, Any] = next((option for option in used.get("options", ()) if option.get("focused")), {})
        typed = str(field.get("value", "")).strip().casefold()
        try:
            async with asyncio.timeout(PATIENCE):
                choices = await self._choices(used["name"], self._kind(used["name"], field.get("name", "")), requester)
        except (TimeoutError, StorageError) as error:
            log.warning("nothing was offered in time", reason=brief(error))
            return []
        return [offer for offer in choices if typed in offer.name.casefold()][:MAX_OFFERS]

    def _kind(self, command: str, field: str) -> str:
        """What is offered for a field: an argument's own offers, or those of an option."""
        argument = next((each for each in ARGUMENTS.get(command, ()) if each.name == field), None)
        if argument is not None:
            return argument.offers
        option = options(self._limits).get(field)
        return option.kind.value if option is not None and option.kind in NAMED else ""

    async def _choices(self, command: str, kind: str, requester: Requester) -> list[Offer]:
        service = self._service
        match kind:
            case slash_options.TOPICS:
                return list(self._topics(only_options=command == "defaults"))
            case slash_options.OWN_JOBS | slash_options.UNFINISHED:
                unfinished = kind == slash_options.UNFINISHED
                return [*map(_named, await own_jobs(service, requester, unfinished=unfinished))]
            case slash_options.KNOWN_CAST:
                return [*map(_named, [*await characters(service, requester), *await own_jobs(service, requester)])]
            case _:
                return (
                    [_named(each, typed=True) for each in await names(service, requester, Kind(kind))] if kind else []
                )

    def _topics(self, *, only_options: bool) -> Iterator[Offer]:
        names = [] if only_options else [*COMMANDS]
        return (_offer(name, name) for name in [*names, *options(self._limits)])


def _named(each: Name, *, typed: bool = False) -> Offer:
    return _offer(" · ".join(filter(None, (each.value, each.about))), each.typed if typed else each.value)


def _offer(name: str, value: str) -> Offer:
    return Choice(name=cut(name, MAX_NAME), value=value)
