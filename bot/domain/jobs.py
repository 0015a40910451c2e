"""The values that travel between front-ends, service and storage: frozen, plain, and known to all of `bot`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from generation.engine import ImageRequest
from story.request import StoryRequest

PAGE_INDEX = -1  # of the frame that is a story's page; of a parent: the whole job, no one picture of it
PNG = "image/png"


class Refused(Exception):
    """A request that cannot be taken; its sentence tells the person what to do."""


class OutOfCredits(Refused):
    """It costs more than is left."""


class QueueFull(Refused):
    """Too much waits already; there will be room again."""


class NotReady(Refused):
    """Nothing can be taken at this moment, whatever it is."""


@dataclass(frozen=True, slots=True)
class EnlargeRequest:
    """A stored picture, larger."""

    image: str  # SHA-256
    factor: int = 2  # 2 or 4: each side so many times as long


@dataclass(frozen=True, slots=True)
class DescribeRequest:
    """A stored picture in words: the job's `text`."""

    image: str  # SHA-256


@dataclass(frozen=True, slots=True)
class InspireRequest:
    """Ideas for pictures by a language model: the job's `text`, one a line."""

    theme: str  # "": of anything
    seed: int


@dataclass(frozen=True, slots=True)
class VideoRequest:
    """How a picture came to be: the same request drawn again, its previews kept."""

    request: ImageRequest
    format: str = "mp4"  # mp4, webp or gif


Request = ImageRequest | StoryRequest | EnlargeRequest | DescribeRequest | InspireRequest | VideoRequest


def pictures_of(request: Request) -> tuple[str, ...]:
    """The stored pictures that a request starts from or keeps, each once, by SHA-256."""
    match request:
        case ImageRequest():
            named = [request.image]
        case StoryRequest():
            named = [request.drawing.image, *request.kept]
        case VideoRequest():
            named = [request.request.image]
        case InspireRequest():
            named = []
        case _:
            named = [request.image]
    return tuple(dict.fromkeys(each for each in named if each is not None))


@dataclass(frozen=True, slots=True)
class Requester:
    """Who asks. (platform, user) identifies a person; the rest is as it was when they asked."""

    platform: str  # "discord", "web", "console"
    user: str  # the platform's own id
    name: str = ""
    server: str | None = None
    roles: tuple[str, ...] = ()
    admin: bool = False  # of Vignette: everybody's credits and jobs, the rules of all servers
    manages: bool = False  # the server: its rules, and nothing beyond it

    @property
    def key(self) -> str:
        """The person as tables know them: "discord:1234"."""
        return f"{self.platform}:{self.user}"

    @property
    def server_key(self) -> str | None:
        """The server as tables know it: "discord:5678"."""
        return None if self.server is None else f"{self.platform}:{self.server}"

    def is_same_person(self, other: Requester) -> bool:
        return (self.platform, self.user) == (other.platform, other.user)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a reply goes: a front-end's name and whatever that front-end needs to find the place again."""

    frontend: str
    place: Mapping[str, str]

    @property
    def passing(self) -> bool:
        """The front-end belongs to one process and ends with it: "console:9f86d081884c7d65"."""
        return ":" in self.frontend


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


@dataclass(frozen=True, slots=True)
class Parent:
    """What a job was made from. The parent can be gone: whoever asked for it may have had it forgotten."""

    job_id: str
    index: int  # of the frame; PAGE_INDEX: the whole job
    verb: str  # redo, vary, enlarge, video, describe, edit, panel, continue, restyle


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
    error: str = ""  # one sentence, when failed
    engine: str = ""  # what drew it
    model: str = ""
    device: str = ""
    context: str | None = None  # context encoder checkpoint that conditioned the story; None: none did
    ignored_words: tuple[str, ...] = ()
    read_as: tuple[tuple[str, str], ...] = ()  # (word, the word that was drawn instead)
    seconds: float = 0.0  # time it took to draw
    frames: tuple[Frame, ...] = ()
    page: Frame | None = None  # a story's page
    parent: Parent | None = None  # what it was made from
    text: str = ""  # what a picture shows, of a DescribeRequest; of an InspireRequest its ideas, one a line
    work: int = 0  # steps × pixels × pictures; see `quotas.work`
    estimated_seconds: float | None = None  # from asking to the pictures, as it was said then; None: nothing was said


@dataclass(frozen=True, slots=True)
class Progress:
    """Where a running job stands; kept in memory only."""

    job_id: str
    step: int
    num_steps: int
    position: int = 0  # its place among the jobs that wait, from 1; 0 when running
    preview: bytes | None = None  # a small JPEG
    estimated_seconds: float | None = None  # until its pictures are here; None: not known


@dataclass(frozen=True, slots=True)
class Answer:
    """What the chat says at once: text, and the job that was accepted, if any. Text is Markdown-light and short."""

    text: str
    job: Job | None = None
    attachment: tuple[str, bytes] | None = None  # (file name, content), for exports
    refused: bool = False  # the text says why nothing was done
    private: bool = False  # for nobody else's eyes: a link to come in by, words that nobody may use
