"""What both kinds of servers are to the engine: facts, and a picture that comes some time after it was asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from generation.engine import DrawingRequest
from generation.engines.remote.dialects import Dialect


@dataclass(slots=True)
class Report:
    """What a server has said of a picture that it is drawing; written by one thread, read by another."""

    done: float | None = None  # the share of its steps; None: it says nothing of them
    preview: bytes | None = None  # a small JPEG or PNG


@dataclass(frozen=True, slots=True)
class Facts:
    """What was found out about a server when the engine was loaded."""

    software: str  # "vLLM-Omni 0.24.0"
    model: str  # as it names it; "": it names none
    dialect: Dialect
    width: int
    height: int
    num_inference_steps: int  # with which a picture is priced, where nobody chose
    guidance_scale: float
    steps_chosen: bool = False  # by the operator: then the server is told
    guidance_chosen: bool = False
    takes_negative: bool = False
    starts_from_image: bool = False
    needs_image: bool = False
    references: int = 0  # pictures that it looks at
    inpaints: bool = False
    control: str = ""  # as of `EngineInfo`
    fixed_size: bool = False
    max_pixels: int = 2048 * 2048


class Server(Protocol):
    """One picture at a time; several at once are as many calls."""

    async def draw(self, request: DrawingRequest, report: Report) -> bytes:
        """The file that it drew; raises EngineError. A cancelled call stops the server's work where that can be."""
        ...
