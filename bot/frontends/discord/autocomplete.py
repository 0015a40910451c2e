"""What Discord offers while somebody types into a slash command: their own latest jobs, styles, LoRAs, topics."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any

import structlog
from discord.app_commands import Choice

from bot.commands import COMMANDS, Kind, options
from bot.domain.errors import StorageError
from bot.domain.limits import Limits
from bot.domain.requester import Requester
from bot.domain.requests import prompt_text
from bot.features.preferences import load_preferences
from bot.frontends.discord.slash_options import ARGUMENTS, KNOWN_LORAS, KNOWN_STYLES, OWN_JOBS, TOPICS, UNFINISHED
from bot.frontends.discord.text import cut
from bot.jobs.service import Service
from bot.redaction import brief
from bot.text import escape_markdown, strip_markdown
from generation.request.styles import styles_of

PATIENCE = 2.0  # seconds: after three Discord takes no answer
MAX_JOBS = 50  # of theirs, to choose from
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
        kinds = {Kind.STYLE: KNOWN_STYLES, Kind.LORAS: KNOWN_LORAS, Kind.PICTURES: OWN_JOBS}
        return "" if option is None else kinds.get(option.kind, "")

    async def _choices(self, command: str, kind: str, requester: Requester) -> list[Offer]:
        if not kind:
            return []
        if kind == TOPICS:
            return list(self._topics(only_options=command == "defaults"))
        if kind == KNOWN_STYLES:
            return await self._styles(requester)
        if kind == KNOWN_LORAS:
            return list(self._loras())
        return await self._jobs(requester, unfinished=kind == UNFINISHED)

    async def _styles(self, requester: Requester) -> list[Offer]:
        """The server's own come first: they are fewer, and somebody has made them for this place."""
        own = (await load_preferences(self._service.stores, requester)).styles
        of_server = [
            _offer(f"{name} · {strip_markdown(escape_markdown(words))}", name) for name, words in sorted(own.items())
        ]
        return [*of_server, *(_offer(name, name) for name in styles_of(self._service.info))]

    def _loras(self) -> Iterator[Offer]:
        """Those that the model can draw with, found by what they answer to as well."""
        info = self._service.info
        for each in info.loras if info is not None else ():
            if not (each.embedding or each.objection):
                yield _offer(" · ".join(filter(None, (each.name, ", ".join(each.trigger_words)))), each.name)

    async def _jobs(self, requester: Requester, *, unfinished: bool) -> list[Offer]:
        jobs = await self._service.history(requester, MAX_JOBS)
        offered = [job for job in jobs if not (unfinished and job.status.ended)]
        return [
            _offer(f"{job.short_id} · {strip_markdown(escape_markdown(prompt_text(job.request)))}", job.short_id)
            for job in offered
        ]

    def _topics(self, *, only_options: bool) -> Iterator[Offer]:
        names = [] if only_options else [*COMMANDS]
        return (_offer(name, name) for name in [*names, *options(self._limits)])


def _offer(name: str, value: str) -> Offer:
    return Choice(name=cut(name, MAX_NAME), value=value)
