"""POST /api/v1/images, /stories and /descriptions: what is asked for becomes a job, through the same door as chat."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace

from aiohttp import web

from bot.chat.references import with_pictures
from bot.commands import random_seed
from bot.commands.characters import check_characters, has_words
from bot.commands.drawing import story as read_story
from bot.commands.errors import CommandError
from bot.commands.loras import Loras, take_loras, together
from bot.commands.option_syntax import check_no_options
from bot.domain.jobs import Job, Parent
from bot.domain.limits import Limits
from bot.domain.requests import DescribeRequest, Request
from bot.features.preferences.apply import with_saved_cast
from bot.features.preferences.preferences import load_preferences
from bot.frontends.web.api.bodies import read_idempotency_key, read_wait
from bot.frontends.web.api.jobs import visible_job
from bot.frontends.web.api.keys import CALLER
from bot.frontends.web.api.operations import json_response
from bot.frontends.web.api.problems import ApiProblem, Types
from bot.frontends.web.api.schemas import ControlBody, DescribeBody, DrawingOptions, ImageBody, Start, StoryBody
from bot.frontends.web.api.views import job_url, job_view
from bot.frontends.web.server.app_keys import CLOSING, LIMITS, SERVICE
from bot.jobs.service import Service
from generation.engine import EngineInfo, ImageRequest, Reference
from generation.shown import Control
from generation.tools.captioner import NOT_CONFIGURED
from story.request import StoryRequest


async def draw_image(request: web.Request, body: ImageBody) -> web.Response:
    """Draw a prompt.

    Answers at once with the job, or, with `Prefer: wait=N`, at its end or after N seconds, whichever is sooner.
    """
    if body.start and body.image is not None:
        raise ApiProblem(Types.INVALID, "A drawing starts from one picture: give `start` or `image`.")
    start = None if body.start is None else await _found(request, body.start)
    parent = start and Parent(start[0], start[1], "vary")
    async with (
        stored_attachment(request, body.image) as image,
        stored_attachment(request, body.mask) as mask,
        looked_at(request, body.references) as references,
        looked_at(request, [body.control.picture] if body.control else []) as followed,
    ):
        wanted = image_request(body, request.app[LIMITS], start[2] if start else image, mask)
        control = _control(body.control, followed)
        job = await submit_request(request, replace(wanted, references=references, control=control), parent)
    return await _job_response(request, job)


async def draw_story(request: web.Request, body: StoryBody) -> web.Response:
    """Draw a story, one picture per sentence, in which the same characters stay the same.

    Answers as drawing a prompt does.
    """
    wanted = story_request(body, request.app[LIMITS])
    service, asker = request.app[SERVICE], request[CALLER].requester
    if body.saved_cast:
        wanted = with_saved_cast(wanted, await load_preferences(service.stores, asker))
    _check_sheets(body, wanted, service.info)
    pictures = [*body.references, *(each.picture for each in body.sheets)]
    async with looked_at(request, pictures) as found:
        shown = found[: len(body.references)]
        sheets = _sheets(wanted, body, found[len(shown) :])
        told = replace(wanted, drawing=replace(wanted.drawing, references=shown), sheets=sheets)
        job = await submit_request(request, await with_pictures(service, asker, told))
    return await _job_response(request, job)


async def describe_picture(request: web.Request, body: DescribeBody) -> web.Response:
    """Say what a picture shows, where a model for it is configured: the `text` of the job.

    Answers as drawing a prompt does.
    """
    if not request.app[SERVICE].describes:
        raise ApiProblem(Types.REFUSED, NOT_CONFIGURED)
    async with stored_attachment(request, body.image) as image:
        job = await submit_request(request, DescribeRequest(str(image)))
    return await _job_response(request, job)


@asynccontextmanager
async def stored_attachment(request: web.Request, content: bytes | None) -> AsyncIterator[str | None]:
    """The hash of a picture that came along, stored until a job names it. Raises Refused."""
    contents = [] if content is None else [content]
    async with request.app[SERVICE].attachments.taken(contents) as taken:
        yield taken[0].sha256 if taken else None


@asynccontextmanager
async def looked_at(request: web.Request, references: Sequence[Start | bytes]) -> AsyncIterator[tuple[Reference, ...]]:
    """Those that came along stored until a job names them, those of jobs found. Raises Refused, ApiProblem."""
    contents = [each for each in references if isinstance(each, bytes)]
    async with request.app[SERVICE].attachments.taken(contents) as taken:
        stored = iter(taken)
        yield tuple(
            [
                Reference(next(stored).sha256) if isinstance(each, bytes) else await _of_job(request, each)
                for each in references
            ]
        )


def _check_sheets(body: StoryBody, story: StoryRequest, info: EngineInfo | None) -> None:
    if not body.sheets:
        return
    if info is not None and not info.references:
        raise ApiProblem(Types.REFUSED, f"{info.model} looks at no pictures: leave `sheets` out.")
    names = [each.name.casefold() for each in body.sheets]
    told = "\n".join((*story.sentences, *(name for name, _ in story.cast))).casefold()
    for each in body.sheets:
        if not re.search(rf"(?<!\w){re.escape(each.name.casefold())}(?!\w)", told):
            raise ApiProblem(Types.INVALID, f"`sheets` has “{each.name}”, and the story names nobody so.")
        if names.count(each.name.casefold()) > 1:
            raise ApiProblem(Types.INVALID, f"`sheets` has {each.name} twice: give each character one picture.")


def _sheets(story: StoryRequest, body: StoryBody, pictures: Sequence[Reference]) -> tuple[tuple[str, Reference], ...]:
    """Those that were sent, and those saved of everybody else."""
    sent = tuple((each.name, picture) for each, picture in zip(body.sheets, pictures, strict=True))
    names = {name.casefold() for name, _ in sent}
    return (*sent, *(each for each in story.sheets if each[0].casefold() not in names))


def _control(body: ControlBody | None, followed: tuple[Reference, ...]) -> Control | None:
    return Control(followed[0].sha256, followed[0].of, body.kind, body.scale) if body and followed else None


async def _of_job(request: web.Request, of: Start) -> Reference:
    job, index, sha256 = await _found(request, of)
    return Reference(sha256, f"{job[:8]}.{index + 1}")


def image_request(body: ImageBody, limits: Limits, image: str | None = None, mask: str | None = None) -> ImageRequest:
    """Raises CommandError."""
    prompt, loras = _named(body.prompt, body, "prompt")
    _check_text(prompt, "prompt", limits)
    if not has_words(prompt):
        raise CommandError("Say what to draw.", field="prompt")
    if body.strength is not None and image is None:
        raise CommandError("`strength` goes with a picture to start from.", field="strength")
    if mask is not None and image is None:
        raise CommandError("`mask` goes with a picture to start from.", field="mask")
    drawing = _drawing(prompt, body, loras)
    return replace(
        drawing,
        mask=mask,
        num_images=body.num_images,
        tile=body.tile,
        chaos=body.chaos,
        image=image,
        strength=body.strength,
    )


def story_request(body: StoryBody, limits: Limits) -> StoryRequest:
    """Raises CommandError."""
    told, loras = _named(body.story, body, "story")
    for field, text in (("story", told), ("title", body.title), ("author", body.author)):
        _check_text(text, field, limits)
    story = read_story(told, limits=limits).request
    drawing = _drawing(story.drawing.prompt, body, loras)
    title, author = (" ".join(each.split()) for each in (body.title, body.author))
    return replace(story, drawing=drawing, context=body.context, causal=body.causal, title=title, author=author)


def _named(text: str, body: DrawingOptions, field: str) -> tuple[str, Loras]:
    """A text without the LoRAs in it, and those with those of the body. Raises CommandError."""
    try:
        told, marks = take_loras(text)
        return told, together(tuple((each.name, each.weight) for each in body.loras), marks)
    except CommandError as error:
        raise CommandError(str(error), field=field) from None


def _check_text(text: str, field: str, limits: Limits) -> None:
    """Refuse what nobody sees, and what would read as an option if the text were typed again."""
    checked = check_characters(text)
    try:
        check_no_options(checked, limits)
    except CommandError:
        sentence = f"Words that begin with dashes are options of the chat: leave them out of `{field}` and send fields."
        raise CommandError(sentence, field=field) from None


async def submit_request(request: web.Request, wanted: Request, parent: Parent | None = None) -> Job:
    """The job, or the one that the same Idempotency-Key has made before. Raises Refused, ApiProblem."""
    caller = request[CALLER]
    once = await read_idempotency_key(request)
    return await request.app[SERVICE].submit(caller.requester, wanted, caller.address, parent, once)


async def wait_for_end(request: web.Request, job: Job, seconds: float) -> Job:
    """The job at its end; or as it is after so many seconds, or when the server closes."""
    service: Service = request.app[SERVICE]
    closing = asyncio.ensure_future(request.app[CLOSING].wait())
    end = asyncio.ensure_future(_end(service, job.id))
    try:
        await asyncio.wait({closing, end}, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (closing, end):
            task.cancel()
        await asyncio.gather(closing, end, return_exceptions=True)
    return await service.job(job.id) or job


async def _end(service: Service, job_id: str) -> None:
    async for _ in service.watch(job_id):
        pass


async def _job_response(request: web.Request, job: Job) -> web.Response:
    headers, left = {}, job.estimated_seconds  # as was just reckoned
    if seconds := read_wait(request):
        job, headers = await wait_for_end(request, job, seconds), {"Preference-Applied": f"wait={seconds}"}
        left = None if job.status.ended else (await request.app[SERVICE].estimates.left()).get(job.id)
    return json_response(job_view(job, left), 200 if job.status.ended else 202, Location=job_url(job), **headers)


async def _found(request: web.Request, start: Start) -> tuple[str, int, str]:
    try:
        job = await visible_job(request, start.job)
    except ApiProblem:
        raise ApiProblem(Types.REFUSED, "There is no such picture of yours.") from None
    frame = next((frame for frame in job.outcome.frames if frame.index == start.index), None)
    if frame is None:
        raise ApiProblem(Types.REFUSED, f"That job has no picture {start.index}.")
    return job.id, frame.index, frame.sha256


def _drawing(prompt: str, body: DrawingOptions, loras: Loras) -> ImageRequest:
    return ImageRequest(
        prompt=" ".join(prompt.split()),
        seed=random_seed() if body.seed is None else body.seed,
        negative_prompt=body.negative_prompt,
        aspect_ratio=body.aspect_ratio,
        num_inference_steps=body.num_inference_steps,
        guidance_scale=body.guidance_scale,
        style=body.style,
        anyway=body.anyway,
        loras=loras,
    )
