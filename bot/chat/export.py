"""A story as one file, handed over with the answer. Files are made one at a time on a thread and kept for a while."""

from __future__ import annotations

import asyncio
import re
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

from bot.chat.reply import number, quiet
from bot.commands.further import ExportFormat
from bot.domain.jobs import Answer, Job, Refused
from bot.features.story_exports import book_digest, book_file
from story.request import StoryRequest

if TYPE_CHECKING:  # the service makes the chat
    from bot.jobs.service import Service

LIMIT = 9 * 2**20  # bytes of one file: what every place takes; only a ZIP may be larger, because it changes no picture
KEPT = 64 * 2**20  # bytes of files that were made, the last ones


async def exported(service: Service, job: Job, kind: ExportFormat) -> Answer:
    """Raises Refused for what is no story, or not all there any more."""
    if not isinstance(job.request, StoryRequest):
        raise Refused(f"Job `{number(job)}` is no story: its pictures are files already.")
    paths = [path for frame in job.frames if (path := service.frame_path(frame.sha256)) is not None]
    if len(paths) < len(job.request.sentences):
        raise Refused(f"A picture of job `{number(job)}` is not here any more, so the story is not whole.")
    content = await asyncio.get_running_loop().run_in_executor(_MAKERS, _FILES.get, job, paths, kind)
    words = quiet(job.request.drawing.prompt)
    return Answer(f"**{words}**\nas {kind.upper()} · job `{number(job)}`", attachment=(_name(job, kind), content))


async def forget_files() -> None:
    """Let go of all that was made: somebody had what it shows erased."""
    await asyncio.get_running_loop().run_in_executor(_MAKERS, _FILES.clear)


class _Files:
    """Files by what they are made of, the last used at the end; used from one thread only."""

    def __init__(self) -> None:
        self._made: OrderedDict[str, bytes] = OrderedDict()

    def clear(self) -> None:
        self._made.clear()

    def get(self, job: Job, paths: list[Path], kind: ExportFormat) -> bytes:
        key = book_digest(job, kind)
        content = self._made.pop(key, None) or book_file(job, paths, kind, LIMIT)
        self._made[key] = content
        while len(self._made) > 1 and sum(map(len, self._made.values())) > KEPT:
            self._made.popitem(last=False)
        return content


_FILES = _Files()
_MAKERS = ThreadPoolExecutor(1, thread_name_prefix="export")  # one: drawing needs the processors as well


def _name(job: Job, kind: ExportFormat) -> str:
    """The first words of the story and its job: "mia-the-red-fox-1a2b3c4d.pdf"."""
    words = re.findall(r"\w+", job.frames[0].sentence.removeprefix("[NC]").lower())[:5]
    return f"{'-'.join([*words, number(job)])}.{kind}"
