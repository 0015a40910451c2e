"""The messages between the service and a worker process: frozen, plain, pickled over two one-way pipes.

There is no message to stop: a worker leaves at the end of its pipe, so even a killed service leaves none behind.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.domain.jobs import Outcome
from bot.domain.media import PNG
from bot.domain.requests import Request
from generation.engine import EngineInfo
from story.panels.checker import Check


@dataclass(frozen=True, slots=True)
class StartJob:
    """Draw this. `attempt` is the job's fencing number; everything said about the job carries it back."""

    job_id: str
    attempt: int
    request: Request
    pictures: Mapping[str, bytes] = field(default_factory=dict)  # files of `pictures_of(request)` by SHA-256


@dataclass(frozen=True, slots=True)
class CancelJob:
    """Nobody wants this job any more."""

    job_id: str


@dataclass(frozen=True, slots=True)
class EngineReady:
    """The engine is loaded."""

    info: EngineInfo


@dataclass(frozen=True, slots=True)
class EngineFailed:
    """The engine cannot be loaded; `lasting`: for a reason that trying again does not change."""

    sentence: str
    lasting: bool = True


@dataclass(frozen=True, slots=True)
class Alive:
    """The process runs; what it is at may take long."""


@dataclass(frozen=True, slots=True)
class LogLine:
    """A line for the service's log."""

    level: int  # as `logging` counts
    logger: str
    text: str
    exception: str  # where it happened, without anybody's words; "": nothing was raised
    job_id: str  # "": about none


@dataclass(frozen=True, slots=True)
class JobBegun:
    """From here on the job is to blame when the process dies."""

    job_id: str
    attempt: int


@dataclass(frozen=True, slots=True)
class JobProgress:
    """Where a job stands; sent a few times a second at most."""

    job_id: str
    attempt: int
    step: int
    num_steps: int
    preview: bytes | None = None  # a small JPEG


@dataclass(frozen=True, slots=True)
class FramePayload:
    """One finished picture, its request written inside the file."""

    png: bytes  # or whatever `mime` says
    width: int
    height: int
    seed: int
    sentence: str = ""
    cast: tuple[str, ...] = ()
    phash: str = ""
    mime: str = PNG
    checked: Check | None = None  # what a panel checker found; None: none looked


@dataclass(frozen=True, slots=True)
class JobDone:
    """A finished job."""

    job_id: str
    attempt: int
    outcome: Outcome  # without pictures; model and device only where the engine did not do it
    frames: tuple[FramePayload, ...] = ()
    page: FramePayload | None = None


@dataclass(frozen=True, slots=True)
class JobFailed:
    """A job that cannot be drawn, with the sentence for the person who asked."""

    job_id: str
    attempt: int
    sentence: str


ToWorker = StartJob | CancelJob
FromWorker = EngineReady | EngineFailed | Alive | LogLine | JobBegun | JobProgress | JobDone | JobFailed
