"""A story's job as one file to take away: the same book for every front-end."""

from __future__ import annotations

import asyncio
import json
import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bot.commands.followups import ExportFormat
from bot.domain.errors import Refused
from bot.domain.jobs import Job, JobStatus
from bot.domain.media import MAX_FILE, PNG
from bot.domain.requests import seed_of
from generation.engine import EngineInfo
from story.request import StoryRequest
from story.sentences import NO_CAST

if TYPE_CHECKING:
    from story.exports.book import Sign

KEPT = 64 * 2**20  # bytes of files that were made, the last ones


class StoryExports:
    """Files of stories, made one at a time on a thread, because drawing needs the processors as well; the last ones
    are kept."""

    def __init__(self, sign: Sign | None = None) -> None:
        self._sign = sign
        self._made: OrderedDict[str, bytes] = OrderedDict()  # by what they are made of, the last used at the end
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="export")

    async def get(self, job: Job, paths: Sequence[Path], kind: ExportFormat) -> bytes:
        """The file of this kind, of at most `MAX_FILE` bytes but for a ZIP. Raises OSError where a picture is gone."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._get, job, paths, kind)

    async def forget(self) -> None:
        """Let go of all that was made: somebody had what it shows erased."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._made.clear)

    def _get(self, job: Job, paths: Sequence[Path], kind: ExportFormat) -> bytes:
        key = book_digest(job, kind)
        content = self._made.pop(key, None) or book_file(job, paths, kind, MAX_FILE, self._sign)
        self._made[key] = content
        while len(self._made) > 1 and sum(map(len, self._made.values())) > KEPT:
            self._made.popitem(last=False)
        return content


def require_story(job: Job, find: Callable[[str], Path | None]) -> list[Path]:
    """The files of a finished story's pictures, by their hashes; raises Refused for what is no story, or not whole."""
    if not isinstance(job.request, StoryRequest):
        raise Refused(f"Job `{job.short_id}` is no story: its pictures are files already.")
    if not job.status.ended:
        raise Refused(f"Job `{job.short_id}` is not drawn yet: wait for its end.")
    if job.status is not JobStatus.SUCCEEDED:
        raise Refused(f"Job `{job.short_id}` was not drawn, so there is nothing to write.")
    paths = [path for frame in job.outcome.frames if (path := find(frame.sha256)) is not None]
    if len(paths) < len(job.request.sentences):
        raise Refused(f"A picture of job `{job.short_id}` is not here any more, so the story is not whole.")
    return paths


def book_name(job: Job, kind: str) -> str:
    """The first words of its title or of itself, and its job: "mia-the-red-fox-finds-1a2b3c4d.pdf"."""
    title, _ = _named(job)
    words = re.findall(r"\w+", (title or job.outcome.frames[0].sentence.removeprefix(NO_CAST)).lower())[:5]
    return f"{'-'.join([*words, job.short_id])[-100:]}.{kind}"


def book_file(job: Job, paths: Sequence[Path], kind: str, limit: int | None = None, sign: Sign | None = None) -> bytes:
    """Work for a thread. `paths` are those of the job's frames, `limit` how many bytes there may be.

    Smaller pictures help to stay below it, but in a ZIP. `sign` is `Signing.sign`, where a certificate is configured.
    Raises OSError where a picture is gone.
    """
    from story.exports import Book, Panel, export  # typefaces and codecs, only where a file is made
    from story.exports.book import unsigned

    frames = zip(job.outcome.frames, paths, strict=True)
    panels = tuple(Panel(path.read_bytes(), frame.sentence, frame.cast) for frame, path in frames)
    title, author = _named(job)
    return export(Book(panels, title, _facts(job), author), kind, limit, sign or unsigned)


def layout_file(job: Job, paths: Sequence[Path], layout: str, sign: Sign | None = None) -> bytes:
    """The story's pages in one of `story.pages.panels.LAYOUTS` as one PNG; work for a thread, as above."""
    from PIL import Image

    from generation.provenance.png_metadata import facts_of, marked_png
    from generation.provenance.xmp import ALGORITHMIC
    from story.exports import Book, Panel
    from story.pages.sheets import layout_page

    if not isinstance(job.request, StoryRequest):
        raise Refused(f"Job `{job.short_id}` is no story: its pictures are files already.")
    images = [Image.open(path) for path in paths]
    sentences, outcome, request = [each.sentence for each in job.outcome.frames], job.outcome, job.request
    source = Book((Panel(paths[0].read_bytes(), sentences[0], ()),), request.title, {}, request.author).source
    page = layout_page(images, sentences, replace(request, layout=layout))
    made = source != ALGORITHMIC
    info = EngineInfo(outcome.engine, outcome.model, outcome.device, "", *page.size, 0, 0.0, trained=made)
    told = {"seed": facts_of(images[0]).get("seed"), "layout": layout, "job": job.id}
    png = marked_png(page, info, "\n".join(sentences), told)
    return sign(png, PNG, request.title or sentences[0], source) if sign else png


def book_digest(job: Job, kind: str, *, signed: bool = False) -> str:
    """Of all that goes into the file."""
    parts = [[frame.sha256, frame.sentence, *frame.cast] for frame in job.outcome.frames]
    return sha256(json.dumps([kind, parts, _named(job), _facts(job), signed]).encode()).hexdigest()


def _named(job: Job) -> tuple[str, str]:
    """Title and author, where they were given."""
    request = job.request
    return (request.title, request.author) if isinstance(request, StoryRequest) else ("", "")


def _facts(job: Job) -> dict[str, object]:
    """What an archive tells of the story besides its words."""
    return {
        "job": job.id,
        "seed": seed_of(job.request),
        "engine": job.outcome.engine,
        "model": job.outcome.model,
        "context": job.outcome.context,
    }
