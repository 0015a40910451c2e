"""What can stand after an option by name: styles, LoRAs, pictures to look at; every front-end offers the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.commands import Kind
from bot.domain.requester import Requester
from bot.domain.requests import prompt_text
from bot.features.preferences import load_preferences
from bot.jobs.service import Service
from bot.text import escape_markdown, strip_markdown
from generation.request.styles import styles_of

MAX_JOBS = 50  # of theirs, to choose from
NAMED = (Kind.STYLE, Kind.LORAS, Kind.PICTURES)  # the options whose values have names


@dataclass(frozen=True, slots=True)
class Name:
    """One of them, as it is typed, and what it stands for."""

    value: str
    about: str = ""

    @property
    def typed(self) -> str:
        """As one value of an option."""
        return f'"{self.value}"' if " " in self.value else self.value


async def names(service: Service, requester: Requester, kind: Kind) -> list[Name]:
    """Those that this person can use here, the likeliest first; raises StorageError."""
    match kind:
        case Kind.STYLE:
            return await _styles(service, requester)
        case Kind.LORAS:
            return list(_loras(service))
        case Kind.PICTURES:
            return await _pictures(service, requester)
        case _:
            return []


async def characters(service: Service, requester: Requester, *, with_sheet: bool = False) -> list[Name]:
    """Whom the stories of this place know, with their looks."""
    likes = await load_preferences(service.stores, requester)
    told = [each for each in likes.cast if each[0] in likes.sheets or not with_sheet]
    return [Name(name, _plain(looks)) for name, looks in told]


async def own_jobs(
    service: Service, requester: Requester, *, unfinished: bool = False, drawn: bool = False
) -> list[Name]:
    """Their latest jobs, newest first: all, those that have not ended, or those with pictures."""
    jobs = await service.history(requester, MAX_JOBS)
    chosen = [job for job in jobs if not (unfinished and job.status.ended) and (job.outcome.frames or not drawn)]
    return [Name(job.short_id, _plain(prompt_text(job.request))) for job in chosen]


async def _pictures(service: Service, requester: Requester) -> list[Name]:
    """Nothing where the model looks at none."""
    if service.info is not None and not service.info.references:
        return []
    known = await characters(service, requester, with_sheet=True)
    return [*known, *await own_jobs(service, requester, drawn=True)]


async def _styles(service: Service, requester: Requester) -> list[Name]:
    """The server's own come first: they are fewer, and somebody has made them for this place."""
    own = (await load_preferences(service.stores, requester)).styles
    of_server = [Name(name, _plain(words)) for name, words in sorted(own.items())]
    return [*of_server, *map(Name, styles_of(service.info))]


def _loras(service: Service) -> Iterator[Name]:
    """Those that the model can draw with, with what they answer to."""
    for each in service.info.loras if service.info is not None else ():
        if not (each.embedding or each.objection):
            yield Name(each.name, ", ".join(each.trigger_words))


def _plain(text: str) -> str:
    return strip_markdown(escape_markdown(text))
