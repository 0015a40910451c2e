"""The values that travel between front-ends, service and storage: frozen, plain, and known to all of `bot`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from bot.domain.media import PNG
from bot.domain.requester import Address, Requester
from bot.domain.requests import Request, kind_of
from story.panels.checker import Check

PAGE_INDEX = -1  # of the frame that is a story's page; of a parent: the whole job, no one picture of it


class JobStatus(StrEnum):
    """The only five statuses."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def ended(self) -> bool:
        return self in (JobStatus.SUCCEEDED, JobStatus.FAILED, JobStatus.CANCELLED)


@dataclass(frozen=True, slots=True)
class Frame:
    """One finished picture of a job, stored under its content hash."""

    index: int  # 0-based, or PAGE_INDEX
    path: Path
    sha256: str
    width: int
    height: int
    seed: int
    sentence: str = ""  # the sentence or prompt it was drawn from
    cast: tuple[str, ...] = ()  # who is on stage, as told
    phash: str = ""  # perceptual hash, 64 bits as 16 hex digits; "": none was made
    mime: str = PNG  # of a video: video/mp4
    checked: Check | None = None  # of a story's frame: what a panel checker found; None: none looked


@dataclass(frozen=True, slots=True)
class Parent:
    """What a job was made from. The parent can be gone: whoever asked for it may have had it forgotten."""

    job_id: str
    index: int  # of the frame; PAGE_INDEX: the whole job
    verb: str  # redo, vary, enlarge, video, describe, edit, panel, continue, restyle


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a job; nothing before its end."""

    error: str = ""  # one sentence, when failed
    engine: str = ""  # what drew it
    model: str = ""
    device: str = ""
    context: str | None = None  # context encoder checkpoint that conditioned the story; None: none did
    ignored_words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()  # (word, the word that was drawn instead)
    seconds: float = 0.0  # time it took to draw
    text: str = ""  # what a picture shows, of a DescribeRequest; of an InspireRequest its ideas, one a line
    frames: tuple[Frame, ...] = ()
    page: Frame | None = None  # a story's page

    @property
    def pictures(self) -> tuple[Frame, ...]:
        """The frames, and the page after them."""
        return self.frames if self.page is None else (*self.frames, self.page)


@dataclass(frozen=True, slots=True)
class Job:
    """One request by one requester, with a status."""

    id: str  # 32 hex digits
    requester: Requester
    request: Request
    address: Address
    status: JobStatus
    cost: int  # credits
    created_at: datetime  # UTC
    attempt: int = 0  # fencing number: how often it was given to a worker
    outcome: Outcome = Outcome()
    parent: Parent | None = None  # what it was made from
    work: int = 0  # steps × pixels × pictures; see `bot.rules.pricing.work`
    estimated_seconds: float | None = None  # from asking to the pictures, as it was said then; None: nothing was said

    @property
    def kind(self) -> str:
        """One word for what was asked for."""
        return kind_of(self.request)

    @property
    def short_id(self) -> str:
        """The id as people see and type it."""
        return self.id[:8]


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running job stands; kept in memory only."""

    job_id: str
    step: int
    num_steps: int
    position: int = 0  # its place among the jobs that wait, from 1; 0 when running
    preview: bytes | None = None  # a small JPEG
    estimated_seconds: float | None = None  # until its pictures are here; None: not known
