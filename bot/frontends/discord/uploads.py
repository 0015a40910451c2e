"""Pictures as Discord takes them: each below the limit of its server, at most ten and 25 MiB in one request.

A stored PNG goes as it is when it fits; otherwise it is written again as WebP, then as JPEG, then smaller. A video is
made smaller, and left out where nothing would be seen of it. All of this is work for a thread.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import discord
from PIL import Image

from bot.domain.jobs import PAGE_INDEX, Frame, Job
from bot.domain.media import PNG
from bot.domain.requests import prompt_text
from bot.frontends.discord.text import alt_text
from generation.provenance.png_metadata import reencoded
from generation.provenance.xmp import TRAINED

MIB = 1 << 20
DEFAULT_LIMIT = 10 * MIB  # per file where the server does not say
REQUEST_LIMIT = 24 * MIB  # 25, less what stands around the files
MAX_FILES = 10
_LADDER = (("WEBP", 90), ("JPEG", 85), ("JPEG", 70))
_MAX_WEBP = 16383  # pixels on a side


@dataclass(frozen=True, slots=True)
class Upload:
    """One file to attach."""

    name: str
    content: bytes
    alt: str = ""
    shrunk: bool = False  # it was too large as it was

    @property
    def stem(self) -> str:
        return self.name.rpartition(".")[0]

    def file(self) -> discord.File:
        """Made anew for every request: sending one uses it up."""
        return discord.File(io.BytesIO(self.content), self.name, description=self.alt or None)


def uploads(job: Job, limit: int) -> list[list[Upload]]:
    """The job's pictures, a story's page first, in as many messages as they need (one empty one without pictures).

    What cannot be made small enough is not among them.
    """
    pictures = [job.outcome.page, *job.outcome.frames] if job.outcome.page else list(job.outcome.frames)
    messages: list[list[Upload]] = [[]]
    for frame in pictures:
        file = _upload(job, frame, min(limit, REQUEST_LIMIT))
        if file is None:
            continue
        size = sum(len(other.content) for other in messages[-1]) + len(file.content)
        if messages[-1] and (len(messages[-1]) == MAX_FILES or size > REQUEST_LIMIT):
            messages.append([])
        messages[-1].append(file)
    return messages


def _upload(job: Job, frame: Frame, limit: int) -> Upload | None:
    which = "page" if frame.index == PAGE_INDEX else str(frame.index + 1)
    words = frame.sentence or prompt_text(job.request)
    content, suffix = frame.path.read_bytes(), frame.path.suffix.removeprefix(".")
    shrunk = len(content) > limit
    if shrunk and frame.mime != PNG:
        from story.exports.shrink import smaller  # codecs, only where a video is made

        words = prompt_text(job.request)
        smaller_content = smaller(content, suffix, limit, words, TRAINED)
        if smaller_content is None:
            return None
        content = smaller_content
    elif shrunk:
        content, suffix = fit_file(frame.path, limit)
    return Upload(f"vignette-{job.id[:8]}-{which}.{suffix}", content, alt_text(words), shrunk)


def fit_file(path: Path, limit: int) -> tuple[bytes, str]:
    """The picture in at most `limit` bytes, and the suffix of its format."""
    content, suffix = path.read_bytes(), path.suffix.removeprefix(".")
    if len(content) <= limit:
        return content, suffix
    with Image.open(path) as opened:
        picture = opened.convert("RGB")
    while True:
        for kind, quality in _LADDER:
            if kind == "WEBP" and max(picture.size) > _MAX_WEBP:
                continue
            content = reencoded(picture, kind, quality)
            if len(content) <= limit:
                return content, kind.lower().replace("jpeg", "jpg")
        picture = picture.resize((max(1, picture.width // 2), max(1, picture.height // 2)))
