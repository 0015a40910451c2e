"""`.cast`, answered: whom a server's stories know, and the sheet, a picture, of each of them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from bot.chat.context import Answer, ChatContext
from bot.chat.sources import find_finished_job, require_picture
from bot.chat.story_followups import plan_of
from bot.chat.submit import submit
from bot.commands import CastAdd, CastKeep, CastList, CastRemove, CastSheet, random_seed
from bot.commands.preferences import MAX_NAME, MAX_WORDS, CastCommand
from bot.domain.errors import Refused
from bot.domain.jobs import Job
from bot.domain.requester import Address, Requester
from bot.domain.requests import PlanRequest
from bot.features.preferences.changes import PreferenceChanges
from bot.features.preferences.preferences import load_preferences, scope_of
from bot.features.preferences.wording import cast_text, nobody
from bot.rules.pricing import cost
from bot.storage.casts import for_sheet
from bot.text import escape_markdown
from bot.worker.images import open_image
from generation.engine import EngineInfo, ImageRequest, Reference
from generation.pictures import BROKEN, to_be_shown
from generation.request.references import check_shapes
from story.plans.plan import PlannedCharacter
from story.request import StoryRequest

SIDE = 256  # pixels of a sheet where all are shown
WORDS = "the whole figure, seen from the front, on a plain background"  # for models that can draw anything


async def answer(context: ChatContext, by: Requester, command: CastCommand, address: Address) -> list[Answer]:
    """Raises Refused, and EngineError for what is no picture that a model could look at."""
    match command:
        case CastList():
            return [await _listed(context, by)]
        case CastSheet(draws=True):
            return [await _drawn(context, by, command, address)]
        case CastKeep(prefix):
            return [await _kept(context, by, await find_finished_job(context.service, by, prefix))]
        case CastAdd(name, description):
            await context.gate.check(by, ImageRequest(f"{name}: {description}", 0), address)
    said, gone = await _changed(context, by, command)
    if gone:
        await context.service.remove_pictures([], [gone])
    return [Answer(said)]


async def _changed(context: ChatContext, by: Requester, command: CastAdd | CastRemove | CastSheet) -> tuple[str, str]:
    """What to say, and the file of a sheet that is nobody's any more."""
    changes = PreferenceChanges(context.service.stores)
    match command:
        case CastAdd():
            given = await _looked_at(context, Reference(command.image)) if command.image else None
            return await changes.add_to_cast(by, command, given)
        case CastRemove(name):
            return await changes.remove_from_cast(by, name)
        case CastSheet(name):
            return await changes.set_sheet(by, name, await _looked_at(context, await _named(context, by, command)))


async def _kept(context: ChatContext, by: Requester, job: Job) -> Answer:
    """Whom a story tells of with a name and looks, as they were first; who is known already stays who they are."""
    if not isinstance(job.request, StoryRequest | PlanRequest):
        sheet = f"`cast sheet Mia {job.short_id}` makes a picture of it the sheet of somebody known"
        raise Refused(f"Job `{job.short_id}` is no story, so it introduces nobody by name: {sheet}.")
    _, plan = plan_of(job)
    known = {name.casefold() for name, _ in (await load_preferences(context.service.stores, by)).cast}
    told: dict[str, PlannedCharacter] = {}
    for each in (character for frame in plan.frames for character in frame.characters):
        if each.looks and 0 < len(each.name) <= MAX_NAME and each.name.casefold() not in known:
            told.setdefault(each.name, each)
    if not told:
        raise Refused(f"Job `{job.short_id}` tells of nobody new by name and looks, such as “Mia the red fox”.")
    changes = PreferenceChanges(context.service.stores)
    adds = [CastAdd(name, each.introduced()[:MAX_WORDS]) for name, each in told.items()]
    said = [(await changes.add_to_cast(by, each))[0] for each in adds]
    return Answer("\n".join(said))


async def _drawn(context: ChatContext, by: Requester, command: CastSheet, address: Address) -> Answer:
    (name, looks), request = await sheet_request(context, by, command)
    said = await submit(context.service, by, request, for_sheet(address, scope_of(by), name, looks))
    info = context.service.info
    unused = (
        "" if info is None or info.references else f" {info.model} looks at no pictures: it draws stories without it."
    )
    return replace(said, text=f"{said.text}\nIt will be the sheet of {escape_markdown(name)}.{unused}")


async def sheet_request(
    context: ChatContext, by: Requester, command: CastSheet
) -> tuple[tuple[str, str], ImageRequest]:
    """The character (name, looks) as it is saved, and what draws a sheet of it: the looks alone; raises Refused."""
    cast = (await load_preferences(context.service.stores, by)).cast
    saved = next((each for each in cast if each[0].casefold() == command.name.casefold()), None)
    if saved is None:
        raise Refused(nobody(command.name))
    info = context.service.info
    words = f"{saved[1]}, {WORDS}" if info is not None and info.world is None else saved[1]
    return saved, ImageRequest(words, random_seed(), anyway=command.anyway)


async def _named(context: ChatContext, by: Requester, command: CastSheet) -> Reference:
    if command.image:
        return Reference(command.image)
    prefix, _, number = command.of.partition(".")
    job = await find_finished_job(context.service, by, prefix)
    frame = require_picture(context.service, job, int(number) - 1 if number else None, "cast sheet")
    return Reference(frame.sha256, f"{job.short_id}.{frame.index + 1}")


async def _looked_at(context: ChatContext, sheet: Reference) -> Reference:
    """The same, once it is sure that a model can be shown it."""
    content = await context.service.stores.files.read(sheet.sha256)
    if content is None:
        raise Refused("That picture is not here any more: attach it again.")
    picture = await asyncio.to_thread(open_image, content, to_be_shown)
    check_shapes([picture])
    return sheet


async def _listed(context: ChatContext, by: Requester) -> Answer:
    service = context.service
    likes, info = await load_preferences(service.stores, by), service.info
    await service.stores.files.fetch(each.sha256 for each in likes.sheets.values())
    paths = {name: service.stores.files.find(each.sha256) for name, each in likes.sheets.items()}
    shown = [(f"{name}: {looks}", path) for name, looks in likes.cast if (path := paths.get(name)) is not None]
    page = await asyncio.to_thread(_page, shown) if shown else None
    return Answer(cast_text(likes, info, _price(info)), attachment=("cast.png", page) if page else None)


def _price(info: EngineInfo | None) -> int | None:
    return None if info is None or info.needs_image else cost(ImageRequest("a sheet", 0), info)


def _page(told: Sequence[tuple[str, Path]]) -> bytes | None:
    """All sheets with who they are, as a PNG; None where none of them can be read."""
    from story.pages.page import make_page  # fonts and layout, only where they are shown

    read: Mapping[str, Image.Image] = {words: picture for words, path in told if (picture := _square(path))}
    if not read:
        return None
    file = BytesIO()
    make_page([*read.values()], [*read]).save(file, "PNG")
    return file.getvalue()


def _square(path: Path) -> Image.Image | None:
    try:
        return ImageOps.pad(to_be_shown(path.read_bytes()), (SIDE, SIDE), color=(248, 242, 230))
    except (*BROKEN, Image.DecompressionBombError):  # it went meanwhile, or was spoilt
        return None
